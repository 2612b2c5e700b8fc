using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Account.Own;

/// <summary>Accepts the current password and a new one.</summary>
public sealed partial class ChangePassword
{
    private string? _fault;

    [SupplyParameterFromForm]
    private PasswordForm? Input { get; set; }

    [Inject]
    private AccountService Account { get; set; } = null!;

    [Inject]
    private SignInService SignIn { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private async Task ChangeAsync()
    {
        var changed = await Account.ChangePasswordAsync(Current.Actor, Input?.Present, Input?.Password, CancellationToken.None);
        _fault = changed.Refusal?.Message;
        if (!changed.IsDone)
            return;
        await SignIn.RenewAsync(Current.Actor, CancellationToken.None);
        Navigation.NavigateTo(FormResultMessages.Address(FormResultMessages.Password), forceLoad: true);
    }

    internal sealed class PasswordForm
    {
        public string? Present { get; set; }

        public string? Password { get; set; }
    }
}
