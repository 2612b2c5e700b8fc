using AdminPortal.Components.Shared;
using AdminPortal.Components.Shared.Bulk;
using AdminPortal.Components.Shared.Dialogs;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Views;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;
using MudBlazor;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>The inventory: stock by status, and every number in one list with search, filters, sorting, selection and bulk
/// actions.</summary>
public sealed partial class InventoryPage : IDisposable
{
    private readonly SelectedNumbers _selection = new();
    private InventoryView _view = InventoryView.All;
    private NumberFilter _filter = new();
    private NumberColumns? _columns;
    private NumberGrid? _grid;
    private JobBar? _job;
    private IDisposable? _listening;
    private InventorySummary? _stock;
    private StockCount? _counts;
    private long? _matches;

    /// <summary>The prerendered stock, so that figures do not flicker when the page becomes live. Not the current stock: Blazor sets this
    /// value again whenever the address changes.</summary>
    [PersistentState]
    public InventorySummary? FirstStock { get; set; }

    /// <summary>The layout of the prerendered list: the live page begins with the same.</summary>
    [PersistentState]
    public string? FirstLayout { get; set; }

    [Inject]
    private InventoryService Inventory { get; set; } = null!;

    [Inject]
    private ListLayoutService Layouts { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private InventoryBrowser Browser { get; set; } = null!;

    [Inject]
    private BulkDialogs BulkActs { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private ISnackbar Messages { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    /// <summary>What the tiles count: the filter in any status.</summary>
    private NumberFilter Counted => _filter with { Status = null };

    private IEnumerable<NumberStatus> ListedStatuses => _view.Status is { } only ? [only] : Enum.GetValues<NumberStatus>();

    private bool IsEmpty => _stock is { Total.Total: 0 };

    private string? Matches => _matches is { } matches ? Format.Count(matches, "number") : null;

    /// <summary>All numbers in the current order.</summary>
    private InventoryView Unfiltered => InventoryView.All with { Sort = _view.Sort };

    private string NothingMatchesText =>
        _view.Search is { } search
            ? $"Nothing in the inventory matches “{search}” with these filters. Any part of a number finds it, and letters stand for "
                + "the digits on their keys."
            : "No number in the inventory fits these filters.";

    private async Task AddAsync()
    {
        var dialog = await Dialogs.ShowAsync<AddNumbersDialog>(
            "Add numbers",
            new DialogParameters<AddNumbersDialog> { { d => d.OnAdded, EventCallback.Factory.Create<AddedNumbers>(this, TellAdded) } },
            PortalDialog.Wide
        );
        if (await dialog.GetReturnValueAsync<AddedNumbers>() is { } added)
            TellAdded(added);
    }

    private void TellAdded(AddedNumbers added) => Messages.AddDone($"Added {Format.Count(added.Added, "number")}");

    public void Dispose()
    {
        Navigation.LocationChanged -= OnLocationChanged;
        _listening?.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        Navigation.LocationChanged += OnLocationChanged;
        ReadAddress();
        // An empty text is the default that was read before.
        if (FirstLayout is null)
            FirstLayout = (await Layouts.FindAsync(Current.Actor, ListPage.Inventory, CancellationToken.None)).Value?.Text ?? "";
        _columns = NumberColumns.Parse(FirstLayout.Length == 0 ? null : FirstLayout);
        _stock = FirstStock;
        if (_stock is null)
            await CountAsync();
        else
            await CountMatchesAsync();
        FirstStock = _stock;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _listening = Changes.Listen(() => InvokeAsync(RefreshAsync), ChangeKind.Numbers, ChangeKind.Imports, ChangeKind.Businesses);
        // Changes between the first rendering and the subscription were missed.
        await CountAsync();
        StateHasChanged();
    }

    /// <summary>Reads the view from the address. Not through parameters, because there are too many filters.</summary>
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
        // "All matches" referred to the other list.
        if (_selection.IsAll)
            _selection.Clear();
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs location) =>
        _ = InvokeAsync(async () =>
        {
            var before = Counted;
            ReadAddress();
            StateHasChanged();
            if (Counted == before)
                return;
            await CountMatchesAsync();
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
        // If the database does not respond, the list below reports it, and the old figures stay.
        _stock = (await Inventory.SummaryAsync(Current.Actor, CancellationToken.None)).Value ?? _stock;
        await CountMatchesAsync();
    }

    /// <summary>Counts what the tiles show. The figures before stay until the new ones are there; the first ones of a search come when the
    /// page is live, so that a long count does not hold it up.</summary>
    private async Task CountMatchesAsync()
    {
        var counted = Counted;
        if (counted.IsCounted)
        {
            _counts = _stock?.Of(counted.Prefix) ?? _counts;
        }
        else if (RendererInfo.IsInteractive)
        {
            var found = await Inventory.CountByStatusAsync(Current.Actor, counted, CancellationToken.None);
            // A newer search counts its own matches.
            if (counted == Counted)
                _counts = found.Value ?? _counts;
        }
    }

    private void OnCounted(long? matches) => _matches = matches;

    private Task SearchAsync(string? search)
    {
        // Replaces the browser's history entry, because typing changes the address often.
        Go(_view with { Search = search }, replace: true);
        return Task.CompletedTask;
    }

    /// <summary>Shows another view through its address.</summary>
    private void Go(InventoryView view, bool replace = false)
    {
        if (view != _view)
            Navigation.NavigateTo(view.AddressAt(Navigation), replace: replace);
    }

    private Task OpenAsync(string? columns) => columns is null ? Task.CompletedTask : ChooseColumnsAsync(NumberColumns.Parse(columns));

    private async Task ArrangeColumnsAsync() =>
        await Dialogs.ShowAsync<ColumnsDialog>(
            "Columns and rows",
            new DialogParameters<ColumnsDialog>
            {
                { d => d.Columns, _columns! },
                { d => d.OnChanged, EventCallback.Factory.Create<NumberColumns>(this, ChooseColumnsAsync) },
            },
            PortalDialog.Aside
        );

    private async Task ChooseColumnsAsync(NumberColumns columns)
    {
        _columns = columns;
        var text = columns == NumberColumns.Default ? null : columns.Text;
        var saved = await Layouts.SaveAsync(Current.Actor, ListPage.Inventory, text, CancellationToken.None);
        if (!saved.IsDone)
            Messages.Add(saved.Refusal.Message, Severity.Warning);
    }

    private async Task DoAsync(NumberAction action)
    {
        if (!await BulkActs.AskAsync(action, _selection.Of(_filter)))
            return;
        _selection.Clear();
        if (_job is not null)
            await _job.ShowAsync();
    }

    private Task ExportSelectedAsync() =>
        Browser.DownloadAsync(
            _selection.IsWhole ? _view.AddressAt(Navigation, InventoryFiles.ExportPath, Browser.Zone) : null,
            _selection.Of(_filter)
        );
}
