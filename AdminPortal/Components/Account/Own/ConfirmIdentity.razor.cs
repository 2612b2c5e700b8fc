using AdminPortal.Services;
using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Account.Own;

/// <summary>Asks the user to confirm their identity, and returns to the page that required it.</summary>
public sealed partial class ConfirmIdentity
{
    private string? _fault;

    [SupplyParameterFromForm(FormName = "prove")]
    private ConfirmationForm? Input { get; set; }

    [SupplyParameterFromForm(FormName = "prove-passkey", Name = "Input")]
    private PasskeyAnswer? Answer { get; set; }

    [SupplyParameterFromQuery]
    private string? ReturnUrl { get; set; }

    [Inject]
    private IdentityConfirmation Owner { get; set; } = null!;

    [Inject]
    private PasskeySignIn Passkeys { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private async Task ConfirmAsync() => GoOn(await Owner.ConfirmAsync(Current.Actor, Input?.Proof, CancellationToken.None));

    private async Task ProveWithPasskeyAsync() =>
        GoOn(await Passkeys.ConfirmAsync(Current.Actor, Answer?.Credential, CancellationToken.None));

    private void GoOn(Outcome<DateTimeOffset> proved)
    {
        _fault = proved.Refusal?.Message;
        if (proved.IsDone)
            Navigation.NavigateTo(LocalUrl.Of(ReturnUrl, Navigation), forceLoad: true);
    }

    internal sealed class ConfirmationForm
    {
        public string? Proof { get; set; }
    }

    internal sealed class PasskeyAnswer
    {
        public string? Credential { get; set; }
    }
}
