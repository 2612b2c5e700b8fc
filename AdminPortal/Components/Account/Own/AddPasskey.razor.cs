using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Account.Own;

/// <summary>Creates a passkey in the browser, and adds it.</summary>
public sealed partial class AddPasskey
{
    private string? _fault;

    [SupplyParameterFromForm(FormName = "add-passkey")]
    private AddForm? Input { get; set; }

    [Inject]
    private PasskeySignIn Passkeys { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private async Task AddAsync()
    {
        var added = await Passkeys.AddAsync(Current.Actor, Input?.Name, Input?.Credential, CancellationToken.None);
        _fault = added.Refusal?.Message;
        if (added.IsDone)
            Navigation.NavigateTo(FormResultMessages.Address(FormResultMessages.PasskeyAdded), forceLoad: true);
    }

    internal sealed class AddForm
    {
        public string? Name { get; set; }

        public string? Credential { get; set; }
    }
}
