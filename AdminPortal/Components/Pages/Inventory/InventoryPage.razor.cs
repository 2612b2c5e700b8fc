using System.Data.Common;
using System.Globalization;
using AdminPortal.Components.Shared;
using AdminPortal.Services;
using AdminPortal.Services.Inventory;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>The inventory: the stock by state, and every number in one list that can be searched and narrowed.</summary>
public sealed partial class InventoryPage : IDisposable
{
    private InventoryView _view = InventoryView.All;
    private NumberGrid? _grid;
    private IDisposable? _listening;
    private InventorySummary? _stock;
    private long? _matches;

    /// <summary>
    /// The stock as the server first drew it, so that the figures do not blink when the page comes alive. Not the stock as it
    /// is: Blazor sets this again to what it was whenever the address changes.
    /// </summary>
    [PersistentState]
    public InventorySummary? FirstStock { get; set; }

    [SupplyParameterFromQuery(Name = "status")]
    private string? StatusText { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? SearchText { get; set; }

    [SupplyParameterFromQuery(Name = "prefix")]
    private string? PrefixText { get; set; }

    [Inject]
    private InventoryService Inventory { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    /// <summary>Of the chosen prefix, or of all.</summary>
    private StockCount? Counts => _stock is null || _view.Prefix is null
        ? _stock?.Total
        : _stock.Prefixes.FirstOrDefault(p => p.Prefix == _view.Prefix)?.Counts ?? _stock.Total;

    private bool IsEmpty => _stock is { Total.Total: 0 };

    private string? Matches => _matches switch
    {
        null => null,
        1 => "1 number",
        { } many => many.ToString("N0", CultureInfo.InvariantCulture) + " numbers",
    };

    private string NothingMatchesText => _view.Search is { } search
        ? $"Nothing in the inventory matches “{search}” with these filters. Any part of a number finds it, and letters stand for the digits on their keys."
        : "No number in the inventory fits these filters.";

    public void Dispose() => _listening?.Dispose();

    protected override async Task OnInitializedAsync()
    {
        _stock = FirstStock;
        if (_stock is null)
            await CountAsync();
        FirstStock = _stock;
    }

    protected override void OnParametersSet() => _view = InventoryView.Of(StatusText, SearchText, PrefixText);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _listening = Changes.Listen(() => InvokeAsync(RefreshAsync), ChangeKind.Numbers, ChangeKind.Imports, ChangeKind.Businesses);
        // What changed between the first drawing and now was heard by nobody.
        await CountAsync();
        StateHasChanged();
    }

    private async Task RefreshAsync()
    {
        await CountAsync();
        StateHasChanged();
        if (_grid is not null)
            await _grid.RefreshAsync();
    }

    private async Task CountAsync()
    {
        try
        {
            var counted = await Inventory.SummaryAsync(Current.Actor, CancellationToken.None);
            if (counted.IsDone)
                _stock = counted.Value;
        }
        catch (DbException)
        {
            // The list below meets the same fault, logs it, and says what to do; the old figures stay.
        }
    }

    private void OnCounted(long? matches) => _matches = matches;

    private Task SearchAsync(string? search)
    {
        // Without a step in the browser's history for every pause in typing.
        Go(_view with { Search = string.IsNullOrWhiteSpace(search) ? null : search.Trim() }, replace: true);
        return Task.CompletedTask;
    }

    /// <summary>Shows another view; the address says which.</summary>
    private void Go(InventoryView view, bool replace = false)
    {
        if (view != _view)
            Navigation.NavigateTo(view.AddressAt(Navigation), replace: replace);
    }
}
