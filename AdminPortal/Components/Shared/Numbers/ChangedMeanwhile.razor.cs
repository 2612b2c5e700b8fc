using AdminPortal.Services.Audit;
using AdminPortal.Services.History;
using AdminPortal.Services.Numbers;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Shared.Numbers;

/// <summary>Shows a conflict over one number.</summary>
public sealed partial class ChangedMeanwhile
{
    private const int Most = 5;

    private IReadOnlyList<HistoryEntry> _events = [];

    /// <summary>The number as the user saw it.</summary>
    [Parameter, EditorRequired]
    public NumberRecord Seen { get; set; } = null!;

    [Parameter, EditorRequired]
    public NumberRecord Now { get; set; } = null!;

    [Inject]
    private HistoryService History { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        var found = await History.ListAsync(Current.Actor, new HistoryFilter(Number: Now.Number), null, Most, CancellationToken.None);
        _events = [.. (found.Value?.Items ?? []).Where(e => e.RowVersion > Seen.RowVersion)];
    }
}
