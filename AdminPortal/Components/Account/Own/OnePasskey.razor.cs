using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Account.Own;

/// <summary>Renames or removes one of the user's passkeys.</summary>
public sealed partial class OnePasskey
{
    private PasskeyRecord? _passkey;
    private string? _fault;

    [Parameter]
    public string Id { get; set; } = "";

    [SupplyParameterFromForm(FormName = "rename")]
    private NameForm? Input { get; set; }

    [Inject]
    private AccountService Account { get; set; } = null!;

    [Inject]
    private PasskeyService Passkeys { get; set; } = null!;

    [Inject]
    private SignInService SignIn { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        var account = await Account.FindAsync(Current.Actor, CancellationToken.None);
        _fault = account.Refusal?.Message;
        _passkey = account.Value?.Passkeys.FirstOrDefault(p => p.Id == Id);
    }

    private async Task RenameAsync()
    {
        var renamed = await Passkeys.RenameAsync(Current.Actor, Id, Input?.Name, CancellationToken.None);
        _fault = renamed.Refusal?.Message;
        if (renamed.IsDone)
            Navigation.NavigateTo(FormResultMessages.Address(FormResultMessages.PasskeyRenamed), forceLoad: true);
    }

    private async Task RemoveAsync()
    {
        var removed = await Passkeys.RemoveAsync(Current.Actor, Id, CancellationToken.None);
        _fault = removed.Refusal?.Message;
        if (!removed.IsDone)
            return;
        await SignIn.RenewAsync(Current.Actor, CancellationToken.None);
        Navigation.NavigateTo(FormResultMessages.Address(FormResultMessages.PasskeyRemoved), forceLoad: true);
    }

    internal sealed class NameForm
    {
        public string? Name { get; set; }
    }
}
