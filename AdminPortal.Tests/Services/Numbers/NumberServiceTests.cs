using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.History;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Services.Numbers;

public sealed class NumberServiceTests(PostgresCluster cluster)
{
    private static readonly DateTimeOffset s_start = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Assign_AvailableNumber_BelongsToTheBusiness(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var number = (await portal.AddNumbersAsync(1))[0];
        var business = await portal.AddBusinessAsync();

        var assigned = (
            await portal.Get<NumberService>().DoAsync(TestPortal.Support, number, new NumberCommand.Assign(business.Id), 1, Cancel)
        ).Value!;

        Assert.Equal(
            (NumberStatus.Assigned, business.Id, "Acme Dental", 2L),
            (assigned.Status, assigned.AssignedTo, assigned.BusinessName, assigned.RowVersion)
        );
        Assert.Equal(assigned, (await portal.Get<InventoryService>().FindAsync(TestPortal.Support, "(800) 555-0000", Cancel)).Value);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Assign_BusinessWithAnotherNumber_IsRefused(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var numbers = await portal.AddNumbersAsync(2);
        var business = (await portal.AddBusinessAsync()).Id;
        var service = portal.Get<NumberService>();
        await service.DoAsync(TestPortal.Support, numbers[0], new NumberCommand.Assign(business), null, Cancel);

        var refusal = (await service.DoAsync(TestPortal.Support, numbers[1], new NumberCommand.Assign(business), null, Cancel)).Refusal;

        Assert.Contains("+1 800 555 0000", Assert.IsType<Refusal.InvalidTransition>(refusal).Message, StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    public async Task Release_AssignedNumber_EntersQuarantine(TestDatabase kind)
    {
        var clock = new FakeTimeProvider(s_start);
        await using var portal = await TestPortal.StartAsync(kind, cluster, clock);
        var (number, business) = await HeldAsync(portal);
        clock.Advance(TimeSpan.FromHours(1));

        var released = (
            await portal.Get<NumberService>().DoAsync(TestPortal.Support, number, new NumberCommand.Release("closed down"), null, Cancel)
        ).Value!;

        Assert.Equal((NumberStatus.Quarantined, null, business), (released.Status, released.AssignedTo, released.ReleasedFrom));
        Assert.Equal(s_start.AddHours(1).AddDays(45), released.QuarantinedUntil);
        var ledger = (await portal.Get<HistoryService>().OfNumberAsync(TestPortal.Support, number, Cancel)).Value!.Ledger;
        Assert.Equal((s_start, s_start.AddHours(1), "closed down"), (ledger[0].HeldFrom, ledger[0].HeldUntil, ledger[0].EndReason));
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Release_WithoutQuarantine_IsAvailableImmediately(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, settings: ("Numbers:QuarantineDays", "0"));
        var (number, _) = await HeldAsync(portal);

        var released = await portal
            .Get<NumberService>()
            .DoAsync(TestPortal.Support, number, new NumberCommand.Release("closed down"), null, Cancel);

        Assert.Equal(NumberStatus.Available, released.Value!.Status);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Release_WithoutAReason_IsRefused(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var (number, _) = await HeldAsync(portal);

        Assert.IsType<Refusal.Invalid>(
            (await portal.Get<NumberService>().DoAsync(TestPortal.Support, number, new NumberCommand.Release(" "), null, Cancel)).Refusal
        );
    }

    [Theory, OnEachDatabase]
    public async Task Reassign_MovesTheNumberAndItsLedger(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var (number, first) = await HeldAsync(portal);
        var second = (await portal.AddBusinessAsync("Bolt Plumbing")).Id;

        var moved = (
            await portal.Get<NumberService>().DoAsync(TestPortal.Support, number, new NumberCommand.Reassign(second, "sold"), null, Cancel)
        ).Value!;

        Assert.Equal((second, "Bolt Plumbing", 3L), (moved.AssignedTo, moved.BusinessName, moved.RowVersion));
        var history = (await portal.Get<HistoryService>().OfNumberAsync(TestPortal.Support, number, Cancel)).Value!;
        Assert.Equal([second, first], history.Ledger.Select(l => l.BusinessId));
        Assert.Equal("number.reassigned", history.Events[0].Action);
        Assert.Contains(
            (await portal.Get<HistoryService>().OfBusinessAsync(TestPortal.Support, first, Cancel)).Value!.Events,
            e => e.Action == "business.number_reassigned"
        );
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task UndoRelease_ReturnsItToTheSameBusiness(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var (number, business) = await HeldAsync(portal);
        var service = portal.Get<NumberService>();
        await service.DoAsync(TestPortal.Support, number, new NumberCommand.Release("by mistake"), null, Cancel);

        var back = (await service.DoAsync(TestPortal.Support, number, new NumberCommand.UndoRelease(), null, Cancel)).Value!;

        Assert.Equal((NumberStatus.Assigned, business, null), (back.Status, back.AssignedTo, back.QuarantinedUntil));
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task UndoRelease_BusinessHasAnotherNumber_IsRefused(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var (number, business) = await HeldAsync(portal);
        await portal.AddNumbersAsync(1, from: 1);
        var service = portal.Get<NumberService>();
        await service.DoAsync(TestPortal.Support, number, new NumberCommand.Release("by mistake"), null, Cancel);
        await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel);

        Assert.IsType<Refusal.InvalidTransition>(
            (await service.DoAsync(TestPortal.Support, number, new NumberCommand.UndoRelease(), null, Cancel)).Refusal
        );
    }

    [Theory, OnEachDatabase]
    public async Task IllegalAction_NamesTheStateAndPossibleActions(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var number = (await portal.AddNumbersAsync(1))[0];

        var refusal = (
            await portal.Get<NumberService>().DoAsync(TestPortal.Support, number, new NumberCommand.Release("why not"), null, Cancel)
        ).Refusal!;

        Assert.Equal("+1 800 555 0000 is available, so it cannot be released. It can be assigned or deactivated.", refusal.Message);
    }

    [Theory, OnEachDatabase]
    public async Task StaleVersion_IsRefusedWithTheCurrentRecord(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var (number, business) = await HeldAsync(portal);
        var other = (await portal.AddBusinessAsync("Bolt Plumbing")).Id;

        var refusal = (
            await portal
                .Get<NumberService>()
                .DoAsync(TestPortal.Support, number, new NumberCommand.Reassign(other, "sold"), seen: 1, Cancel)
        ).Refusal;

        var stale = Assert.IsType<Refusal.Stale>(refusal);
        Assert.Equal((business, 2L), (((NumberRecord)stale.Current).AssignedTo, stale.CurrentVersion));
    }

    [Theory, OnEachDatabase]
    public async Task ConcurrentActions_OnOneNumber_OneSucceedsAndTheOtherIsRefused(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        for (var round = 0; round < 10; round++)
        {
            var number = (await portal.AddNumbersAsync(1, from: round))[0];
            var businesses = await portal.AddBusinessesAsync(3);
            var held = (
                await portal.Get<NumberService>().DoAsync(TestPortal.Support, number, new NumberCommand.Assign(businesses[0]), null, Cancel)
            ).Value!;

            var outcomes = await Task.WhenAll(
                Task.Run(() =>
                    portal
                        .Get<NumberService>()
                        .DoAsync(TestPortal.Support, number, new NumberCommand.Reassign(businesses[1], "sold"), held.RowVersion, Cancel)
                ),
                Task.Run(() =>
                    other
                        .Get<NumberService>()
                        .DoAsync(TestPortal.Support, number, new NumberCommand.Reassign(businesses[2], "sold"), held.RowVersion, Cancel)
                )
            );

            Assert.Single(outcomes, o => o.IsDone);
            Assert.Single(outcomes, o => o.Refusal is Refusal.Stale);
        }

        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Quarantines_WhenOver_EndAutomatically(TestDatabase kind)
    {
        var clock = new FakeTimeProvider(s_start);
        await using var portal = await TestPortal.StartAsync(kind, cluster, clock);
        var (number, _) = await HeldAsync(portal);
        await portal.Get<NumberService>().DoAsync(TestPortal.Support, number, new NumberCommand.Release("closed down"), null, Cancel);
        var quarantines = portal.Get<QuarantineService>();

        clock.Advance(TimeSpan.FromDays(45) - TimeSpan.FromSeconds(1));
        Assert.Equal(0, (await quarantines.EndDueAsync(Actor.System, Cancel)).Value);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, (await quarantines.EndDueAsync(Actor.System, Cancel)).Value);

        var free = (await portal.Get<InventoryService>().FindAsync(TestPortal.Support, number, Cancel)).Value!;
        Assert.Equal((NumberStatus.Available, s_start.AddDays(45), null), (free.Status, free.AvailableSince, free.QuarantinedUntil));
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task BusinessRole_MayNotActOnNumbers(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var (number, business) = await HeldAsync(portal);
        var caller = new Actor("key:own", PortalRole.Business, business);
        var service = portal.Get<NumberService>();

        Refusal?[] refusals =
        [
            (await service.DoAsync(caller, number, new NumberCommand.Assign(business), null, Cancel)).Refusal,
            (await service.DoAsync(caller, number, new NumberCommand.Release("mine"), null, Cancel)).Refusal,
            (await service.DoAsync(caller, number, new NumberCommand.Reassign(business, "mine"), null, Cancel)).Refusal,
            (await service.DoAsync(caller, number, new NumberCommand.UndoRelease(), null, Cancel)).Refusal,
        ];

        Assert.All(refusals, r => Assert.IsType<Refusal.NotAllowed>(r));
    }

    private static async Task<(string Number, Guid Business)> HeldAsync(TestPortal portal)
    {
        var number = (await portal.AddNumbersAsync(1))[0];
        var business = (await portal.AddBusinessAsync()).Id;
        var assigned = await portal
            .Get<NumberService>()
            .DoAsync(TestPortal.Support, number, new NumberCommand.Assign(business), null, Cancel);
        Assert.True(assigned.IsDone, assigned.ToString());
        return (number, business);
    }
}
