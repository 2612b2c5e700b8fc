using AdminPortal.Services.Bulk;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.Inventory.Bulk;

/// <summary>Shows the user's last action on many numbers: its progress, and its result until dismissed. Returning to the page shows it
/// again.</summary>
public sealed partial class JobBar : IDisposable
{
    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(300);

    private readonly CancellationTokenSource _end = new();
    private BulkJob? _job;
    private bool _isCancelling;

    [Inject]
    private BulkNumberService Bulk { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    /// <summary>Finds the newest job and follows it.</summary>
    public void Show()
    {
        _isCancelling = false;
        _job = Bulk.JobsOf(Current.Actor) is [var newest, ..] ? newest : null;
        // Read before rendering: if the job ends in between, it is rendered once more.
        var runs = _job is { State: BulkState.Running };
        StateHasChanged();
        if (runs)
            _ = FollowAsync(_job!);
    }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            Show();
    }

    private async Task FollowAsync(BulkJob job)
    {
        var cancel = _end.Token;
        for (var runs = true; runs && job == _job; )
        {
            await Task.WhenAny(job.Completion, Task.Delay(s_beat, cancel));
            if (cancel.IsCancellationRequested)
                return;
            runs = job.State == BulkState.Running;
            await InvokeAsync(StateHasChanged);
        }
    }

    private void Cancel()
    {
        _isCancelling = true;
        Bulk.Cancel(Current.Actor, _job!.Id);
    }

    private void Dismiss()
    {
        Bulk.Dismiss(Current.Actor, _job!.Id);
        _job = null;
    }
}
