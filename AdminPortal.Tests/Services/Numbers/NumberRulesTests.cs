using AdminPortal.Components.Shared.Numbers;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Numbers;

public sealed class NumberRulesTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Possible_InEveryState_MatchesTheServices(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var states = Enum.GetValues<NumberStatus>();
        var from = 0;
        foreach (var actor in (Actor[])[TestPortal.Admin, TestPortal.Support])
        {
            foreach (var state in states)
            {
                foreach (var action in Enum.GetValues<NumberAction>())
                {
                    var number = await InStateAsync(portal, state, from++);
                    var isOffered = NumberRules.Possible(number, actor).Contains(action);

                    var done = await DoAsync(portal, actor, action, number);

                    Assert.True(isOffered == done.IsDone, $"{actor.Role}, {state}, {action}: offered {isOffered}, but {done}");
                }
            }
        }
    }

    [Theory, OnEachDatabase]
    public async Task Delete_OfAnAvailableNumberThatWasAssigned_IsNotOffered(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var resting = await InStateAsync(portal, NumberStatus.Quarantined, 0);

        var free = (
            await portal
                .Get<NumberService>()
                .DoAsync(TestPortal.Admin, resting.Number, new NumberCommand.EndQuarantine("needed"), null, Cancel)
        ).Value!;

        Assert.DoesNotContain(NumberAction.Delete, NumberRules.Possible(free, TestPortal.Admin));
        Assert.Contains(NumberAction.Delete, NumberRules.Possible(free with { ReleasedFrom = null }, TestPortal.Admin));
    }

    [Fact]
    public async Task Possible_ForABusiness_IsEmpty()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var number = await InStateAsync(portal, NumberStatus.Assigned, 0);

        Assert.Empty(NumberRules.Possible(number, new Actor("shop", PortalRole.Business, number.AssignedTo)));
    }

    [Fact]
    public void EveryAction_HasARuleACommandAndTexts()
    {
        var actions = Enum.GetValues<NumberAction>();

        Assert.Equal(actions, NumberRules.All.Select(r => r.Action));
        Assert.Equal(actions, actions.Select(a => NumberCommand.Of(a, Guid.NewGuid(), "why").Action));
        Assert.Equal(actions, actions.Select(a => NumberActionWords.Of(a).Action));
        // Those offered for many numbers, and those that undo them.
        var many = NumberRules.Bulk.Select(r => r.Action).Union(NumberRules.Bulk.Select(r => r.Undo).OfType<NumberAction>());
        Assert.Equal(many.Order(), actions.Where(a => NumberActionWords.Of(a).Many is not null));
    }

    [Fact]
    public void BulkActions_NeedAReasonAndNoBusiness() =>
        Assert.All(NumberRules.Bulk, rule => Assert.Equal((true, false), (rule.NeedsReason, rule.NeedsBusiness)));

    private static async Task<NumberRecord> InStateAsync(TestPortal portal, NumberStatus state, int from)
    {
        var number = (await portal.AddNumbersAsync(1, from))[0];
        if (state is NumberStatus.Assigned or NumberStatus.Quarantined)
        {
            var business = await portal.AddBusinessAsync($"Business {from}");
            Assert.True(
                (
                    await portal.Get<NumberService>().DoAsync(TestPortal.Admin, number, new NumberCommand.Assign(business.Id), null, Cancel)
                ).IsDone
            );
        }

        if (state == NumberStatus.Quarantined)
            Assert.True(
                (
                    await portal.Get<NumberService>().DoAsync(TestPortal.Admin, number, new NumberCommand.Release("closed"), null, Cancel)
                ).IsDone
            );
        if (state == NumberStatus.Inactive)
            Assert.True(
                (
                    await portal.Get<NumberService>().DoAsync(TestPortal.Admin, number, new NumberCommand.Deactivate("noisy"), null, Cancel)
                ).IsDone
            );
        return (await portal.Get<InventoryService>().FindAsync(TestPortal.Admin, number, Cancel)).Value!;
    }

    private static async Task<Outcome<NumberRecord>> DoAsync(TestPortal portal, Actor actor, NumberAction action, NumberRecord number)
    {
        var other = NumberRules.Of(action).NeedsBusiness ? (await portal.AddBusinessAsync("Another")).Id : (Guid?)null;
        var command = NumberCommand.Of(action, other, "why");
        return await portal.Get<NumberService>().DoAsync(actor, number.Number, command, number.RowVersion, Cancel);
    }
}
