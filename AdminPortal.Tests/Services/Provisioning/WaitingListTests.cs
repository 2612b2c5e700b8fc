using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Services.Verification;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Provisioning;

public sealed class WaitingListTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Provision_NoneAvailableAndWait_JoinsOnceAndKeepsItsPlace(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var businesses = await portal.AddBusinessesAsync(2);
        var list = portal.Get<WaitingListService>();

        Assert.False(None(await AskAsync(portal, businesses[0], wait: false)).Waitlisted);
        Assert.True(None(await AskAsync(portal, businesses[0], wait: true)).Waitlisted);
        Assert.True(None(await AskAsync(portal, businesses[1], wait: true)).Waitlisted);
        var first = (await list.PlaceAsync(TestPortal.Support, businesses[0], Cancel)).Value!;
        Assert.True(None(await AskAsync(portal, businesses[0], wait: true)).Waitlisted);
        Assert.True(None(await AskAsync(portal, businesses[0], wait: false)).Waitlisted);

        Assert.Equal((1, 2), (first.Place, first.Length));
        Assert.Equal(first, (await list.PlaceAsync(TestPortal.Support, businesses[0], Cancel)).Value);
        Assert.Equal(2, (await list.PlaceAsync(TestPortal.Support, businesses[1], Cancel)).Value!.Place);
        var record = (await portal.Get<BusinessService>().FindAsync(TestPortal.Admin, businesses[0], Cancel)).Value!;
        Assert.Equal((true, 2L), (record.Waitlisted, record.RowVersion));
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Provision_WithAWaitingList_ServesItFirstInOrder(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var businesses = await portal.AddBusinessesAsync(5);
        foreach (var business in businesses.Take(3).Reverse())
            await portal
                .Get<ProvisioningService>()
                .ProvisionAsync(TestPortal.Admin with { Name = "key:Website" }, business, wait: true, Cancel);
        var numbers = await portal.AddNumbersAsync(4);

        // The third in the list requests again, a new business requests, and another one that finds none.
        var again = await AskAsync(portal, businesses[0], wait: false);
        var newcomer = await AskAsync(portal, businesses[3], wait: false);
        var late = await AskAsync(portal, businesses[4], wait: true);

        Assert.Equal(numbers[2], again.Value!.PhoneNumber);
        Assert.Equal(numbers[3], newcomer.Value!.PhoneNumber);
        Assert.True(None(late).Waitlisted);
        Assert.Equal([numbers[0], numbers[1], numbers[2]], await NumbersOfAsync(portal, businesses[2], businesses[1], businesses[0]));
        await using var db = portal.Database.CreateReadContext();
        Assert.Equal(businesses[4], (await db.WaitingList.SingleAsync(Cancel)).BusinessId);
        var ledger = await db.Assignments.SingleAsync(a => a.BusinessId == businesses[2], Cancel);
        Assert.Equal(("key:Website", "From the waiting list"), (ledger.AssignedBy, ledger.AssignReason));
        Assert.Equal(
            "key:Website",
            (await db.AuditEvents.SingleAsync(e => e.Action == "number.assigned" && e.BusinessId == businesses[2], Cancel)).Actor
        );
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Provision_FewerNumbersThanWaitingBusinesses_AssignsNoneToNewRequests(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var businesses = await portal.AddBusinessesAsync(4);
        foreach (var business in businesses.Take(3))
            await AskAsync(portal, business, wait: true);
        await portal.AddNumbersAsync(2);

        // The last in the list requests again while there are numbers, but not enough for it.
        var last = await AskAsync(portal, businesses[2], wait: true);
        var newcomer = await AskAsync(portal, businesses[3], wait: false);

        Assert.True(None(last).Waitlisted);
        Assert.False(None(newcomer).Waitlisted);
        Assert.Equal(["+18005550000", "+18005550001", null], await NumbersOfAsync(portal, businesses[0], businesses[1], businesses[2]));
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Serve_LongWaitingList_IsServedInOrderOverSeveralTransactionsBeforeCallers(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var waiting = await portal.AddBusinessesAsync(150);
        foreach (var business in waiting)
            await AskAsync(portal, business, wait: true);
        var newcomer = (await portal.AddBusinessAsync("Newcomer")).Id;
        var numbers = await portal.AddNumbersAsync(151);

        var given = await AskAsync(portal, newcomer, wait: false);

        Assert.Equal(numbers[150], given.Value!.PhoneNumber);
        Assert.Equal(numbers.Take(150), await NumbersOfAsync(portal, [.. waiting]));
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Serve_NumbersAvailable_AssignsThemWithoutARequest(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var waiting = await portal.AddBusinessesAsync(130);
        foreach (var business in waiting)
            await AskAsync(portal, business, wait: true);
        var numbers = await portal.AddNumbersAsync(128);

        await portal.Get<WaitingListService>().ServeAsync(Cancel);

        Assert.Equal([.. numbers, null, null], await NumbersOfAsync(portal, [.. waiting]));
        var left = (
            await portal.Get<BusinessService>().SliceAsync(TestPortal.Support, new BusinessFilter(IsWaiting: true), 0, 10, Cancel)
        ).Value!;
        Assert.Equal(waiting.Skip(128), left.Items.Select(b => b.Id));
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Assign_ToAWaitingBusiness_RemovesItFromTheList(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var businesses = await portal.AddBusinessesAsync(3);
        var numbers = await portal.AddNumbersAsync(1);
        await AskAsync(portal, businesses[2], wait: false);
        await AskAsync(portal, businesses[0], wait: true);
        await AskAsync(portal, businesses[1], wait: true);
        var service = portal.Get<NumberService>();

        Assert.True(
            (
                await service.DoAsync(
                    TestPortal.Support,
                    numbers[0],
                    new NumberCommand.Reassign(businesses[1], "theirs before"),
                    null,
                    Cancel
                )
            ).IsDone
        );
        var free = (await portal.AddNumbersAsync(1, from: 7))[0];
        Assert.True((await service.DoAsync(TestPortal.Support, free, new NumberCommand.Assign(businesses[0]), null, Cancel)).IsDone);

        await using var db = portal.Database.CreateReadContext();
        Assert.False(await db.WaitingList.AnyAsync(Cancel));
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Leave_WaitingBusiness_IsNotServedAnyMore(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var businesses = await portal.AddBusinessesAsync(2);
        var own = new Actor("key:A", PortalRole.Business, businesses[0]);
        var list = portal.Get<WaitingListService>();
        foreach (var business in businesses)
            await AskAsync(portal, business, wait: true);

        Assert.IsType<Refusal.NotFound>((await list.LeaveAsync(own, businesses[1], Cancel)).Refusal);
        var left = (await list.LeaveAsync(own, businesses[0], Cancel)).Value!;
        Assert.IsType<Refusal.InvalidTransition>((await list.LeaveAsync(own, businesses[0], Cancel)).Refusal);
        await portal.AddNumbersAsync(2);
        await list.ServeAsync(Cancel);

        Assert.Equal((false, 3L), (left.Waitlisted, left.RowVersion));
        Assert.Equal([null, "+18005550000"], await NumbersOfAsync(portal, businesses[0], businesses[1]));
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Verify_WaitingBusinessWithANumber_IsNamed(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(1);
        var business = (await portal.AddBusinessAsync()).Id;
        await AskAsync(portal, business, wait: true);
        await using (var tampering = await Tampering.WithAsync(portal))
            await tampering.RunAsync(
                $"INSERT INTO waiting_list (business_id, asked_at, asked_by) VALUES ({tampering.Id(business)}, "
                    + $"{tampering.Time(DateTimeOffset.UtcNow)}, 'nobody')"
            );

        var report = await portal.VerifyAsync();

        Assert.Contains(
            report.Findings,
            f => f.Record.Contains(business.ToString()) && f.Message == "It is on the waiting list, and has +18005550000."
        );
    }

    private static Task<Outcome<Provisioned>> AskAsync(TestPortal portal, Guid business, bool wait) =>
        portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, wait, Cancel);

    private static Refusal.NoneAvailable None(Outcome<Provisioned> outcome) => Assert.IsType<Refusal.NoneAvailable>(outcome.Refusal);

    private static async Task<List<string?>> NumbersOfAsync(TestPortal portal, params Guid[] businesses)
    {
        await using var db = portal.Database.CreateReadContext();
        var numbers = await db.Businesses.ToDictionaryAsync(b => b.Id, b => b.PhoneNumber, Cancel);
        return [.. businesses.Select(b => numbers[b])];
    }
}
