using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Account;

/// <summary>Where an invited user, or one who forgot their password, chooses one.</summary>
public sealed partial class Join
{
    private UserRecord? _person;
    private string? _fault;

    [SupplyParameterFromForm]
    private PasswordForm? Input { get; set; }

    [SupplyParameterFromQuery]
    private string? User { get; set; }

    [SupplyParameterFromQuery]
    private string? Token { get; set; }

    [Inject]
    private PeopleLinks Links { get; set; } = null!;

    [Inject]
    private SignInService SignIn { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private Guid UserId => Guid.TryParse(User, out var id) ? id : Guid.Empty;

    protected override async Task OnInitializedAsync() => _person = await Links.FindAsync(UserId, Token);

    private async Task JoinAsync()
    {
        var joined = await Links.ChoosePasswordAsync(UserId, Token, Input?.Password, CancellationToken.None);
        if (!joined.IsDone)
        {
            _fault = joined.Refusal.Message;
            return;
        }

        await SignIn.SignInJoinedAsync(joined.Value.Id);
        Navigation.NavigateTo("./", forceLoad: true);
    }

    internal sealed class PasswordForm
    {
        public string? Password { get; set; }
    }
}
