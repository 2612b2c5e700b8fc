using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Inventory;

public sealed class InventoryServiceTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task List_ByCursor_ReturnsEveryNumberOnceInOrder(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var numbers = await portal.AddNumbersAsync(25);
        var inventory = portal.Get<InventoryService>();

        var listed = new List<string>();
        string? after = null;
        do
        {
            var page = (await inventory.ListAsync(TestPortal.Support, new NumberFilter(), after, 10, Cancel)).Value!;
            listed.AddRange(page.Items.Select(n => n.Number));
            after = page.Next;
        } while (after is not null);

        Assert.Equal(numbers, listed);
    }

    [Theory, OnEachDatabase]
    public async Task List_InvalidCursor_IsRefused(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);

        Assert.IsType<Refusal.Invalid>(
            (await portal.Get<InventoryService>().ListAsync(TestPortal.Support, new(), "§§", 10, Cancel)).Refusal
        );
        Assert.IsType<Refusal.Invalid>(
            (await portal.Get<InventoryService>().ListAsync(TestPortal.Support, new(), null, 0, Cancel)).Refusal
        );
    }

    [Theory, OnEachDatabase]
    public async Task Search_AnyNotation_FindsTheNumber(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.Get<NumberService>().AddAsync(TestPortal.Admin, ["1-800-356-9377", "888 555 0100", "+44 20 7946 0018"], Cancel);

        foreach (
            var query in (string[])
                [
                    "1-800-FLOWERS",
                    "flowers",
                    "(800) 356-9377",
                    "+18003569377",
                    "8003569377",
                    "tel:+18003569377",
                    "356 93",
                    "001 800 356",
                    "800-FLOW",
                ]
        )
            Assert.Equal(["+18003569377"], await FindAsync(portal, new(Query: query)));
        Assert.Equal(["+442079460018"], await FindAsync(portal, new(Query: "020 7946"[1..])));
        Assert.Empty(await FindAsync(portal, new(Query: "999999")));
        Assert.Empty(await FindAsync(portal, new(Query: "?!")));
    }

    [Theory, OnEachDatabase]
    public async Task Filter_ByPrefixStateAndBusiness_Combines(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.Get<NumberService>().AddAsync(TestPortal.Admin, ["8005550100", "8885550100", "8885550101", "+442079460018"], Cancel);
        var business = (await portal.AddBusinessAsync()).Id;
        await portal.Get<NumberService>().DoAsync(TestPortal.Support, "8885550101", new NumberCommand.Assign(business), null, Cancel);

        Assert.Equal(["+18885550100", "+18885550101"], await FindAsync(portal, new(Prefix: "888")));
        Assert.Equal(["+18885550100"], await FindAsync(portal, new(NumberStatus.Available, Prefix: "888")));
        Assert.Equal(["+18885550101"], await FindAsync(portal, new(AssignedTo: business)));
        Assert.Equal(["+442079460018"], await FindAsync(portal, new(Prefix: "+44")));
        Assert.IsType<Refusal.Invalid>(
            (await portal.Get<InventoryService>().ListAsync(TestPortal.Support, new(Prefix: "8x8"), null, 10, Cancel)).Refusal
        );
    }

    [Theory, OnEachDatabase]
    public async Task Count_OfEveryFilter_IsTheLengthOfItsList(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.Get<NumberService>().AddAsync(TestPortal.Admin, ["8005550100", "8885550100", "8885550101", "+442079460018"], Cancel);
        var business = (await portal.AddBusinessAsync()).Id;
        await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel);

        foreach (
            var filter in (NumberFilter[])
                [
                    new(),
                    new(NumberStatus.Assigned),
                    new(Prefix: "888"),
                    new(NumberStatus.Available, Prefix: "+44"),
                    new(Prefix: "+1888"),
                    new(Query: "5550"),
                    new(AssignedTo: business),
                ]
        )
            Assert.Equal(
                (await FindAsync(portal, filter)).Count,
                (await portal.Get<InventoryService>().CountAsync(TestPortal.Support, filter, Cancel)).Value
            );
    }

    [Theory, OnEachDatabase]
    public async Task CountByStatus_OfEveryFilter_IsTheLengthOfItsListsInEachStatus(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var service = portal.Get<NumberService>();
        await service.AddAsync(TestPortal.Admin, ["8005550100", "8885550100", "8885550101", "8885550102", "+442079460018"], Cancel);
        var business = (await portal.AddBusinessAsync()).Id;
        await service.DoAsync(TestPortal.Support, "8885550101", new NumberCommand.Assign(business), null, Cancel);
        await service.DoAsync(TestPortal.Admin, "8885550102", new NumberCommand.Deactivate("noisy line"), null, Cancel);
        await service.AddAsync(TestPortal.Admin, ["+18001234567"], Cancel);

        foreach (
            var filter in (NumberFilter[])
                [
                    new(),
                    new(NumberStatus.Assigned, Query: "5550"),
                    new(Query: "99999999"),
                    new(Prefix: "888"),
                    new(Prefix: "855"),
                    new(Prefix: "+1888555"),
                    new(AssignedTo: business),
                    new(HasWarning: true),
                    new(FreeBefore: DateTimeOffset.UtcNow.AddDays(7)),
                ]
        )
        {
            var counted = (await portal.Get<InventoryService>().CountByStatusAsync(TestPortal.Support, filter, Cancel)).Value!;
            foreach (
                var (status, count) in (ValueTuple<NumberStatus, long>[])
                    [
                        (NumberStatus.Available, counted.Available),
                        (NumberStatus.Assigned, counted.Assigned),
                        (NumberStatus.Quarantined, counted.Quarantined),
                        (NumberStatus.Inactive, counted.Inactive),
                    ]
            )
                Assert.Equal((await FindAsync(portal, filter with { Status = status })).Count, count);
        }

        Assert.IsType<Refusal.Invalid>(
            (await portal.Get<InventoryService>().CountByStatusAsync(TestPortal.Support, new(Prefix: "8x8"), Cancel)).Refusal
        );
    }

    [Theory, OnEachDatabase]
    public async Task Window_AtAnyPosition_IsPartOfTheList(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var numbers = await portal.AddNumbersAsync(30);
        var inventory = portal.Get<InventoryService>();

        var fromStart = (await inventory.WindowAsync(TestPortal.Support, new(), NumberSort.Default, null, 12, 5, Cancel)).Value!;
        var ninth = (await inventory.FindAsync(TestPortal.Support, numbers[9], Cancel)).Value!;
        var fromKnown = (await inventory.WindowAsync(TestPortal.Support, new(), NumberSort.Default, ninth, 2, 5, Cancel)).Value!;
        var beyond = (await inventory.WindowAsync(TestPortal.Support, new(), NumberSort.Default, null, 30, 5, Cancel)).Value!;

        Assert.Equal(numbers.Skip(12).Take(5), fromStart.Select(n => n.Number));
        Assert.Equal(fromStart, fromKnown);
        Assert.Empty(beyond);
    }

    [Theory, OnEachDatabase]
    public async Task Summary_CountsByStateAndPrefix(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.Get<NumberService>().AddAsync(TestPortal.Admin, ["8005550100", "8885550100", "8885550101", "+442079460018"], Cancel);
        var business = (await portal.AddBusinessAsync()).Id;
        await portal.Get<NumberService>().DoAsync(TestPortal.Support, "8885550101", new NumberCommand.Assign(business), null, Cancel);
        await portal.Get<NumberService>().DoAsync(TestPortal.Admin, "8005550100", new NumberCommand.Deactivate("noisy line"), null, Cancel);

        var summary = (await portal.Get<InventoryService>().SummaryAsync(TestPortal.Support, Cancel)).Value!;

        Assert.Equal(new StockCount(2, 1, 0, 1), summary.Total);
        Assert.Equal([new("+44", new(1, 0, 0, 0)), new("800", new(0, 0, 0, 1)), new PrefixStock("888", new(1, 1, 0, 0))], summary.Prefixes);
    }

    private static async Task<IReadOnlyList<string>> FindAsync(TestPortal portal, NumberFilter filter)
    {
        var page = await portal.Get<InventoryService>().ListAsync(TestPortal.Support, filter, null, 100, Cancel);
        Assert.True(page.IsDone, page.ToString());
        return [.. page.Value.Items.Select(n => n.Number)];
    }

    [Theory, OnEachDatabase]
    public async Task NextFree_IsTheOneThatProvisioningAssigns(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        Assert.IsType<Refusal.NoneAvailable>((await portal.Get<InventoryService>().NextFreeAsync(TestPortal.Support, Cancel)).Refusal);
        await portal.AddNumbersAsync(3);
        var business = await portal.AddBusinessAsync();

        var next = (await portal.Get<InventoryService>().NextFreeAsync(TestPortal.Support, Cancel)).Value!;

        var given = (await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business.Id, Cancel)).Value!;
        Assert.Equal(given.PhoneNumber, next.Number);
    }

    [Theory, OnEachDatabase]
    public async Task NextFree_NoneAvailable_ReturnsTheNextDate(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var number = (await portal.AddNumbersAsync(1))[0];
        var business = await portal.AddBusinessAsync();
        var service = portal.Get<NumberService>();
        await service.DoAsync(TestPortal.Admin, number, new NumberCommand.Assign(business.Id), null, Cancel);
        var resting = (await service.DoAsync(TestPortal.Admin, number, new NumberCommand.Release("closed"), null, Cancel)).Value!;

        var none = Assert.IsType<Refusal.NoneAvailable>(
            (await portal.Get<InventoryService>().NextFreeAsync(TestPortal.Support, Cancel)).Refusal
        );

        Assert.Equal((1, resting.QuarantinedUntil), (none.InQuarantine, none.NextAvailableAt));
    }
}
