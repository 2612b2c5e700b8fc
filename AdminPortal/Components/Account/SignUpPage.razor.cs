using AdminPortal.Services.Onboarding;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Account;

/// <summary>Self-service sign-up for businesses, if enabled.</summary>
public sealed partial class SignUpPage
{
    private bool _isAsked;
    private string? _fault;

    [SupplyParameterFromForm]
    private SignUpForm? Input { get; set; }

    [Inject]
    private SignUpService SignUps { get; set; } = null!;

    [Inject]
    private SignUpMails Mails { get; set; } = null!;

    [Inject]
    private SignUpSettings Settings { get; set; } = null!;

    private void Ask()
    {
        var asked = SignUps.Ask(Input?.Business, Input?.Email);
        _isAsked = asked.IsDone;
        _fault = asked.Refusal?.Message;
    }

    internal sealed class SignUpForm
    {
        public string? Business { get; set; }

        public string? Email { get; set; }
    }
}
