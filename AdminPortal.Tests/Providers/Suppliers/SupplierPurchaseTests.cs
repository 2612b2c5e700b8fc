using AdminPortal.Providers.Suppliers;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Providers.Suppliers;

/// <summary>What every real supplier does with a purchase: it is sent once, whatever happens, and a lost answer is never a "no".</summary>
public sealed class SupplierPurchaseTests
{
    private const string Number = "+18885550100";

    private readonly SupplierOrder _order = new(Guid.CreateVersion7(), Number);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Suppliers => [.. SupplierPortal.Real];

    /// <summary>Each supplier with each way to lose an answer.</summary>
    public static TheoryData<string, CallFault> Lost
    {
        get
        {
            var rows = new TheoryData<string, CallFault>();
            foreach (var supplier in SupplierPortal.Real)
            foreach (
                var fault in (CallFault[])
                    [
                        CallFault.Fail,
                        CallFault.Drop,
                        CallFault.Hang,
                        CallFault.ActAndDrop,
                        CallFault.ActAndCutShort,
                        CallFault.ActAndFail,
                        CallFault.ActAndHang,
                        CallFault.ActAndGarble,
                        CallFault.ActLate,
                    ]
            )
                rows.Add(supplier, fault);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Lost))]
    public async Task Buy_AnswerLost_IsUnknownAndSentOnceAndFoundAfterwards(string supplier, CallFault fault)
    {
        var waits = fault is CallFault.Hang or CallFault.ActAndHang;
        await using var portal = await SupplierPortal.StartAsync(supplier, timeout: waits ? TimeSpan.FromSeconds(2) : null);
        // The connection has been used before: a handler that repeats by default would do so on such a one.
        Assert.Null(await portal.Supplier.FindOrderAsync(_order, Cancel));
        portal.Faults.Next(portal.PurchaseRoute, fault);

        var thrown = await Assert.ThrowsAsync<SupplierException>(() => portal.Supplier.BuyAsync(_order, Cancel));

        Assert.Equal(SupplierFault.Unknown, thrown.Fault);
        Assert.Equal(1, portal.PurchaseCalls);
        portal.FinishLate();
        var found = await portal.Supplier.FindOrderAsync(_order, Cancel);
        if (fault is CallFault.Fail or CallFault.Drop or CallFault.Hang)
        {
            Assert.Null(found);
            Assert.Empty(portal.Owned);
        }
        else
        {
            Assert.Equal(SupplierOrderStatus.Bought, found!.Status);
            Assert.Equal([Number], portal.Owned);
        }
        Assert.Equal(1, portal.PurchaseCalls);
    }

    [Theory]
    [MemberData(nameof(Suppliers))]
    public async Task Buy_Answered_IsBoughtAndReleasedByItsReference(string supplier)
    {
        await using var portal = await SupplierPortal.StartAsync(supplier);

        var bought = await portal.Supplier.BuyAsync(_order, Cancel);

        Assert.Equal(SupplierOrderStatus.Bought, bought.Status);
        Assert.Equal(1, portal.PurchaseCalls);
        Assert.Equal(bought, await portal.Supplier.FindOrderAsync(_order, Cancel));
        await portal.Supplier.ReleaseAsync(Number, bought.ProviderRef!, Cancel);
        Assert.Empty(portal.Owned);
        // A second time does no harm.
        await portal.Supplier.ReleaseAsync(Number, bought.ProviderRef!, Cancel);
    }

    [Theory]
    [MemberData(nameof(Suppliers))]
    public async Task Buy_Slow_IsWaitedFor(string supplier)
    {
        await using var portal = await SupplierPortal.StartAsync(supplier);
        portal.Faults.Next(portal.PurchaseRoute, CallFault.Slow);

        Assert.Equal(SupplierOrderStatus.Bought, (await portal.Supplier.BuyAsync(_order, Cancel)).Status);
        Assert.Equal(1, portal.PurchaseCalls);
    }

    [Theory]
    [MemberData(nameof(Suppliers))]
    public async Task Buy_NoFunds_SaysSo(string supplier)
    {
        await using var portal = await SupplierPortal.StartAsync(supplier);
        portal.RunOutOfFunds();

        await AssertRefusedAsync(portal, SupplierFault.NoFunds, "Add funds");
    }

    [Theory]
    [MemberData(nameof(Suppliers))]
    public async Task Buy_SoldElsewhere_IsGone(string supplier)
    {
        await using var portal = await SupplierPortal.StartAsync(supplier);
        portal.SellElsewhere(Number);

        await AssertRefusedAsync(portal, SupplierFault.Gone, "no longer available");
    }

    [Theory]
    [MemberData(nameof(Suppliers))]
    public async Task Buy_Throttled_SaysHowLongToWait(string supplier)
    {
        await using var portal = await SupplierPortal.StartAsync(supplier);
        portal.Faults.Next(portal.PurchaseRoute, CallFault.Throttle);

        var thrown = await AssertRefusedAsync(portal, SupplierFault.Throttled, "too many requests");

        Assert.Equal(TimeSpan.FromSeconds(7), thrown.RetryAfter);
    }

    [Theory]
    [InlineData("twilio", "Suppliers:Twilio:AuthToken")]
    [InlineData("telnyx", "Suppliers:Telnyx:ApiKey")]
    [InlineData("retell", "Retell:ApiKey")]
    public async Task Buy_WrongCredentials_NamesTheSettingAndNotTheSecret(string supplier, string setting)
    {
        const string Secret = "secret_that_is_wrong";
        await using var portal = await SupplierPortal.StartAsync(supplier, key: Secret);

        var thrown = await AssertRefusedAsync(portal, SupplierFault.Credentials, setting);

        Assert.DoesNotContain(Secret, thrown.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Suppliers))]
    public async Task Buy_NobodyListens_IsUnavailable(string supplier)
    {
        await using var portal = await SupplierPortal.StartAsync(supplier, url: new Uri($"http://127.0.0.1:{FreePort.Next()}"));

        var thrown = await Assert.ThrowsAsync<SupplierException>(() => portal.Supplier.BuyAsync(_order, Cancel));

        Assert.Equal(SupplierFault.Unavailable, thrown.Fault);
    }

    [Theory]
    [MemberData(nameof(Suppliers))]
    public async Task Find_ListedLate_IsNotFoundAndThenIs(string supplier)
    {
        await using var portal = await SupplierPortal.StartAsync(supplier);
        portal.ListsLag = true;
        portal.Faults.Next(portal.PurchaseRoute, CallFault.ActAndDrop);
        await Assert.ThrowsAsync<SupplierException>(() => portal.Supplier.BuyAsync(_order, Cancel));

        // Telnyx knows the order at once, and lists the number later.
        Assert.NotEqual(SupplierOrderStatus.Bought, (await portal.Supplier.FindOrderAsync(_order, Cancel))?.Status);
        portal.ListsLag = false;

        Assert.Equal(SupplierOrderStatus.Bought, (await portal.Supplier.FindOrderAsync(_order, Cancel))!.Status);
    }

    [Theory]
    [MemberData(nameof(Suppliers))]
    public async Task Find_NumberOfTheAccountFromElsewhere_IsNotThisOrders(string supplier)
    {
        await using var portal = await SupplierPortal.StartAsync(supplier);
        portal.Add(Number);

        Assert.Null(await portal.Supplier.FindOrderAsync(_order, Cancel));
    }

    [Theory]
    [MemberData(nameof(Suppliers))]
    public async Task Find_OutageForTwoCalls_IsRepeated(string supplier)
    {
        await using var portal = await SupplierPortal.StartAsync(supplier);
        await portal.Supplier.BuyAsync(_order, Cancel);
        portal.Faults.Next("GET ", CallFault.Fail, times: 2);

        Assert.Equal(SupplierOrderStatus.Bought, (await portal.Supplier.FindOrderAsync(_order, Cancel))!.Status);
    }

    [Theory]
    [MemberData(nameof(Suppliers))]
    public async Task Find_Outage_IsUnavailableAndNotNull(string supplier)
    {
        await using var portal = await SupplierPortal.StartAsync(supplier);
        portal.Faults.Next("GET ", CallFault.Fail, times: 3);

        var thrown = await Assert.ThrowsAsync<SupplierException>(() => portal.Supplier.FindOrderAsync(_order, Cancel));

        Assert.Equal(SupplierFault.Unavailable, thrown.Fault);
    }

    [Theory]
    [InlineData("twilio")]
    [InlineData("telnyx")]
    public async Task List_SeveralPages_HasEachTollFreeNumberOnce(string supplier)
    {
        await using var portal = await SupplierPortal.StartAsync(supplier);
        var numbers = Enumerable.Range(0, 7).Select(i => $"+1888555010{i}").ToList();
        numbers.ForEach(portal.Add);
        portal.Add("+12125550100");
        portal.LargestPage = 3;

        var listed = await portal.Supplier.ListNumbersAsync(Cancel).ToListAsync(Cancel);

        Assert.Equal(numbers, listed.Select(n => n.Number).Order());
        Assert.All(listed, n => Assert.True(n.IsActive));
        Assert.All(listed, n => Assert.Equal(new DateTimeOffset(2026, 7, 30, 23, 19, 4, TimeSpan.Zero), n.BoughtAt));
    }

    [Theory]
    [MemberData(nameof(Suppliers))]
    public async Task List_BreaksOffHalfWay_IsAnError(string supplier)
    {
        await using var portal = await SupplierPortal.StartAsync(supplier);
        for (var i = 0; i < 5; i++)
            portal.Add($"+1888555010{i}");
        portal.LargestPage = 2;
        portal.Faults.Next("GET ", CallFault.None).Next("GET ", CallFault.Fail, times: 3);

        var thrown = await Assert.ThrowsAsync<SupplierException>(async () =>
            await portal.Supplier.ListNumbersAsync(Cancel).CountAsync(Cancel)
        );

        Assert.Equal(SupplierFault.Unavailable, thrown.Fault);
    }

    private async Task<SupplierException> AssertRefusedAsync(SupplierPortal portal, SupplierFault fault, string said)
    {
        var thrown = await Assert.ThrowsAsync<SupplierException>(() => portal.Supplier.BuyAsync(_order, Cancel));
        Assert.Equal(fault, thrown.Fault);
        Assert.Contains(said, thrown.Message, StringComparison.Ordinal);
        Assert.Equal(1, portal.PurchaseCalls);
        Assert.Empty(portal.Owned);
        return thrown;
    }
}
