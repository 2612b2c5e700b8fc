using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Assignment;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Inventory;

public sealed class NumberActionRulesTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Possible_InEveryState_IsWhatTheServicesDo(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var states = Enum.GetValues<NumberStatus>();
        var from = 0;
        foreach (var actor in (Actor[])[TestPortal.Admin, TestPortal.Support])
        {
            foreach (var state in states)
            {
                foreach (var act in Enum.GetValues<NumberAction>())
                {
                    var number = await InStateAsync(portal, state, from++);
                    var isOffered = NumberActionRules.Possible(number, actor).Contains(act);

                    var done = await DoAsync(portal, actor, act, number);

                    Assert.True(isOffered == done.IsDone, $"{actor.Role}, {state}, {act}: offered {isOffered}, but {done}");
                }
            }
        }
    }

    [Theory, OnEachDatabase]
    public async Task Delete_OfANumberThatWasHeldAndIsFreeAgain_IsNotOffered(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var resting = await InStateAsync(portal, NumberStatus.Quarantined, 0);

        var free = (await portal.Get<StockService>().EndQuarantineAsync(TestPortal.Admin, resting.Number, "needed", null, Cancel)).Value!;

        Assert.DoesNotContain(NumberAction.Delete, NumberActionRules.Possible(free, TestPortal.Admin));
        Assert.Contains(NumberAction.Delete, NumberActionRules.Possible(free with { ReleasedFrom = null }, TestPortal.Admin));
    }

    [Fact]
    public async Task Possible_ForABusiness_IsNothing()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var number = await InStateAsync(portal, NumberStatus.Assigned, 0);

        Assert.Empty(NumberActionRules.Possible(number, new Actor("shop", PortalRole.Business, number.AssignedTo)));
    }

    [Theory, OnEachDatabase]
    public async Task NextFree_IsTheOneThatProvisioningGivesOut(TestDatabase kind)
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
    public async Task NextFree_WhereAllAreTaken_SaysWhenTheFirstIsFree(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var resting = await InStateAsync(portal, NumberStatus.Quarantined, 0);

        var none = Assert.IsType<Refusal.NoneAvailable>(
            (await portal.Get<InventoryService>().NextFreeAsync(TestPortal.Support, Cancel)).Refusal
        );

        Assert.Equal((1, resting.QuarantinedUntil), (none.InQuarantine, none.NextAvailableAt));
    }

    private static async Task<NumberRecord> InStateAsync(TestPortal portal, NumberStatus state, int from)
    {
        var number = (await portal.AddNumbersAsync(1, from))[0];
        if (state is NumberStatus.Assigned or NumberStatus.Quarantined)
        {
            var business = await portal.AddBusinessAsync($"Business {from}");
            Assert.True(
                (await portal.Get<AssignmentService>().AssignAsync(TestPortal.Admin, number, business.Id, null, null, Cancel)).IsDone
            );
        }

        if (state == NumberStatus.Quarantined)
            Assert.True((await portal.Get<AssignmentService>().ReleaseAsync(TestPortal.Admin, number, "closed", null, Cancel)).IsDone);
        if (state == NumberStatus.Inactive)
            Assert.True((await portal.Get<StockService>().DeactivateAsync(TestPortal.Admin, number, "noisy", null, Cancel)).IsDone);
        return (await portal.Get<InventoryService>().FindAsync(TestPortal.Admin, number, Cancel)).Value!;
    }

    private static async Task<Outcome<NumberRecord>> DoAsync(TestPortal portal, Actor actor, NumberAction act, NumberRecord number)
    {
        var (assignments, stock, text, seen) = (
            portal.Get<AssignmentService>(),
            portal.Get<StockService>(),
            number.Number,
            number.RowVersion
        );
        var other = act is NumberAction.Assign or NumberAction.Reassign ? (await portal.AddBusinessAsync("Another")).Id : Guid.Empty;
        return act switch
        {
            NumberAction.Assign => await assignments.AssignAsync(actor, text, other, null, seen, Cancel),
            NumberAction.Reassign => await assignments.ReassignAsync(actor, text, other, "why", seen, Cancel),
            NumberAction.Release => await assignments.ReleaseAsync(actor, text, "why", seen, Cancel),
            NumberAction.UndoRelease => await assignments.UndoReleaseAsync(actor, text, seen, Cancel),
            NumberAction.EndQuarantine => await stock.EndQuarantineAsync(actor, text, "why", seen, Cancel),
            NumberAction.Activate => await stock.ActivateAsync(actor, text, "why", seen, Cancel),
            NumberAction.Deactivate => await stock.DeactivateAsync(actor, text, "why", seen, Cancel),
            NumberAction.Note => await stock.NoteAsync(actor, text, "a note", seen, Cancel),
            NumberAction.Delete => await stock.DeleteAsync(actor, text, seen, Cancel),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }
}
