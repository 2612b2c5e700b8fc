using AdminPortal.Providers.Suppliers;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Providers.Suppliers;

/// <summary>What only Telnyx does: it delivers later, and lists later still.</summary>
public sealed class TelnyxSupplierTests
{
    private const string Number = "+18885550100";

    private readonly SupplierOrder _order = new(Guid.CreateVersion7(), Number);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Buy_Pending_IsFollowedByItsOrderUntilItIsBought()
    {
        await using var portal = await SupplierPortal.StartAsync("telnyx", trunk: "42");
        portal.Telnyx.FirstStatus = "pending";

        var placed = await portal.Supplier.BuyAsync(_order, Cancel);

        var there = Assert.Single(portal.Telnyx.Orders);
        Assert.Equal((_order.Id.ToString("D"), "42"), (there.Reference, there.Connection));
        Assert.Equal(new SupplierOrderState(SupplierOrderStatus.Pending, there.Id), placed);
        var known = _order with { ProviderRef = placed.ProviderRef };
        Assert.Equal(placed, await portal.Supplier.FindOrderAsync(known, Cancel));
        portal.Telnyx.Finish(Number, "success");
        var bought = await portal.Supplier.FindOrderAsync(known, Cancel);
        Assert.Equal(new SupplierOrderState(SupplierOrderStatus.Bought, Assert.Single(portal.Telnyx.Numbers).Id), bought);
        Assert.Equal(1, portal.PurchaseCalls);
    }

    [Fact]
    public async Task Buy_FailsLater_IsFailedWithAReason()
    {
        await using var portal = await SupplierPortal.StartAsync("telnyx");
        portal.Telnyx.FirstStatus = "pending";
        await portal.Supplier.BuyAsync(_order, Cancel);
        portal.Telnyx.Finish(Number, "failure");

        var failed = await portal.Supplier.FindOrderAsync(_order, Cancel);

        Assert.Equal(SupplierOrderStatus.Failed, failed!.Status);
        Assert.Contains(Number, failed.Problem!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("success", "failure", SupplierOrderStatus.Failed)]
    [InlineData("failure", "success", SupplierOrderStatus.Bought)]
    [InlineData("success", "pending", SupplierOrderStatus.Pending)]
    public async Task Buy_PartialSuccess_TheNumbersOwnStateCounts(string ofOrder, string ofNumber, SupplierOrderStatus expected)
    {
        await using var portal = await SupplierPortal.StartAsync("telnyx");
        portal.Telnyx.OrderStatus = ofOrder;
        portal.Telnyx.FirstStatus = ofNumber;

        Assert.Equal(expected, (await portal.Supplier.BuyAsync(_order, Cancel)).Status);
        Assert.Equal(expected, (await portal.Supplier.FindOrderAsync(_order, Cancel))!.Status);
    }

    [Fact]
    public async Task Buy_NumberCannotBeLookedUp_IsPendingAndNotAFailure()
    {
        await using var portal = await SupplierPortal.StartAsync("telnyx");
        portal.Faults.Next("GET /v2/phone_numbers", CallFault.Fail, times: 3);

        var placed = await portal.Supplier.BuyAsync(_order, Cancel);

        Assert.Equal(new SupplierOrderState(SupplierOrderStatus.Pending, portal.Telnyx.Orders[0].Id), placed);
        Assert.Equal(SupplierOrderStatus.Bought, (await portal.Supplier.FindOrderAsync(_order, Cancel))!.Status);
    }

    [Fact]
    public async Task Search_UsesTheDocumentedFiltersAndDigits()
    {
        await using var portal = await SupplierPortal.StartAsync("telnyx", offered: "+18883569377");

        var offer = Assert.Single(await portal.Supplier.FindOffersAsync(new("888", "3569377", 5), Cancel));

        Assert.Equal(new SupplierOffer("+18883569377", 1.00m, 0.50m, "USD", true), offer);
        var query = Assert.Single(portal.Telnyx.Queries);
        Assert.Equal("888", query["filter[national_destination_code]"]);
        Assert.Equal("3569377", query["filter[phone_number][contains]"]);
        Assert.Equal("5", query["filter[limit]"]);
    }

    [Theory]
    [InlineData(null, "8883569377")]
    [InlineData("888", "888356*377")]
    [InlineData("888", "883569377")]
    [InlineData("888", "83569377")]
    [InlineData("888", "3*6")]
    public async Task Search_PatternAcrossThePrefix_IsFound(string? prefix, string contains)
    {
        await using var portal = await SupplierPortal.StartAsync("telnyx", offered: "+18883569377");
        portal.Telnyx.Offered.Add("+18884569000");

        var offers = await portal.Supplier.FindOffersAsync(new(prefix, contains, 5), Cancel);

        Assert.Equal(["+18883569377"], offers.Select(o => o.Number));
    }

    [Theory]
    [InlineData("active", true)]
    [InlineData("purchase-pending", false)]
    [InlineData("purchase-failed", false)]
    [InlineData("deleted", false)]
    public async Task List_ListedIsNotOwned(string status, bool isActive)
    {
        await using var portal = await SupplierPortal.StartAsync("telnyx");
        portal.Telnyx.Add(Number, status);

        Assert.Equal(isActive, (await portal.Supplier.ListNumbersAsync(Cancel).SingleAsync(Cancel)).IsActive);
    }

    [Fact]
    public async Task List_PagesThatRepeat_IsAnError()
    {
        await using var portal = await SupplierPortal.StartAsync("telnyx");
        for (var i = 0; i < 5; i++)
            portal.Add($"+1888555010{i}");
        portal.LargestPage = 2;
        portal.Telnyx.RepeatsPages = true;

        await Assert.ThrowsAsync<SupplierException>(async () => await portal.Supplier.ListNumbersAsync(Cancel).CountAsync(Cancel));
    }

    [Fact]
    public async Task Connection_NotSet_IsNamedAsTheReasonThatNumbersDoNotRing()
    {
        await using var portal = await SupplierPortal.StartAsync("telnyx");

        Assert.Contains("Suppliers:Telnyx:ConnectionId", portal.Supplier.WhyNumbersDoNotRing!, StringComparison.Ordinal);
    }
}
