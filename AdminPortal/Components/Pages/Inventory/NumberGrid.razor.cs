using System.Globalization;
using AdminPortal.Components.Shared;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>All numbers that match a filter, in one scrolling list.</summary>
public sealed partial class NumberGrid : IDisposable
{
    /// <summary>More rows than are rendered.</summary>
    private const int MostNotes = 500;

    /// <summary>The width of the boxes and the numbers in pixels, as in <c>inventory.css</c>.</summary>
    private const int FixedWidth = 44 + 184;

    private readonly RowScale _scale = new();
    private readonly Dictionary<string, InlineDraft<NumberRecord>> _notes = [];
    private MudDataGrid<NumberRecord>? _grid;
    private ElementReference _element;
    private NumberRows? _rows;
    private GridState _state = GridState.Waiting;
    private string _problem = "";
    private GridData<NumberRecord> _shown = new() { Items = [], TotalItems = 0 };
    private long? _counted;
    private long _shownFrom;
    private Dictionary<string, long> _positions = [];
    private (string Number, long Position)? _anchor;
    private RowSelection<string, NumberStatus>? _beforeRange;
    private DotNetObjectReference<NumberGrid>? _self;

    private enum GridState
    {
        Waiting,
        Rows,
        Nothing,
        Failed,
    }

    /// <summary>The filter.</summary>
    [Parameter, EditorRequired]
    public NumberFilter Filter { get; set; } = new();

    /// <summary>The order.</summary>
    [Parameter]
    public NumberSort Sort { get; set; } = NumberSort.Default;

    /// <summary>Raised when the user chooses another order.</summary>
    [Parameter]
    public EventCallback<NumberSort> SortChanged { get; set; }

    /// <summary>The layout. Another <see cref="NumberColumns.Build"/> needs another grid.</summary>
    [Parameter]
    public NumberColumns Columns { get; set; } = NumberColumns.Default;

    /// <summary>Raised when the user resized a column.</summary>
    [Parameter]
    public EventCallback<NumberColumns> ColumnsChanged { get; set; }

    /// <summary>The selected rows; owned by the page.</summary>
    [Parameter, EditorRequired]
    public SelectedNumbers Selection { get; set; } = new();

    /// <summary>Raised after rows were selected or deselected.</summary>
    [Parameter]
    public EventCallback SelectionChanged { get; set; }

    /// <summary>Shown if no number matches.</summary>
    [Parameter]
    public RenderFragment? NothingMatches { get; set; }

    /// <summary>Raised with the number of matches when they were counted; null if unknown.</summary>
    [Parameter]
    public EventCallback<long?> Counted { get; set; }

    [Inject]
    private InventoryService Inventory { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    private ILogger<NumberGrid> Log { get; set; } = null!;

    /// <summary>Reads the visible rows and the count again; the scroll position stays.</summary>
    public Task RefreshAsync()
    {
        _rows?.Forget();
        return _grid?.ReloadServerData() ?? Task.CompletedTask;
    }

    private bool? AllSelected =>
        Selection.IsEmpty ? false
        : Selection.IsWhole || Selection.Count(_counted ?? 0) == _counted ? true
        : null;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            await Browser.WatchListAsync(_element, _self = DotNetObjectReference.Create(this));
    }

    public void Dispose() => _self?.Dispose();

    protected override async Task OnParametersSetAsync()
    {
        if (_rows?.Filter == Filter && _rows.Sort == Sort)
            return;
        var isFirst = _rows is null;
        _anchor = null;
        _beforeRange = null;
        _rows = new NumberRows(Inventory, Current.Actor, Filter, Sort);
        if (isFirst || _grid is null)
            return;
        await Browser.ScrollToTopAsync(_element);
        await _grid.ReloadServerData();
    }

    private async Task<GridData<NumberRecord>> LoadAsync(GridStateVirtualize<NumberRecord> asked, CancellationToken cancel)
    {
        var rows = _rows!;
        try
        {
            await Browser.FindZoneAsync();
            var total = await rows.CountAsync(cancel);
            if (!total.IsDone)
                return await FailAsync(total.Refusal.Message);
            var position = _scale.PositionOf(asked.StartIndex, total.Value);
            var window = await rows.WindowAsync(position, asked.Count, cancel);
            if (!window.IsDone)
                return await FailAsync(window.Refusal.Message);

            // The filter has changed: its own read shows the results.
            if (rows != _rows || cancel.IsCancellationRequested)
                return _shown;
            _shownFrom = position;
            _positions = window.Value.Select((n, i) => (n.Number, position + i)).ToDictionary(n => n.Number, n => n.Item2);
            _shown = new() { Items = window.Value, TotalItems = RowScale.RowsFor(total.Value) };
            await ShowAsync(
                total.Value == 0 ? GridState.Nothing
                    : _state == GridState.Rows ? GridState.Rows
                    : GridState.Waiting,
                total.Value
            );
            return _shown;
        }
        catch (OperationCanceledException)
        {
            // Virtualize treats cancellation as an error unless it comes from its own token, and MudDataGrid passes another one.
            return _shown;
        }
        catch (Exception error)
        {
            Log.LogError(error, "The inventory's rows could not be read");
            return await FailAsync(
                "The list could not be loaded. Nothing is lost. Try again in a few seconds; if it keeps happening, check the log."
            );
        }
    }

