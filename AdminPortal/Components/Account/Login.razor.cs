using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Account;

/// <summary>Takes an address and a password.</summary>
public sealed partial class Login
{
    private string? _fault;

    [SupplyParameterFromForm]
    private LoginForm? Input { get; set; }

    [SupplyParameterFromQuery]
    private string? ReturnUrl { get; set; }

    [Inject]
    private SignInService SignIn { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private async Task SignInAsync()
    {
        var step = await SignIn.WithPasswordAsync(Input?.Email, Input?.Password, Input?.Remember ?? false, CancellationToken.None);
        switch (step)
        {
            case SignInStep.SignedIn:
                Navigation.NavigateTo(LocalUrl.Of(ReturnUrl), forceLoad: true);
                break;
            case SignInStep.CodeWanted:
                Navigation.NavigateTo($"/account/code?remember={Input!.Remember}&returnUrl={Uri.EscapeDataString(LocalUrl.Of(ReturnUrl))}", forceLoad: true);
                break;
            default:
                _fault = "The address or the password is not right, or the account is locked for a while after too many tries.";
                break;
        }
    }

    internal sealed class LoginForm
    {
        public string? Email { get; set; }

        public string? Password { get; set; }

        public bool Remember { get; set; }
    }
}
