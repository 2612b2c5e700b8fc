using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Account;

/// <summary>Sends a link to a user who forgot their password.</summary>
public sealed partial class Forgot
{
    private bool _isAsked;

    [SupplyParameterFromForm]
    private ForgotForm? Input { get; set; }

    [Inject]
    private ForgottenPasswords Forgotten { get; set; } = null!;

    private void Ask()
    {
        Forgotten.Ask(Input?.Email);
        _isAsked = true;
    }

    internal sealed class ForgotForm
    {
        public string? Email { get; set; }
    }
}
