using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Numbers;

public sealed class NumberStockTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Add_List_ReturnsTheResultOfEach(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.Get<NumberService>().AddAsync(TestPortal.Admin, ["8005550100"], Cancel);

        var results = (
            await portal
                .Get<NumberService>()
                .AddAsync(TestPortal.Admin, ["888 555 0100", "(888) 555-0100", "+18005550100", "hello", "+18001234567", null], Cancel)
        )
            .Value!
            .Results;

        Assert.Equal(
            [AddResult.Added, AddResult.Duplicate, AddResult.Duplicate, AddResult.Rejected, AddResult.Added, AddResult.Rejected],
            results.Select(r => r.Result)
        );
        Assert.NotNull(results[4].Detail);
        Assert.NotNull((await portal.Get<InventoryService>().FindAsync(TestPortal.Admin, "+18001234567", Cancel)).Value!.Warning);
    }

    [Theory, OnEachDatabase]
    public async Task Add_TheSameFromTwoCallers_AddsItOnce(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        string[] numbers = [.. Enumerable.Range(0, 50).Select(i => $"+1888555{1000 + i}")];

        var outcomes = await Task.WhenAll(
            Task.Run(() => portal.Get<NumberService>().AddAsync(TestPortal.Admin, numbers, Cancel)),
            Task.Run(() => other.Get<NumberService>().AddAsync(TestPortal.Admin, numbers, Cancel))
        );

        Assert.Equal(50, outcomes.Sum(o => o.Value!.Added));
        Assert.Equal(
            new StockCount(50, 0, 0, 0),
            (await portal.Get<InventoryService>().SummaryAsync(TestPortal.Admin, Cancel)).Value!.Total
        );
    }

    [Theory, OnEachDatabase]
    public async Task DeactivateAndActivate_Alternate(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var number = (await portal.AddNumbersAsync(1))[0];
        var service = portal.Get<NumberService>();

        Assert.IsType<Refusal.InvalidTransition>(
            (await service.DoAsync(TestPortal.Admin, number, new NumberCommand.Activate("why"), null, Cancel)).Refusal
        );
        Assert.Equal(
            NumberStatus.Inactive,
            (await service.DoAsync(TestPortal.Admin, number, new NumberCommand.Deactivate("noisy"), null, Cancel)).Value!.Status
        );
        Assert.IsType<Refusal.InvalidTransition>(
            (await service.DoAsync(TestPortal.Admin, number, new NumberCommand.Deactivate("noisy"), null, Cancel)).Refusal
        );
        Assert.Equal(
            (NumberStatus.Available, 3L),
            (await service.DoAsync(TestPortal.Admin, number, new NumberCommand.Activate("mended"), null, Cancel)).Value is { } free
                ? (free.Status, free.RowVersion)
                : default
        );
    }

    [Theory, OnEachDatabase]
    public async Task EndQuarantine_EarlyWithAReason_MakesItAvailable(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var number = (await portal.AddNumbersAsync(1))[0];
        await portal
            .Get<NumberService>()
            .DoAsync(TestPortal.Admin, number, new NumberCommand.Assign((await portal.AddBusinessAsync()).Id), null, Cancel);
        await portal.Get<NumberService>().DoAsync(TestPortal.Admin, number, new NumberCommand.Release("closed"), null, Cancel);

        Assert.IsType<Refusal.NotAllowed>(
            (
                await portal
                    .Get<NumberService>()
                    .DoAsync(TestPortal.Support, number, new NumberCommand.EndQuarantine("needed"), null, Cancel)
            ).Refusal
        );
        Assert.Equal(
            NumberStatus.Available,
            (await portal.Get<NumberService>().DoAsync(TestPortal.Admin, number, new NumberCommand.EndQuarantine("needed"), null, Cancel))
                .Value!
                .Status
        );
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Delete_AssignedBefore_IsRefused(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, settings: ("Numbers:QuarantineDays", "0"));
        var numbers = await portal.AddNumbersAsync(2);
        await portal
            .Get<NumberService>()
            .DoAsync(TestPortal.Admin, numbers[0], new NumberCommand.Assign((await portal.AddBusinessAsync()).Id), null, Cancel);
        await portal.Get<NumberService>().DoAsync(TestPortal.Admin, numbers[0], new NumberCommand.Release("closed"), null, Cancel);
        var service = portal.Get<NumberService>();

        Assert.IsType<Refusal.InvalidTransition>(
            (await service.DoAsync(TestPortal.Admin, numbers[0], new NumberCommand.Delete(), null, Cancel)).Refusal
        );
        Assert.Equal(
            numbers[1],
            (await service.DoAsync(TestPortal.Admin, numbers[1], new NumberCommand.Delete(), null, Cancel)).Value!.Number
        );
        Assert.IsType<Refusal.NotFound>(
            (await service.DoAsync(TestPortal.Admin, numbers[1], new NumberCommand.Delete(), null, Cancel)).Refusal
        );
        Assert.Equal(
            new StockCount(1, 0, 0, 0),
            (await portal.Get<InventoryService>().SummaryAsync(TestPortal.Admin, Cancel)).Value!.Total
        );
        Assert.Equal(1, (await service.AddAsync(TestPortal.Admin, [numbers[1]], Cancel)).Value!.Added);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Note_IsSavedAndCleared_AndItsVersionChecked(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var number = (await portal.AddNumbersAsync(1))[0];
        var service = portal.Get<NumberService>();

        Assert.Equal(
            ("<b>café</b> שלום", 2L),
            (await service.DoAsync(TestPortal.Support, number, new NumberCommand.Note(" <b>café</b> שלום "), 1, Cancel)).Value is { } noted
                ? (noted.Note, noted.RowVersion)
                : default
        );
        Assert.Equal(
            2L,
            (await service.DoAsync(TestPortal.Support, number, new NumberCommand.Note("<b>café</b> שלום"), null, Cancel)).Value!.RowVersion
        );
        Assert.IsType<Refusal.Stale>(
            (await service.DoAsync(TestPortal.Support, number, new NumberCommand.Note("late"), 1, Cancel)).Refusal
        );
        Assert.IsType<Refusal.Invalid>(
            (await service.DoAsync(TestPortal.Support, number, new NumberCommand.Note(new string('x', 2001)), null, Cancel)).Refusal
        );
        Assert.Null((await service.DoAsync(TestPortal.Support, number, new NumberCommand.Note(""), null, Cancel)).Value!.Note);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task SupportRole_MayNotAddDeactivateOrDelete(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var number = (await portal.AddNumbersAsync(1))[0];
        var service = portal.Get<NumberService>();

        Assert.IsType<Refusal.NotAllowed>((await service.AddAsync(TestPortal.Support, ["8005550199"], Cancel)).Refusal);
        Assert.IsType<Refusal.NotAllowed>(
            (await service.DoAsync(TestPortal.Support, number, new NumberCommand.Deactivate("why"), null, Cancel)).Refusal
        );
        Assert.IsType<Refusal.NotAllowed>(
            (await service.DoAsync(TestPortal.Support, number, new NumberCommand.Activate("why"), null, Cancel)).Refusal
        );
        Assert.IsType<Refusal.NotAllowed>(
            (await service.DoAsync(TestPortal.Support, number, new NumberCommand.Delete(), null, Cancel)).Refusal
        );
    }
}
