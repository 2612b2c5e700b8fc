using AdminPortal.Components.Shared;
using AdminPortal.Components.Shared.Agents;
using AdminPortal.Data;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.Agents;

/// <summary>The status board: every agent and its state at the provider, what needs attention first. Updates live.</summary>
public sealed partial class AgentsPage : IDisposable
{
    private AgentFilter _filter = new();
    private AgentProviderState? _provider;
    private AgentCounts? _counts;
    private long? _total;
    private string? _problem;
    private AgentTable? _table;
    private IDisposable? _listening;

    [SupplyParameterFromQuery(Name = "status")]
    private string? StatusText { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? SearchText { get; set; }

    [SupplyParameterFromQuery(Name = "trouble")]
    private bool IsTroubleWanted { get; set; }

    /// <summary>Such as <c>synced</c>, or <c>-synced</c> for the other way round.</summary>
    [SupplyParameterFromQuery(Name = "sort")]
    private string? SortText { get; set; }

    [Inject]
    private AgentBoardService Board { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    private string? Matches => _total is { } total ? Format.Count(total, "agent") : null;

    public void Dispose() => _listening?.Dispose();

    protected override async Task OnParametersSetAsync()
    {
        var search = string.IsNullOrWhiteSpace(SearchText) ? null : SearchText.Trim();
        var filter = new AgentFilter(Query: search, InTrouble: IsTroubleWanted)
        {
            State = EnumTexts.TryParse<AgentState>(StatusText, out var state) ? state : null,
            Sort = EnumTexts.TryParse<AgentSort>(SortText?.TrimStart('-'), out var sort) ? sort : AgentSort.Attention,
            IsDescending = SortText is ['-', ..] && sort != AgentSort.Attention,
        };
        if (filter != _filter)
            _total = null;
        _filter = filter;
        _provider = Board.Provider(Current.Actor).Value;
        await LoadAsync();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _listening = Changes.Listen(() => InvokeAsync(RefreshAsync), ChangeKind.Agents, ChangeKind.Businesses);
    }

    private bool IsShown(AgentState? state) => _filter.State == state && !_filter.InTrouble;

    private bool IsListed(AgentState state) =>
        !AgentStatusChip.IsUnusual(state) || _filter.State == state || _counts is { } counts && counts.Of(state) > 0;

    private async Task RefreshAsync()
    {
        await LoadAsync();

        // A list that was empty with these filters may have rows now.
        if (_total == 0)
            _total = null;
        if (_table is not null)
            await _table.RefreshAsync();
        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        var counts = await Board.CountAsync(Current.Actor, CancellationToken.None);
        _problem = counts.Refusal?.Message;
        _counts = counts.Value ?? _counts;
    }

    private void NoteOrder(Outcome<AgentOrder> read)
    {
        if (read.IsDone && read.Value.Total == _total)
            return;
        _total = read.Value?.Total;
        _problem = read.Refusal?.Message;
        StateHasChanged();
    }

    // Replaces the browser's history entry, because typing changes the address often.
    private void Search(string? search) => Navigation.NavigateTo(AddressOf(_filter with { Query = search }), replace: true);

    private string AddressOf(AgentFilter filter) =>
        Navigation.GetUriWithQueryParameters(
            PageUrls.Agents,
            new Dictionary<string, object?>
            {
                ["status"] = filter.State?.ToText(),
                ["trouble"] = filter.InTrouble ? "true" : null,
                ["q"] = filter.Query,
                ["sort"] = filter.Sort == AgentSort.Attention ? null : (filter.IsDescending ? "-" : "") + filter.Sort.ToText(),
            }
        );
}
