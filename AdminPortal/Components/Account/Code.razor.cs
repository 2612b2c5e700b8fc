using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Account;

/// <summary>Takes the code of an authenticator app, or a recovery code, after the password.</summary>
public sealed partial class Code
{
    private string? _fault;

    [SupplyParameterFromForm]
    private CodeForm? Input { get; set; }

    [SupplyParameterFromQuery]
    private string? ReturnUrl { get; set; }

    [SupplyParameterFromQuery]
    private string? Remember { get; set; }

    [Inject]
    private SignInService SignIn { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        // A form that was sent is judged first: to lead away here would answer it with an error.
        if (Input is null && !await SignIn.IsCodeAwaitedAsync(CancellationToken.None))
            Navigation.NavigateTo(SignInRegistration.LoginPath, forceLoad: true);
    }

    private async Task SignInAsync()
    {
        var step = await SignIn.WithCodeAsync(Input?.Code, Remember is "True", CancellationToken.None);
        if (step == SignInStep.SignedIn)
            Navigation.NavigateTo(LocalUrl.Of(ReturnUrl), forceLoad: true);
        else if (step == SignInStep.Refused && !await SignIn.IsCodeAwaitedAsync(CancellationToken.None))
            Navigation.NavigateTo(SignInRegistration.LoginPath, forceLoad: true);
        else
            _fault = step == SignInStep.NotNow ? Login.NotNowWords : "This code is not right, or was used already. Wait for the next one.";
    }

    internal sealed class CodeForm
    {
        public string? Code { get; set; }
    }
}
