using AdminPortal.Services.Onboarding;
using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Account;

/// <summary>Where a new business chooses a password; this creates the business and its account.</summary>
public sealed partial class ConfirmSignUp
{
    private SignUp? _signUp;
    private string? _fault;

    [SupplyParameterFromForm]
    private Join.PasswordForm? Input { get; set; }

    [SupplyParameterFromQuery]
    private string? Token { get; set; }

    [Inject]
    private SignUpService SignUps { get; set; } = null!;

    [Inject]
    private SignInService SignIn { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnInitializedAsync() => _signUp = await SignUps.FindAsync(Token);

    private async Task ConfirmAsync()
    {
        var joined = await SignUps.ConfirmAsync(Token, Input?.Password, CancellationToken.None);
        if (!joined.IsDone)
        {
            _fault = joined.Refusal.Message;
            return;
        }

        await SignIn.SignInJoinedAsync(joined.Value.Id);
        Navigation.NavigateTo(PageUrls.MyStart, forceLoad: true);
    }
}
