using AdminPortal.Components.Shared;
using AdminPortal.Components.Shared.Agents;
using AdminPortal.Services;
using AdminPortal.Services.Onboarding;
using AdminPortal.Services.Overview;
using AdminPortal.Services.Writes;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Pages.Businesses;

/// <summary>Onboards a business: its data, agent, and number or waiting-list place. Then shows the business's page.</summary>
public sealed partial class OnboardPage : IDisposable
{
    private readonly AgentFields _agent = new();
    private FormSubmission<Onboarded> _form = null!;
    private string _name = "";
    private string? _email;
    private string? _externalId;
    private bool _wantsNumber = true;
    private DashboardRecord? _ahead;
    private bool _isBusy;
    private bool _isLeaving;
    private string? _field;
    private string? _problem;
    private string? _fault;
    private IDisposable? _listening;

    [Inject]
    private OnboardingService Onboarding { get; set; } = null!;

    [Inject]
    private FormSubmissions Forms { get; set; } = null!;

    [Inject]
    private DashboardService Dashboard { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    public void Dispose() => _listening?.Dispose();

    protected override Task OnInitializedAsync()
    {
        _form = Forms.Open<Onboarded>();
        return LookAheadAsync();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _listening = Changes.Listen(() => InvokeAsync(RefreshAsync), ChangeKind.Numbers, ChangeKind.Businesses);
    }

    private async Task RefreshAsync()
    {
        await LookAheadAsync();
        StateHasChanged();
    }

    private async Task LookAheadAsync() =>
        _ahead = (await Dashboard.ReadAsync(Current.Actor, TimeZoneInfo.Utc, CancellationToken.None)).Value ?? _ahead;

    private void Rename(string name)
    {
        _name = name;
        _agent.Suggest(name);
    }

    private async Task OnboardAsync()
    {
        if (_isBusy)
            return;
        _isBusy = true;
        (_field, _problem, _fault) = (null, null, null);
        var client = new NewClient(_name, _email, _externalId, _agent.Wishes, _wantsNumber);
        var done = await _form.SendAsync(Current.Actor, client, actor => Onboarding.CompleteAsync(actor, client, CancellationToken.None));

        // A success leaves this page: the button stays disabled until then.
        _isBusy = done is { Value.IsNew: true };
        switch (done)
        {
            // Another business has the external id: the form creates none until it is corrected.
            case { Value: { IsNew: false } }:
                _form = Forms.Open<Onboarded>();
                (_field, _problem) = ("external_id", $"Another business has the external id “{_externalId?.Trim()}”.");
                break;
            case { Value: { } onboarded }:
                if (_isLeaving)
                    return;
                _isLeaving = true;
                Snackbar.Add(
                    onboarded switch
                    {
                        { PhoneNumber: not null } => $"Onboarded {_name.Trim()} with a number",
                        { Waitlisted: true } => $"Onboarded {_name.Trim()}. It is on the waiting list for a number",
                        _ => $"Onboarded {_name.Trim()}",
                    }
                );
                Navigation.NavigateTo(PageUrls.Business(onboarded.BusinessId));
                break;
            case { Refusal: Refusal.Invalid wrong }:
                (_field, _problem) = (wrong.Field, wrong.Problem);
                break;
            default:
                _fault = done.Refusal!.Message;
                break;
        }
    }
}
