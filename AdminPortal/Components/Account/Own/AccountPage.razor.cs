using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Account.Own;

/// <summary>A user's own account: password, authenticator app, passkeys, sessions. It is read-only; changes use plain forms, because most
/// of them renew the session cookie, which a live page cannot do.</summary>
public sealed partial class AccountPage
{
    private AccountRecord? _account;
    private string? _problem;

    [SupplyParameterFromQuery]
    private string? Done { get; set; }

    [Inject]
    private AccountService Account { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    private string? DoneWords => Done is not null && FormResultMessages.Words.TryGetValue(Done, out var words) ? words : null;

    protected override async Task OnInitializedAsync()
    {
        var found = await Account.FindAsync(Current.Actor, CancellationToken.None);
        (_account, _problem) = (found.Value, found.Refusal?.Message);
    }

    private static string CodesLeft(int count) =>
        count switch
        {
            0 => "No recovery codes left. Create new ones.",
            1 => "1 recovery code left.",
            _ => $"{count} recovery codes left.",
        };
}
