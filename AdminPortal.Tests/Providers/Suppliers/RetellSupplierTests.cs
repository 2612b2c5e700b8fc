using System.Text.Json.Nodes;
using AdminPortal.Providers.Suppliers;

namespace AdminPortal.Tests.Providers.Suppliers;

/// <summary>What only Retell's own purchase does.</summary>
public sealed class RetellSupplierTests
{
    private const string Number = "+18885550100";

    private readonly SupplierOrder _order = new(Guid.CreateVersion7(), Number);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Buy_NamesTheNumberAndLeavesTheOrdersId()
    {
        await using var portal = await SupplierPortal.StartAsync("retell");

        var bought = await portal.Supplier.BuyAsync(_order, Cancel);

        Assert.Equal(new SupplierOrderState(SupplierOrderStatus.Bought, Number), bought);
        var body = JsonNode.Parse(portal.Retell.Calls.Single(c => c.Route == portal.PurchaseRoute).Body)!;
        Assert.Equal(
            (Number, "US", true, "twilio", _order.Id.ToString("D")),
            (
                (string?)body["phone_number"],
                (string?)body["country_code"],
                (bool)body["toll_free"]!,
                (string?)body["number_provider"],
                (string?)body["nickname"]
            )
        );
    }

    [Fact]
    public async Task Search_IsNotSupported()
    {
        await using var portal = await SupplierPortal.StartAsync("retell");

        Assert.False(portal.Supplier.HasSearch);
        await Assert.ThrowsAsync<NotSupportedException>(() => portal.Supplier.FindOffersAsync(new(null, null, 1), Cancel));
    }

    [Fact]
    public async Task Find_AnotherNumberUnderOurName_IsForAPerson()
    {
        await using var portal = await SupplierPortal.StartAsync("retell");
        portal.Retell.SetNumber("+18885550199");
        portal.Retell.ChangeNumber("+18885550199", n => n with { Nickname = _order.Id.ToString("D") });

        var thrown = await Assert.ThrowsAsync<SupplierException>(() => portal.Supplier.FindOrderAsync(_order, Cancel));

        Assert.Contains("+18885550199", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_LeavesOutNumbersBoughtElsewhere()
    {
        await using var portal = await SupplierPortal.StartAsync("retell");
        portal.Retell.SetNumber(Number);
        portal.Retell.SetNumber("+18885550101");
        portal.Retell.ChangeNumber("+18885550101", n => n with { TerminationUri = "trunk.pstn.example.com" });
        portal.Retell.SetNumber("+12125550100");

        Assert.Equal(Number, (await portal.Supplier.ListNumbersAsync(Cancel).SingleAsync(Cancel)).Number);
    }

    [Fact]
    public async Task List_PagesThatLeadToThemselves_IsAnError()
    {
        await using var portal = await SupplierPortal.StartAsync("retell");
        for (var i = 0; i < 5; i++)
            portal.Add($"+1888555010{i}");
        portal.LargestPage = 2;
        portal.Retell.RepeatsKeys = true;

        await Assert.ThrowsAsync<SupplierException>(async () => await portal.Supplier.ListNumbersAsync(Cancel).CountAsync(Cancel));
    }
}
