using AdminPortal.Services.History;
using AdminPortal.Services.Numbers;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>The holders of a number, latest first.</summary>
public sealed partial class NumberHolders
{
    private const int PageSize = 10;

    private NumberRecord? _shown;
    private List<LedgerEntry>? _holders;
    private string? _next;
    private string? _problem;
    private bool _isBusy;

    [Parameter, EditorRequired]
    public NumberRecord Number { get; set; } = null!;

    [Inject]
    private HistoryService History { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Number)
            return;
        if (_shown?.Number != Number.Number)
            (_holders, _next) = (null, null);
        _shown = Number;
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        // As many as are already shown, so that a change by others removes nothing.
        var wanted = Math.Clamp(_holders?.Count ?? 0, PageSize, 500);
        var number = Number.Number;
        var found = await History.HoldersAsync(Current.Actor, number, null, wanted, CancellationToken.None);
        _problem = found.Refusal?.Message;
        if (found.Value is { } page && number == Number.Number)
            (_holders, _next) = ([.. page.Items], page.Next);
    }

    private async Task ShowEarlierAsync()
    {
        _isBusy = true;
        var number = Number.Number;
        var found = await History.HoldersAsync(Current.Actor, number, _next, PageSize, CancellationToken.None);
        _isBusy = false;
        _problem = found.Refusal?.Message;
        if (found.Value is not { } page || number != Number.Number)
            return;
        _holders = [.. _holders!, .. page.Items];
        _next = page.Next;
    }
}
