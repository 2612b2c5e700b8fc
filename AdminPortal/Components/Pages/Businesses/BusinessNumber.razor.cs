using AdminPortal.Components.Shared;
using AdminPortal.Components.Shared.Numbers;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.History;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Provisioning;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Pages.Businesses;

/// <summary>A business's number, its actions, and the numbers it held before.</summary>
public sealed partial class BusinessNumber
{
    private BusinessRecord? _shown;
    private IReadOnlyList<LedgerEntry> _past = [];
    private NumberRecord? _resting;
    private WaitingListPosition? _place;

    [Parameter, EditorRequired]
    public BusinessRecord Business { get; set; } = null!;

    [Inject]
    private HistoryService History { get; set; } = null!;

    [Inject]
    private InventoryService Inventory { get; set; } = null!;

    [Inject]
    private WaitingListService Waiting { get; set; } = null!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    private NumberActions Actions { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    // Before the page is live, a click would be lost.
    private bool IsLive => RendererInfo.IsInteractive;

    protected override async Task OnParametersSetAsync()
    {
        // The waiting-list position can change while the business does not.
        if (_shown == Business && !Business.Waitlisted)
            return;
        _shown = Business;
        var business = Business;
        var place = business.Waitlisted ? await Waiting.PlaceAsync(Current.Actor, business.Id, CancellationToken.None) : null;
        if (business != Business)
            return;
        _place = place?.Value;
        var history = await History.OfBusinessAsync(Current.Actor, business.Id, CancellationToken.None);
        if (!history.IsDone || business != Business)
            return;
        _past = [.. history.Value.Ledger.Where(held => held.HeldUntil is not null)];
        _resting = business.PhoneNumber is null && _past is [var last, ..] ? await RestingAsync(last.Number) : null;
    }

    /// <summary>The number in quarantine that can be returned to this business.</summary>
    private async Task<NumberRecord?> RestingAsync(string number)
    {
        var found = await Inventory.FindAsync(Current.Actor, number, CancellationToken.None);
        return found.Value is { Status: NumberStatus.Quarantined } resting && resting.ReleasedFrom == Business.Id ? resting : null;
    }

    private async Task LeaveAsync()
    {
        var left = await Waiting.LeaveAsync(Current.Actor, Business.Id, CancellationToken.None);
        Snackbar.Add(left.IsDone ? $"Removed {Business.Name} from the waiting list" : left.Refusal.Message);
    }

    private async Task CopyAsync(string number) => await Browser.CopyAsync(number);
}
