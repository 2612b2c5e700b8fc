using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Account.Own;

/// <summary>Sets up an authenticator app, creates new recovery codes, or turns it off.</summary>
public sealed partial class Authenticator
{
    private AuthenticatorOffer? _offer;
    private IReadOnlyList<string>? _codes;
    private bool _isOn;
    private bool _isNew;
    private string? _fault;
    private string? _codesFault;

    [CascadingParameter]
    private HttpContext? Http { get; set; }

    [SupplyParameterFromForm(FormName = "turn-on")]
    private OnForm? On { get; set; }

    [SupplyParameterFromForm(FormName = "turn-off")]
    private ConfirmationForm? Off { get; set; }

    [SupplyParameterFromForm(FormName = "renew-codes")]
    private ConfirmationForm? Renew { get; set; }

    [Inject]
    private AccountService Account { get; set; } = null!;

    [Inject]
    private AuthenticatorService Authenticators { get; set; } = null!;

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
        _isOn = account.Value is { HasTwoFactor: true };
        if (account.Value is not { HasTwoFactor: false })
            return;
        var offer = On is null
            ? await Authenticators.OfferAsync(Current.Actor, CancellationToken.None)
            : Authenticators.OfferAgain(Current.Actor, On.Token);
        (_offer, _fault) = (offer.Value, offer.Refusal?.Message);
        RecentSignInRequirement.LeadOn(Navigation, offer.Refusal);
    }

    private async Task TurnOnAsync()
    {
        var on = await Authenticators.TurnOnAsync(Current.Actor, On?.Token, On?.Code, CancellationToken.None);
        (_codes, _fault, _isNew) = (on.Value, on.Refusal?.Message, true);
        RecentSignInRequirement.LeadOn(Navigation, on.Refusal);
        if (on.IsDone)
            await SignIn.RenewAsync(Current.Actor, CancellationToken.None);
    }

    private async Task ReplaceCodesAsync()
    {
        var made = await Authenticators.ReplaceRecoveryCodesAsync(Current.Actor, Renew?.Proof, CancellationToken.None);
        (_codes, _codesFault) = (made.Value, made.Refusal?.Message);
    }

    private async Task TurnOffAsync()
    {
        var off = await Authenticators.TurnOffAsync(Current.Actor, Off?.Proof, CancellationToken.None);
        _fault = off.Refusal?.Message;
        if (!off.IsDone)
            return;
        await SignIn.RenewAsync(Current.Actor, CancellationToken.None);
        Navigation.NavigateTo(FormResultMessages.Address(FormResultMessages.AppOff), forceLoad: true);
    }

    internal sealed class OnForm
    {
        public string? Token { get; set; }

        public string? Code { get; set; }
    }

    internal sealed class ConfirmationForm
    {
        public string? Proof { get; set; }
    }
}
