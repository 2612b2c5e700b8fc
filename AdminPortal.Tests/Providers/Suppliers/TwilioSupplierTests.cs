using AdminPortal.Providers.Suppliers;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Providers.Suppliers;

/// <summary>What only Twilio does.</summary>
public sealed class TwilioSupplierTests
{
    private const string Number = "+18885550100";

    private readonly SupplierOrder _order = new(Guid.CreateVersion7(), Number);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Buy_LeavesTheOrdersIdAndTheTrunk()
    {
        await using var portal = await SupplierPortal.StartAsync("twilio", trunk: "TK1");

        await portal.Supplier.BuyAsync(_order, Cancel);

        var bought = Assert.Single(portal.Twilio.Numbers);
        Assert.Equal((_order.Id.ToString("D"), "TK1"), (bought.Name, bought.Trunk));
        Assert.True(bought.Name.Length <= 64);
        Assert.Null(portal.Supplier.WhyNumbersDoNotRing);
    }

    [Fact]
    public async Task Trunk_NotSet_IsNamedAsTheReasonThatNumbersDoNotRing()
    {
        await using var portal = await SupplierPortal.StartAsync("twilio");

        Assert.Contains("Suppliers:Twilio:TrunkSid", portal.Supplier.WhyNumbersDoNotRing!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "21422", SupplierFault.Gone)]
    [InlineData(400, "21452", SupplierFault.Gone)]
    [InlineData(400, "21421", SupplierFault.Refused)]
    [InlineData(400, "21404", SupplierFault.Refused)]
    [InlineData(400, "21631", SupplierFault.Refused)]
    [InlineData(400, "22300", SupplierFault.Refused)]
    [InlineData(404, "20404", SupplierFault.Refused)]
    [InlineData(401, "20003", SupplierFault.Credentials)]
    [InlineData(403, "20005", SupplierFault.NoFunds)]
    [InlineData(401, "10001", SupplierFault.NoFunds)]
    [InlineData(429, "20429", SupplierFault.Throttled)]
    [InlineData(503, "20503", SupplierFault.Unknown)]
    public async Task Buy_Refused_MapsTheCode(int status, string code, SupplierFault fault)
    {
        await using var portal = await SupplierPortal.StartAsync("twilio");
        portal.Twilio.Refusal = (status, code, new string('x', 400));

        var thrown = await Assert.ThrowsAsync<SupplierException>(() => portal.Supplier.BuyAsync(_order, Cancel));

        Assert.Equal(fault, thrown.Fault);
        Assert.DoesNotContain(new string('x', 301), thrown.Message, StringComparison.Ordinal);
        Assert.Equal(1, portal.PurchaseCalls);
    }

    [Fact]
    public async Task Search_PriceIsAskedForOnceInAnHour()
    {
        var clock = new FakeTimeProvider();
        await using var portal = await SupplierPortal.StartAsync("twilio", clock: clock);

        var offer = Assert.Single(await portal.Supplier.FindOffersAsync(new("888", null, 10), Cancel));
        await portal.Supplier.FindOffersAsync(new("888", null, 10), Cancel);

        Assert.Equal(new SupplierOffer(Number, 2.15m, null, "USD"), offer);
        Assert.Equal(1, PriceCalls(portal));
        clock.Advance(TimeSpan.FromHours(1));
        await portal.Supplier.FindOffersAsync(new("888", null, 10), Cancel);
        Assert.Equal(2, PriceCalls(portal));
    }

    [Fact]
    public async Task Search_PriceCannotBeHad_HasOffersWithoutOne()
    {
        await using var portal = await SupplierPortal.StartAsync("twilio");
        portal.Faults.Next("GET /v1/PhoneNumbers", CallFault.Fail);

        var offer = Assert.Single(await portal.Supplier.FindOffersAsync(new(null, null, 10), Cancel));

        Assert.Equal(new SupplierOffer(Number, null, null, null), offer);
    }

    [Theory]
    [InlineData("3569377", "+18883569377")]
    [InlineData("55*0", "+18885550100")]
    [InlineData("*0*0*", "+18885550100")]
    [InlineData("*1*1*", null)]
    [InlineData("5*5*1", "+18885550100")]
    public async Task Search_Pattern_IsSelectedHereWhereTwilioCannot(string contains, string? expected)
    {
        await using var portal = await SupplierPortal.StartAsync("twilio");
        foreach (var other in (string[])["+18883569377", "+18889876543"])
            portal.Twilio.Offered.Add(other);

        var offers = await portal.Supplier.FindOffersAsync(new("888", contains, 10), Cancel);

        Assert.Equal(expected is null ? [] : [expected], offers.Select(o => o.Number));
    }

    [Fact]
    public async Task Search_OneNumber_FindsItOnly()
    {
        await using var portal = await SupplierPortal.StartAsync("twilio");
        portal.Twilio.Offered.Add("+18885550101");

        Assert.Equal(Number, Assert.Single(await portal.Supplier.FindOffersAsync(new(null, null, 10, Number), Cancel)).Number);
    }

    [Fact]
    public async Task Find_NumberThatIsPartOfAnother_IsComparedExactly()
    {
        await using var portal = await SupplierPortal.StartAsync("twilio");
        portal.Twilio.Add($"{Number}99", _order.Id.ToString("D"));

        Assert.Null(await portal.Supplier.FindOrderAsync(_order, Cancel));
    }

    [Fact]
    public async Task List_MovedByAPurchase_HasEachNumberOnce()
    {
        await using var portal = await SupplierPortal.StartAsync("twilio");
        for (var i = 0; i < 6; i++)
            portal.Add($"+1888555010{i}");
        portal.LargestPage = 3;
        portal.Twilio.Overlap = 1;

        var listed = await portal.Supplier.ListNumbersAsync(Cancel).Select(n => n.Number).ToListAsync(Cancel);

        Assert.Equal(6, listed.Count);
        Assert.Equal(6, listed.Distinct().Count());
    }

    [Theory]
    [InlineData("/2010-04-01/Accounts/AC00000000000000000000000000000001/IncomingPhoneNumbers.json?PageSize=1&Page=1")]
    [InlineData("https://elsewhere.example.com/2010-04-01/Accounts")]
    [InlineData("//elsewhere.example.com/2010-04-01/")]
    public async Task List_NextPageThatRepeatsOrLeadsElsewhere_IsAnError(string next)
    {
        await using var portal = await SupplierPortal.StartAsync("twilio");
        for (var i = 0; i < 5; i++)
            portal.Add($"+1888555010{i}");
        portal.LargestPage = 1;
        portal.Twilio.NextPage = next;

        await Assert.ThrowsAsync<SupplierException>(async () => await portal.Supplier.ListNumbersAsync(Cancel).CountAsync(Cancel));
    }

    private static int PriceCalls(SupplierPortal portal) => portal.Stub.Calls.Count(c => c.Path == "/v1/PhoneNumbers/Countries/US");
}
