using System.Globalization;
using AdminPortal.Components.Shared;
using AdminPortal.Components.Shared.Bulk;
using AdminPortal.Components.Shared.Dialogs;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Pages.Businesses;

/// <summary>The businesses by name, searchable and in pages.</summary>
public sealed partial class BusinessesPage : IDisposable
{
    private readonly SelectedBusinesses _selection = new();
    private BusinessesView _view = BusinessesView.All;
    private BusinessSlice? _slice;
    private string? _problem;
    private IDisposable? _listening;
    private JobBar? _job;

    /// <summary>The prerendered rows, so that buttons do not move when the page becomes live.</summary>
    [PersistentState]
    public BusinessSlice? First { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? SearchText { get; set; }

    [SupplyParameterFromQuery(Name = "number")]
    private string? NumberText { get; set; }

    [SupplyParameterFromQuery(Name = "waiting")]
    private string? WaitingText { get; set; }

    [SupplyParameterFromQuery(Name = "closed")]
    private string? ClosedText { get; set; }

    [SupplyParameterFromQuery(Name = "sort")]
    private string? SortText { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private string? PageText { get; set; }

    private static readonly string[] s_numberChoices = ["", "yes", "no", "waiting", "closed"];

    [Inject]
    private BusinessService Businesses { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    [Inject]
    private BulkDialogs BulkActs { get; set; } = null!;

    [Inject]
    private ExportTickets Tickets { get; set; } = null!;

    private bool IsEmpty => _slice is { Total: 0 } && !_view.IsNarrowed;

    private bool IsLast => _slice is null || _view.Skip + _slice.Items.Count >= _slice.Total;

    private string? Matches => _slice is { } slice ? Format.Count(slice.Total, "business", "businesses") : null;

    public void Dispose() => _listening?.Dispose();

    /// <summary>What one of the selected businesses allows; for all matches, whatever any business allows.</summary>
    private IEnumerable<BusinessAction> PossibleActions =>
        BusinessRules
            .All.Where(r => r.IsAllowedTo(Current.Actor) && (_selection.IsAll || _selection.States([]).Any(r.StartsFrom)))
            .Select(r => r.Action);

    private string ExportAddress => (_view with { Page = 1 }).AddressAt(Navigation, BusinessFiles.ExportPath, Browser.Zone);

    private string NumberChoice =>
        _view switch
        {
            { IsWaiting: true } => "waiting",
            { IsClosed: true } => "closed",
            { HasNumber: true } => "yes",
            { HasNumber: false } => "no",
            _ => "",
        };

    private string NothingFound =>
        _view.Search is { } search ? $"No results for “{search}” with these filters."
        : _view.IsWaiting ? "Every business that requested a number has one."
        : "No businesses match these filters.";

    private static string NumberChoiceText(string? choice) =>
        choice switch
        {
            "yes" => "With a number",
            "no" => "Without a number",
            "waiting" => "On the waiting list",
            "closed" => "Closed",
            _ => "All businesses",
        };

    protected override async Task OnParametersSetAsync()
    {
        var before = _view.Matching;
        _view = BusinessesView.Of(
            SearchText,
            NumberText,
            BusinessesView.IsTrue(WaitingText),
            BusinessesView.IsTrue(ClosedText),
            int.TryParse(PageText, NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? page : null,
            SortText
        );
        // "All matches" referred to the other list.
        if (_view.Matching != before && _selection.IsAll)
            _selection.Clear();
        if (_slice is null && First is { } first)
        {
            _slice = first;
            return;
        }

        await LoadAsync();
        First ??= _slice;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _listening = Changes.Listen(() => InvokeAsync(RefreshAsync), ChangeKind.Businesses, ChangeKind.Agents);

        // Changes since the page was prerendered.
        if (First is not null)
            await RefreshAsync();
    }

    private async Task RefreshAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        var view = _view;
        var found = await Businesses.SliceAsync(Current.Actor, view.Filter, view.Skip, BusinessesView.PageSize, CancellationToken.None);

        // A newer search shows its own results.
        if (view != _view)
            return;
        _problem = found.Refusal?.Message;
        _slice = found.Value ?? _slice;
    }

    // Replaces the browser's history entry, because typing changes the address often.
    private void Search(string? search) => Go(_view with { Search = search, Page = 1 }, replace: true);

    private void ChooseNumber(string? number)
    {
        var chosen = BusinessesView.Of(_view.Search, number, number == "waiting", number == "closed", null);
        Go(chosen with { Sort = _view.Sort, IsDescending = _view.IsDescending });
    }

    private void Go(BusinessesView view, bool replace = false)
    {
        if (view != _view)
            Navigation.NavigateTo(view.AddressAt(Navigation), replace: replace);
    }

    private async Task DoAsync(BusinessAction action)
    {
        if (!await BulkActs.AskAsync(action, _selection.Of(_view.Filter)))
            return;
        _selection.Clear();
        if (_job is not null)
            await _job.ShowAsync();
    }

    private Task ExportSelectedAsync()
    {
        if (_selection.IsWhole)
            return Browser.DownloadAsync(ExportAddress);
        var ticket = Tickets.Issue(Current.Actor, _selection.Of(_view.Filter));
        return Browser.DownloadAsync($"{BusinessFiles.ExportPath}?ticket={ticket}&zone={Uri.EscapeDataString(Browser.Zone.Id)}");
    }

    private async Task AddAsync()
    {
        var dialog = await Dialogs.ShowAsync<BusinessDialog>("Add business", PortalDialog.Narrow);
        if (await dialog.GetReturnValueAsync<BusinessRecord>() is { } added)
            Navigation.NavigateTo(PageUrls.Business(added.Id));
    }
}
