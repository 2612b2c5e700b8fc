using AdminPortal.Components.Shared.Agents;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Onboarding;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.My;

/// <summary>The last step of signing up: the agent's settings, and with it the number or the place on the waiting list.</summary>
public sealed partial class StartPage
{
    private readonly AgentFields _agent = new();
    private BusinessRecord? _business;
    private bool _isBusy;
    private string? _field;
    private string? _problem;
    private string? _fault;

    [Inject]
    private BusinessService Businesses { get; set; } = null!;

    [Inject]
    private OnboardingService Onboarding { get; set; } = null!;

    [Inject]
    private SignUpSettings SignUp { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        var own = await Businesses.FindOwnAsync(Current.Actor, CancellationToken.None);
        if (own.Value is { Agent: not null })
        {
            Navigation.NavigateTo(PageUrls.My);
            return;
        }

        _business = own.Value;
        _agent.Suggest(_business?.Name);
    }

    private async Task FinishAsync()
    {
        if (_isBusy)
            return;
        _isBusy = true;
        (_field, _problem, _fault) = (null, null, null);
        var done = await Onboarding.CompleteAsync(Current.Actor, new NewClient(null, null, null, _agent.Wishes), CancellationToken.None);
        _isBusy = done.IsDone;
        if (done.IsDone)
            Navigation.NavigateTo(PageUrls.My);
        else if (done.Refusal is Refusal.Invalid wrong)
            (_field, _problem) = (wrong.Field, wrong.Problem);
        else
            _fault = done.Refusal.Message;
    }
}
