using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Assignment;
using AdminPortal.Services.Inventory;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Inventory;

public sealed class StockServiceTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Add_List_TellsWhatBecameOfEach(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.Get<StockService>().AddAsync(TestPortal.Admin, ["8005550100"], Cancel);

        var results = (
            await portal
                .Get<StockService>()
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
            Task.Run(() => portal.Get<StockService>().AddAsync(TestPortal.Admin, numbers, Cancel)),
            Task.Run(() => other.Get<StockService>().AddAsync(TestPortal.Admin, numbers, Cancel))
        );

        Assert.Equal(50, outcomes.Sum(o => o.Value!.Added));
        Assert.Equal(
            new StockCount(50, 0, 0, 0),
            (await portal.Get<InventoryService>().SummaryAsync(TestPortal.Admin, Cancel)).Value!.Total
        );
    }

    [Theory, OnEachDatabase]
    public async Task DeactivateAndActivate_TakeTurns(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var number = (await portal.AddNumbersAsync(1))[0];
        var stock = portal.Get<StockService>();

        Assert.IsType<Refusal.InvalidTransition>((await stock.ActivateAsync(TestPortal.Admin, number, "why", null, Cancel)).Refusal);
        Assert.Equal(NumberStatus.Inactive, (await stock.DeactivateAsync(TestPortal.Admin, number, "noisy", null, Cancel)).Value!.Status);
        Assert.IsType<Refusal.InvalidTransition>((await stock.DeactivateAsync(TestPortal.Admin, number, "noisy", null, Cancel)).Refusal);
        Assert.Equal(
            (NumberStatus.Available, 3L),
            (await stock.ActivateAsync(TestPortal.Admin, number, "mended", null, Cancel)).Value is { } free
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
            .Get<AssignmentService>()
            .AssignAsync(TestPortal.Admin, number, (await portal.AddBusinessAsync()).Id, null, null, Cancel);
        await portal.Get<AssignmentService>().ReleaseAsync(TestPortal.Admin, number, "closed", null, Cancel);

        Assert.IsType<Refusal.NotAllowed>(
            (await portal.Get<StockService>().EndQuarantineAsync(TestPortal.Support, number, "needed", null, Cancel)).Refusal
        );
        Assert.Equal(
            NumberStatus.Available,
            (await portal.Get<StockService>().EndQuarantineAsync(TestPortal.Admin, number, "needed", null, Cancel)).Value!.Status
        );
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Delete_OnlyWhatNobodyEverHeld(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, settings: ("Numbers:QuarantineDays", "0"));
        var numbers = await portal.AddNumbersAsync(2);
        await portal
            .Get<AssignmentService>()
            .AssignAsync(TestPortal.Admin, numbers[0], (await portal.AddBusinessAsync()).Id, null, null, Cancel);
        await portal.Get<AssignmentService>().ReleaseAsync(TestPortal.Admin, numbers[0], "closed", null, Cancel);
        var stock = portal.Get<StockService>();

        Assert.IsType<Refusal.InvalidTransition>((await stock.DeleteAsync(TestPortal.Admin, numbers[0], null, Cancel)).Refusal);
        Assert.Equal(numbers[1], (await stock.DeleteAsync(TestPortal.Admin, numbers[1], null, Cancel)).Value!.Number);
        Assert.IsType<Refusal.NotFound>((await stock.DeleteAsync(TestPortal.Admin, numbers[1], null, Cancel)).Refusal);
        Assert.Equal(
            new StockCount(1, 0, 0, 0),
            (await portal.Get<InventoryService>().SummaryAsync(TestPortal.Admin, Cancel)).Value!.Total
        );
        Assert.Equal(1, (await stock.AddAsync(TestPortal.Admin, [numbers[1]], Cancel)).Value!.Added);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Note_IsKeptAndClearedAndItsVersionChecked(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var number = (await portal.AddNumbersAsync(1))[0];
        var stock = portal.Get<StockService>();

        Assert.Equal(
            ("<b>café</b> שלום", 2L),
            (await stock.NoteAsync(TestPortal.Support, number, " <b>café</b> שלום ", 1, Cancel)).Value is { } noted
                ? (noted.Note, noted.RowVersion)
                : default
        );
        Assert.Equal(2L, (await stock.NoteAsync(TestPortal.Support, number, "<b>café</b> שלום", null, Cancel)).Value!.RowVersion);
        Assert.IsType<Refusal.Stale>((await stock.NoteAsync(TestPortal.Support, number, "late", 1, Cancel)).Refusal);
        Assert.IsType<Refusal.Invalid>((await stock.NoteAsync(TestPortal.Support, number, new string('x', 2001), null, Cancel)).Refusal);
        Assert.Null((await stock.NoteAsync(TestPortal.Support, number, "", null, Cancel)).Value!.Note);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task SupportRole_MayNotAddDeactivateOrDelete(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var number = (await portal.AddNumbersAsync(1))[0];
        var stock = portal.Get<StockService>();

        Assert.IsType<Refusal.NotAllowed>((await stock.AddAsync(TestPortal.Support, ["8005550199"], Cancel)).Refusal);
        Assert.IsType<Refusal.NotAllowed>((await stock.DeactivateAsync(TestPortal.Support, number, "why", null, Cancel)).Refusal);
        Assert.IsType<Refusal.NotAllowed>((await stock.ActivateAsync(TestPortal.Support, number, "why", null, Cancel)).Refusal);
        Assert.IsType<Refusal.NotAllowed>((await stock.DeleteAsync(TestPortal.Support, number, null, Cancel)).Refusal);
    }
}
