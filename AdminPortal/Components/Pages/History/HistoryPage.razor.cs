using AdminPortal.Components.Shared;
using AdminPortal.Services;
using AdminPortal.Services.Audit;
using AdminPortal.Services.History;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.History;

/// <summary>All events by time, filtered by who, what, when and record; more of them are loaded on request.</summary>
public sealed partial class HistoryPage : IDisposable
{
    private const int PageSize = 50;

    private HistoryView _view = HistoryView.All;
    private HistoryView? _asked;
    private HistoryFilter _filter = new();
    private List<HistoryEntry>? _events;
    private string? _next;
    private string? _problem;
    private int _newer;
    private bool _isBusy;
    private IDisposable? _listening;

    [SupplyParameterFromQuery(Name = "who")]
    private string? WhoText { get; set; }

    [SupplyParameterFromQuery(Name = "what")]
    private string? WhatText { get; set; }

    [SupplyParameterFromQuery(Name = "number")]
    private string? NumberText { get; set; }

    [SupplyParameterFromQuery(Name = "business")]
    private string? BusinessText { get; set; }

    [SupplyParameterFromQuery(Name = "time")]
    private string? TimeText { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    private string? FromText { get; set; }

    [SupplyParameterFromQuery(Name = "until")]
    private string? UntilText { get; set; }

    [SupplyParameterFromQuery(Name = "people")]
    private string? PeopleText { get; set; }

    [SupplyParameterFromQuery(Name = "sort")]
    private string? SortText { get; set; }

    [Inject]
    private HistoryService History { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    private string NewerText =>
        _newer switch
        {
            1 => "Show 1 new event",
            >= PageSize => $"Show {PageSize} or more new events",
            _ => $"Show {_newer} new events",
        };

    private string EndText =>
        (_view.OldestFirst, _view.IsNarrowed) switch
        {
            (false, false) => "Start of history.",
            (false, true) => "No older events match.",
            (true, false) => "No newer events.",
            (true, true) => "No newer events match.",
        };

    public void Dispose() => _listening?.Dispose();

    protected override async Task OnParametersSetAsync()
    {
        _view = HistoryView.Of(WhoText, WhatText, NumberText, BusinessText, TimeText, FromText, UntilText, PeopleText, SortText);
        if (_view == _asked)
            return;
        _asked = _view;
        _events = null;
        await LoadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _listening = Changes.Listen(() => InvokeAsync(LookForNewerAsync), Enum.GetValues<ChangeKind>());

        // Days begin in the viewer's time zone, which the server did not know at first.
        if (
            (await Browser.FindZoneAsync()).Id != TimeZoneInfo.Utc.Id
            && _view.Time is not (HistoryTime.Any or HistoryTime.Week or HistoryTime.Month)
        )
            await LoadAsync();
        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        var filter = _filter = _view.FilterIn(Browser.Zone, Clock.GetUtcNow());
        var page = await ReadAsync(filter, null);
        if (filter != _filter)
            return;
        _newer = 0;
        if (page is not null)
            (_events, _next) = ([.. page.Items], page.Next);
    }

    private async Task ShowMoreAsync()
    {
        _isBusy = true;
        var filter = _filter;
        var page = await ReadAsync(filter, _next);
        _isBusy = false;
        if (page is not null && filter == _filter)
            (_events, _next) = ([.. _events!, .. page.Items], page.Next);
    }

    private Task ShowNewerAsync() => LoadAsync();

    /// <summary>Looks for newer events, which are shown on request, so that nothing moves while reading: above the newest, or after the
    /// last of the oldest.</summary>
    private async Task LookForNewerAsync()
    {
        var filter = _filter;
        if (filter.OldestFirst && _events is [.., { } newest])
        {
            if (_next is null && await ReadAsync(filter, HistoryService.After(newest)) is { Items.Count: > 0 } && filter == _filter)
                _next = HistoryService.After(newest);
            StateHasChanged();
            return;
        }

        var page = await ReadAsync(filter, null);
        if (page is null || filter != _filter)
        {
            StateHasChanged();
            return;
        }

        if (_events is not [{ Id: var top }, ..])
        {
            (_events, _next) = ([.. page.Items], page.Next);
        }
        else
        {
            var place = page.Items.ToList().FindIndex(e => e.Id == top);
            _newer = place < 0 ? page.Items.Count : place;
        }

        StateHasChanged();
    }

    private async Task<Page<HistoryEntry>?> ReadAsync(HistoryFilter filter, string? after)
    {
        var found = await History.ListAsync(Current.Actor, filter, after, PageSize, CancellationToken.None);
        if (filter == _filter)
            _problem = found.Refusal?.Message;
        return found.Value;
    }

    private void Go(HistoryChange change)
    {
        if (change.View != _view)
            Navigation.NavigateTo(change.View.AddressAt(Navigation), replace: change.IsTyped);
    }
}