    private async Task<GridData<NumberRecord>> FailAsync(string problem)
    {
        _problem = problem;
        await ShowAsync(GridState.Failed, null);
        return _shown = new() { Items = [], TotalItems = 0 };
    }

    private async Task ShowAsync(GridState state, long? total)
    {
        if (_state != state)
        {
            _state = state;
            StateHasChanged();
        }

        if (_counted != total)
            await Counted.InvokeAsync(_counted = total);
    }

    /// <summary>Rows are read some time before the list renders them: the overlay is removed when they appear.</summary>
    private string? OnRowDrawn(NumberRecord number, int index)
    {
        if (_state == GridState.Waiting && _shown.TotalItems > 0)
        {
            _state = GridState.Rows;
            _ = InvokeAsync(StateHasChanged);
        }

        return Selection.Has(number.Number) ? "ap-row-selected" : null;
    }

    private Task ToggleAllAsync()
    {
        if (Selection.IsEmpty)
            Selection.SelectAll();
        else
            Selection.Clear();
        _anchor = null;
        _beforeRange = null;
        return SelectionChanged.InvokeAsync();
    }

    /// <summary>Selects or deselects a row; with Shift, all rows since the last one, visible or not.</summary>
    private async Task SelectAsync(NumberRecord number, bool isRange)
    {
        var position = PositionOf(number) ?? _shownFrom;
        var select = !Selection.Has(number.Number);
        if (isRange && _anchor is { } anchor && _rows is { } rows)
        {
            select = Selection.Has(anchor.Number);
            Select(await rows.BetweenAsync(anchor.Position, position, CancellationToken.None), select);
        }

        Selection.Set(number, select);
        _beforeRange = null;
        _anchor = (number.Number, position);
        await SelectionChanged.InvokeAsync();
    }

    /// <summary>Selects the rows between two positions, in place of the range selected so far; called by the keyboard.</summary>
    /// <param name="from">Where the range started.</param>
    /// <param name="to">The active row.</param>
    /// <param name="isNew">Whether the range starts now.</param>
    [JSInvokable]
    public async Task ExtendAsync(long from, long to, bool isNew)
    {
        if (_rows is not { } rows)
            return;
        if (isNew || _beforeRange is null)
            _beforeRange = Selection.Copy();
        var before = _beforeRange;
        var last = Math.Max(0, (_counted ?? 0) - 1);
        var range = await rows.BetweenAsync(Math.Clamp(from, 0, last), Math.Clamp(to, 0, last), CancellationToken.None);
        if (rows != _rows || before != _beforeRange)
            return;
        Selection.SetTo(before);
        Select(range, true);
        await SelectionChanged.InvokeAsync();
    }

    /// <summary>Sets the width of a column; called when its edge was moved.</summary>
    /// <param name="width">In pixels; null for the column's own.</param>
    [JSInvokable]
    public Task ResizeAsync(string column, int? width) =>
        EnumTexts.TryParse<NumberColumn>(column, out var named)
            ? ColumnsChanged.InvokeAsync(Columns.Resize(named, width))
            : Task.CompletedTask;

    /// <summary>Whether an empty column takes the rest of the width: the columns that do so have a width of their own, or are
    /// hidden.</summary>
    private bool HasRest => IsSized && (!Columns.Has(NumberColumn.Note) || Columns.Of(NumberColumn.Note).Width is not null);

    private bool IsSized => Columns.All.Any(c => c is { IsShown: true, Width: not null });

    /// <summary>With chosen widths the list may be wider than its frame, and is then scrolled.</summary>
    private string? LeastWidth =>
        IsSized
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"--ap-least: {FixedWidth + Columns.All.Where(c => c.IsShown).Sum(c => c.Width ?? NumberColumns.OwnWidth(c.Column))}px"
            )
            : null;

    private void Select(IReadOnlyList<NumberRecord> range, bool select)
    {
        foreach (var number in range)
            Selection.Set(number, select);
        if (range.Count == NumberRows.MostBetween)
            Snackbar.Add($"A range has at most {Format.Count(NumberRows.MostBetween)} rows. For more, select all that match.");
    }

    /// <summary>What is typed into the note of a row, while the row is rendered or not.</summary>
    private InlineDraft<NumberRecord> NoteOf(string number)
    {
        if (_notes.TryGetValue(number, out var note))
            return note;
        if (_notes.Count >= MostNotes)
            foreach (var (idle, _) in _notes.Where(n => n.Value.Seen is null).ToList())
                _notes.Remove(idle);
        return _notes[number] = new();
    }

    private long? PositionOf(NumberRecord number) => _positions.TryGetValue(number.Number, out var position) ? position : null;

    private Task RetryAsync()
    {
        _state = GridState.Waiting;
        return RefreshAsync();
    }

    private async Task CopyAsync(string number)
    {
        if (await Browser.CopyAsync(number))
            Snackbar.Add($"Copied {number}", Severity.Normal);
        else
            Snackbar.Add($"The browser does not let the portal copy. The number is {number}.", Severity.Warning);
    }
}
