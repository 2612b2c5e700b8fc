using AdminPortal.Components.Pages.Inventory.Bulk;
using AdminPortal.Components.Shared;
using AdminPortal.Services;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>
/// The inventory: the stock by state, and every number in one list that can be searched, narrowed, sorted, selected and changed in bulk.
/// </summary>
public sealed partial class InventoryPage : IDisposable
{
    private readonly RowSelection _selection = new();
    private InventoryView _view = InventoryView.All;
    private NumberFilter _filter = new();
    private NumberColumns _columns = NumberColumns.Default;
    private NumberGrid? _grid;
    private JobBar? _job;
    private IDisposable? _listening;
    private InventorySummary? _stock;
    private long? _matches;

    /// <summary>
    /// The stock as the server first drew it, so that the figures do not blink when the page comes alive. Not the stock as it
    /// is: Blazor sets this again to what it was whenever the address changes.
    /// </summary>
    [PersistentState]
    public InventorySummary? FirstStock { get; set; }

    [Inject]
    private InventoryService Inventory { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private InventoryBrowser Browser { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    /// <summary>Of the chosen prefix, or of all.</summary>
    private StockCount? Counts =>
        _stock is null || _view.Prefix is null
            ? _stock?.Total
            : _stock.Prefixes.FirstOrDefault(p => p.Prefix == _view.Prefix)?.Counts ?? _stock.Total;

    private bool IsEmpty => _stock is { Total.Total: 0 };

    private string? Matches => _matches is { } matches ? Words.Numbers(matches) : null;

    /// <summary>All numbers, in the order in force.</summary>
    private InventoryView Unfiltered => InventoryView.All with { Sort = _view.Sort };

    private string NothingMatchesText =>
        _view.Search is { } search
            ? $"Nothing in the inventory matches “{search}” with these filters. Any part of a number finds it, and letters stand for "
                + "the digits on their keys."
            : "No number in the inventory fits these filters.";

    public void Dispose()
    {
        Navigation.LocationChanged -= OnLocationChanged;
        _listening?.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        Navigation.LocationChanged += OnLocationChanged;
        ReadAddress();
        _stock = FirstStock;
        if (_stock is null)
            await CountAsync();
        FirstStock = _stock;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _listening = Changes.Listen(() => InvokeAsync(RefreshAsync), ChangeKind.Numbers, ChangeKind.Imports, ChangeKind.Businesses);
        _columns = await Browser.RecallColumnsAsync();
        // What changed between the first drawing and now was heard by nobody.
        await CountAsync();
        StateHasChanged();
    }

    /// <summary>Shows what the address says. Not from parameters: there are more filters than are pleasant as such.</summary>
    private void ReadAddress()
    {
        var uri = new Uri(Navigation.Uri);
        if (Navigation.ToBaseRelativePath(uri.GetLeftPart(UriPartial.Path)).TrimEnd('/') != InventoryView.Path)
            return;
        _view = InventoryView.Of(new QueryCollection(QueryHelpers.ParseQuery(uri.Query)));
        var filter = _view.FilterAt(Browser.Now);
        if (filter == _filter)
            return;
        _filter = filter;
        // "All that match" was said of the other list.
        if (_selection.IsAll)
            _selection.Clear();
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs location) =>
        _ = InvokeAsync(() =>
        {
            ReadAddress();
            StateHasChanged();
        });

    private async Task RefreshAsync()
    {
        await CountAsync();
        StateHasChanged();
        if (_grid is not null)
            await _grid.RefreshAsync();
    }

    private async Task CountAsync()
    {
        // When the database does not respond, the list below says so, and the old figures stay.
        _stock = (await Inventory.SummaryAsync(Current.Actor, CancellationToken.None)).Value ?? _stock;
    }

    private void OnCounted(long? matches) => _matches = matches;

    private Task SearchAsync(string? search)
    {
        // Without a step in the browser's history for every pause in typing.
        Go(_view with { Search = search }, replace: true);
        return Task.CompletedTask;
    }

    /// <summary>Shows another view; the address says which.</summary>
    private void Go(InventoryView view, bool replace = false)
    {
        if (view != _view)
            Navigation.NavigateTo(view.AddressAt(Navigation), replace: replace);
    }

    private async Task OpenAsync(SavedView saved)
    {
        Navigation.NavigateTo(saved.Address);
        if (saved.Columns is { } columns)
            await ChooseColumnsAsync(NumberColumns.Parse(columns));
    }

    private async Task ChooseColumnsAsync(NumberColumns columns)
    {
        _columns = columns;
        await Browser.KeepColumnsAsync(columns);
    }

    private async Task DoAsync(NumberAction action)
    {
        if (!await Browser.AskAsync(action, _selection.Of(_filter)))
            return;
        _selection.Clear();
        _job?.Show();
    }

    private Task ExportSelectedAsync() =>
        Browser.DownloadAsync(_selection.IsWhole ? _view.AddressAt(Navigation, InventoryFiles.ExportPath) : null, _selection.Of(_filter));
}
