using AdminPortal.Components.Shared;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.Calls;

/// <summary>The calls of all businesses, filtered through the address. Updates live.</summary>
public sealed partial class CallsPage : IDisposable
{
    private const int PageSize = 100;

    /// <summary>In days; 0 is any time.</summary>
    private static readonly int[] s_periods = [0, 1, 7, 30];

    private List<BusinessCall>? _calls;
    private string? _next;
    private string? _problem;
    private bool _isBusy;
    private IDisposable? _listening;

    [SupplyParameterFromQuery(Name = "number")]
    private string? NumberText { get; set; }

    [SupplyParameterFromQuery(Name = "business")]
    private Guid? Business { get; set; }

    [SupplyParameterFromQuery(Name = "days")]
    private int? Days { get; set; }

    [Inject]
    private CallListService Calls { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    private bool IsNarrowed => !string.IsNullOrWhiteSpace(NumberText) || Business is not null || Days is > 0;

    public void Dispose() => _listening?.Dispose();

    protected override Task OnParametersSetAsync() => LoadAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _listening = Changes.Listen(() => InvokeAsync(RefreshAsync), ChangeKind.Calls);
        // Until the zone is known, times are shown in UTC.
        await Browser.FindZoneAsync();
        await RefreshAsync();
    }

    private static string PeriodOf(int days) =>
        days switch
        {
            0 => "Any time",
            1 => "Last 24 hours",
            _ => $"Last {days} days",
        };

    private async Task RefreshAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        // As many as are already shown, so that a new call removes nothing.
        if (await ReadAsync(null, Math.Clamp(_calls?.Count ?? 0, PageSize, Cursor.MaxLimit)) is { } page)
            (_calls, _next) = ([.. page.Items], page.Next);
    }

    private async Task ShowOlderAsync()
    {
        _isBusy = true;
        if (await ReadAsync(_next, PageSize) is { } page)
            (_calls, _next) = ([.. _calls!, .. page.Items], page.Next);
        _isBusy = false;
    }

    private async Task<Page<BusinessCall>?> ReadAsync(string? after, int limit)
    {
        var (number, business, days) = (NumberText, Business, Days);
        var filter = new CallFilter(business, number, days is > 0 and <= 3650 ? Clock.GetUtcNow().AddDays(-days.Value) : null);
        var found = await Calls.ListAsync(Current.Actor, filter, after, limit, CancellationToken.None);
        if ((number, business, days) != (NumberText, Business, Days))
            return null;
        _problem = found.Refusal?.Message;
        return found.Value;
    }

    private void Go(string? number, Guid? business, int? days, bool replace = false) =>
        Navigation.NavigateTo(
            Navigation.GetUriWithQueryParameters(
                PageUrls.Calls,
                new Dictionary<string, object?>
                {
                    ["number"] = string.IsNullOrWhiteSpace(number) ? null : number,
                    ["business"] = business,
                    ["days"] = days,
                }
            ),
            replace: replace
        );
}
