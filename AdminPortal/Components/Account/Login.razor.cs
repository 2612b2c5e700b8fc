using AdminPortal.Services.Onboarding;
using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Account;

/// <summary>Accepts an address and a password, or a passkey.</summary>
public sealed partial class Login
{
    /// <summary>The same for everyone, so that it does not reveal who has an account.</summary>
    internal const string NotNowWords =
        "Sign-in is unavailable right now because the database cannot save changes. Try again in a few minutes.";

    private string? _fault;
    private bool _needsFirstAdmin;

    [CascadingParameter]
    private HttpContext? Http { get; set; }

    [SupplyParameterFromForm(FormName = "login")]
    private LoginForm? Input { get; set; }

    [SupplyParameterFromForm(FormName = "passkey", Name = "Input")]
    private PasskeyAnswer? Answer { get; set; }

    [SupplyParameterFromQuery]
    private string? ReturnUrl { get; set; }

    [Inject]
    private SignInService SignIn { get; set; } = null!;

    [Inject]
    private PasskeySignIn Passkeys { get; set; } = null!;

    [Inject]
    private SessionRevalidation SessionChecks { get; set; } = null!;

    [Inject]
    private FirstAdminService FirstAdmin { get; set; } = null!;

    [Inject]
    private SignUpSettings SignUp { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        // An open page whose session was renewed in another tab is sent here, and can go straight back.
        if (
            Input is null
            && Answer is null
            && Current.Actor is { SessionIdentity: not null } actor
            && await SessionChecks.HoldsAsync(actor, CancellationToken.None)
        )
            Navigation.NavigateTo(LocalUrl.Of(ReturnUrl, Navigation), forceLoad: true);
        if (Input is null && Answer is null)
            _needsFirstAdmin = await FirstAdmin.IsSurelyNeededAsync(CancellationToken.None);
    }

    private async Task SignInWithPasskeyAsync()
    {
        switch (await Passkeys.SignInAsync(Answer?.Credential, CancellationToken.None))
        {
            case SignInStep.SignedIn:
                Navigation.NavigateTo(LocalUrl.Of(ReturnUrl, Navigation), forceLoad: true);
                break;
            case SignInStep.NotNow:
                NotNow();
                break;
            default:
                _fault =
                    "This passkey did not work: it was removed, the account is locked, or it took too long. Try again or use "
                    + "your password.";
                break;
        }
    }

    private async Task SignInAsync()
    {
        var step = await SignIn.WithPasswordAsync(Input?.Email, Input?.Password, Input?.Remember ?? false, CancellationToken.None);
        switch (step)
        {
            case SignInStep.SignedIn:
                Navigation.NavigateTo(LocalUrl.Of(ReturnUrl, Navigation), forceLoad: true);
                break;
            case SignInStep.CodeWanted:
                Navigation.NavigateTo(
                    $"account/code?remember={Input!.Remember}&returnUrl={Uri.EscapeDataString(LocalUrl.Of(ReturnUrl, Navigation))}",
                    forceLoad: true
                );
                break;
            case SignInStep.NotNow:
                NotNow();
                break;
            default:
                _fault = "Incorrect email or password, or the account is temporarily locked after too many attempts.";
                break;
        }
    }

    private void NotNow()
    {
        _fault = NotNowWords;
        Http?.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
    }

    internal sealed class PasskeyAnswer
    {
        public string? Credential { get; set; }
    }

    internal sealed class LoginForm
    {
        public string? Email { get; set; }

        public string? Password { get; set; }

        public bool Remember { get; set; }
    }
}
