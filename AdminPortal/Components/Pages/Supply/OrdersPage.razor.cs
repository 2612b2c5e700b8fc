using AdminPortal.Components.Shared;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Supply;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Pages.Supply;

/// <summary>All orders, or those of one purchase while they arrive. Updates live.</summary>
public sealed partial class OrdersPage : IDisposable
{
    private const int PageSize = 100;

    private static readonly (string Value, string Word)[] s_states =
    [
        ("", "All"),
        ("open", "Open"),
        ("fulfilled", "Bought"),
        ("failed", "Failed"),
    ];

    private string _shown = "";
    private List<OrderRecord>? _orders;
    private string? _next;
    private long? _total;
    private string? _problem;
    private Guid? _checking;
    private IDisposable? _listening;

    [SupplyParameterFromQuery(Name = "status")]
    private string? StatusText { get; set; }

    /// <summary>Only the orders of one basket.</summary>
    [SupplyParameterFromQuery(Name = "purchase")]
    private Guid? PurchaseId { get; set; }

    [Inject]
    private OrderService Orders { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private ISnackbar Messages { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    private OrderFilter Filter =>
        new(EnumTexts.TryParse<OrderStatus>(_shown, out var status) ? status : null, Open: _shown == "open", PurchaseId: PurchaseId);

    /// <summary>Such as "2 of 3 numbers bought, 1 failed".</summary>
    private string? Progress
    {
        get
        {
            if (_orders is not { Count: > 0 } orders)
                return null;
            var (bought, failed) = (
                orders.Count(o => o.Status == OrderStatus.Fulfilled),
                orders.Count(o => o.Status == OrderStatus.Failed)
            );
            return $"{bought} of {Format.Count(orders.Count, "number")} bought"
                + (failed > 0 ? $", {failed} failed" : "")
                + (bought + failed < orders.Count ? ". The rest is on its way." : ".");
        }
    }

    public void Dispose() => _listening?.Dispose();

    protected override async Task OnParametersSetAsync()
    {
        _shown = s_states.Any(s => s.Value == StatusText) ? StatusText! : "";
        _orders = null;
        await LoadAsync();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _listening = Changes.Listen(() => InvokeAsync(RefreshAsync), ChangeKind.Orders);
    }

    private void Show(string status) =>
        Navigation.NavigateTo(status.Length == 0 ? PageUrls.Orders : $"{PageUrls.Orders}?status={status}", replace: true);

    private async Task RefreshAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    /// <summary>Reads as many as are shown already.</summary>
    private async Task LoadAsync()
    {
        var limit = Math.Clamp(_orders?.Count ?? 0, PageSize, Cursor.MaxLimit);
        var page = await Orders.ListAsync(Current.Actor, Filter, null, limit, CancellationToken.None);
        var total = await Orders.CountAsync(Current.Actor, Filter, CancellationToken.None);
        _problem = (page.Refusal ?? total.Refusal)?.Message;
        if (!page.IsDone || !total.IsDone)
            return;
        (_orders, _next, _total) = ([.. page.Value.Items], page.Value.Next, total.Value);
    }

    private async Task MoreAsync()
    {
        var page = await Orders.ListAsync(Current.Actor, Filter, _next, PageSize, CancellationToken.None);
        if (page.IsDone)
        {
            _orders!.AddRange(page.Value.Items);
            _next = page.Value.Next;
        }
        else
        {
            Messages.Add(page.Refusal.Message, Severity.Error);
        }
    }

    private async Task CheckAsync(OrderRecord order)
    {
        _checking = order.Id;
        var looked = await Orders.CheckAsync(Current.Actor, order.Id, CancellationToken.None);
        _checking = null;
        if (!looked.IsDone)
            Messages.Add(looked.Refusal.Message, Severity.Error);
        else if (looked.Value.IsOpen)
            Messages.Add($"{E164.Shown(order.Number)} is still open at {SupplierDirectory.Shown(order.Supplier)}.", Severity.Info);
        await LoadAsync();
    }
}
