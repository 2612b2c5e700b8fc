using AdminPortal.Services;
using AdminPortal.Services.Bulk;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Shared.Bulk;

/// <summary>Shows the user's last action on many records: its progress, and its result until it is closed. It is kept on the server, so
/// returning to the page shows it again, on any device.</summary>
public sealed partial class JobBar : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(300);

    private BulkRecord? _change;
    private IDisposable? _listening;

    [Inject]
    private BulkService Bulk { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    [Inject]
    private ISnackbar Messages { get; set; } = null!;

    /// <summary>Reads and shows the newest change.</summary>
    public async Task ShowAsync()
    {
        // If the database does not respond, what is shown stays.
        if ((await Bulk.NewestOfAsync(Current.Actor, CancellationToken.None)).Value is { } newest)
            _change = newest.Count == 0 ? null : newest[0];
        StateHasChanged();
    }

    public void Dispose() => _listening?.Dispose();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _listening = Changes.Listen(() => InvokeAsync(ShowAsync), s_pause, ChangeKind.BulkChanges);
        await ShowAsync();
    }

    private async Task SetAsync(Func<Actor, Guid, CancellationToken, Task<Outcome<BulkRecord>>> set)
    {
        var done = await set(Current.Actor, _change!.Id, CancellationToken.None);
        if (!done.IsDone)
            Messages.Add(done.Refusal.Message, Severity.Error);
        await ShowAsync();
    }
}
