using AdminPortal.Components.Shared;
using AdminPortal.Services;
using AdminPortal.Services.Bulk;
using AdminPortal.Services.Overview;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Pages.Activity;

/// <summary>Imports, bulk changes and purchases in one list, with progress, result and undo. Updates live.</summary>
public sealed partial class ActivityPage : IDisposable
{
    private IReadOnlyList<ActivityRecord>? _activities;
    private string? _problem;
    private IDisposable? _listening;

    [Inject]
    private ActivityService Activities { get; set; } = null!;

    [Inject]
    private BulkService Bulk { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    [Inject]
    private ISnackbar Messages { get; set; } = null!;

    public void Dispose() => _listening?.Dispose();

    protected override Task OnInitializedAsync() => LoadAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _listening = Changes.Listen(() => InvokeAsync(LoadAsync), ChangeKind.BulkChanges, ChangeKind.Imports, ChangeKind.Orders);
        // Until the zone is known, times are shown in UTC.
        await Browser.FindZoneAsync();
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var read = await Activities.ReadAsync(Current.Actor, CancellationToken.None);
        _problem = read.Refusal?.Message;
        _activities = read.Value ?? _activities;
        StateHasChanged();
    }

    private async Task StopAsync(BulkRecord change)
    {
        var stopped = await Bulk.CancelAsync(Current.Actor, change.Id, CancellationToken.None);
        if (!stopped.IsDone)
            Messages.Add(stopped.Refusal.Message, Severity.Error);
        await LoadAsync();
    }
}
