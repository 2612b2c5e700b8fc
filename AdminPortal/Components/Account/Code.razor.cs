using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Account;

/// <summary>Accepts the code of an authenticator app, or a recovery code, after the password.</summary>
public sealed partial class Code
{
    private string? _fault;

    [CascadingParameter]
    private HttpContext? Http { get; set; }

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
        // A submitted form must be rendered before it is handled; SignInAsync redirects then.
        if (HttpMethods.IsGet(Http!.Request.Method) && !await SignIn.IsCodeAwaitedAsync(CancellationToken.None))
            Navigation.NavigateTo(SignInRegistration.LoginAddress, forceLoad: true);
    }

    private async Task SignInAsync()
    {
        if (!await SignIn.IsCodeAwaitedAsync(CancellationToken.None))
        {
            Navigation.NavigateTo(SignInRegistration.LoginAddress, forceLoad: true);
            return;
        }

        var step = await SignIn.WithCodeAsync(Input?.Code, Remember is "True", CancellationToken.None);
        if (step == SignInStep.SignedIn)
            Navigation.NavigateTo(LocalUrl.Of(ReturnUrl, Navigation), forceLoad: true);
        else
            _fault = step == SignInStep.NotNow ? Login.NotNowWords : "Incorrect or already used code. Wait for the next one.";
    }

    internal sealed class CodeForm
    {
        public string? Code { get; set; }
    }
}
