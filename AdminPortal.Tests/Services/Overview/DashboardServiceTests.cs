using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Overview;
using AdminPortal.Services.Provisioning;
using AdminPortal.Services.SampleData;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Services.Overview;

public sealed class DashboardServiceTests(PostgresCluster cluster)
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 5, 1, 8, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Read_AssignmentsOverDays_AreCountedByDayAndGiveTheStockDuration(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.Get<SampleDataService>().FillAsync(TestPortal.Admin, new SampleSize(80, 600, 7), Cancel);
        await using var db = portal.Database.CreateReadContext();
        var events = await db.AuditEvents.Where(e => e.Action == "number.assigned").Select(e => e.At).ToListAsync(Cancel);
        var days = events.CountBy(at => DateOnly.FromDateTime(at.UtcDateTime)).ToDictionary();

        var now = (await portal.Get<DashboardService>().ReadAsync(TestPortal.Support, TimeZoneInfo.Utc, Cancel)).Value!;
        var again = (await portal.Get<DashboardService>().ReadAsync(TestPortal.Support, TimeZoneInfo.Utc, Cancel)).Value!;

        Assert.Equal(30, now.Assignments.Count);
        Assert.All(now.Assignments, day => Assert.Equal(days.GetValueOrDefault(day.Day), day.Count));
        Assert.Equal(now.Assignments, again.Assignments);
        Assert.True(now.Supply.PerDay > 0);
        Assert.Equal(now.Supply.Available / now.Supply.PerDay, now.Supply.DaysLeft);
    }

    [Theory, OnEachDatabase]
    public async Task Read_DuringSampleData_CountsAllOfItAfterwards(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var dashboard = portal.Get<DashboardService>();

        // Reading while the past is written: its days were counted as empty.
        var filling = Task.Run(
            () => portal.Get<SampleDataService>().FillAsync(TestPortal.Admin, new SampleSize(80, 600, 7), Cancel),
            Cancel
        );
        while (!filling.IsCompleted)
            Assert.True((await dashboard.ReadAsync(TestPortal.Support, TimeZoneInfo.Utc, Cancel)).IsDone);
        Assert.True((await filling).IsDone);

        await using var db = portal.Database.CreateReadContext();
        var since = DateTimeOffset.UtcNow.UtcDateTime.Date.AddDays(-29);
        var assigned = await db.AuditEvents.Where(e => e.Action == "number.assigned").Select(e => e.At).ToListAsync(Cancel);
        var now = (await dashboard.ReadAsync(TestPortal.Support, TimeZoneInfo.Utc, Cancel)).Value!;
        Assert.Equal(assigned.Count(at => at.UtcDateTime >= since), now.Assignments.Sum(d => d.Count));
    }

    [Theory, OnEachDatabase]
    public async Task Read_ReassignmentsAndUndoneReleases_AreNotCounted(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, _clock);
        var number = (await portal.AddNumbersAsync(30))[0];
        var businesses = await portal.AddBusinessesAsync(2);
        var service = portal.Get<NumberService>();
        await service.DoAsync(TestPortal.Admin, number, new NumberCommand.Assign(businesses[0]), null, Cancel);
        var before = (await portal.Get<DashboardService>().ReadAsync(TestPortal.Admin, TimeZoneInfo.Utc, Cancel)).Value!;

        await service.DoAsync(TestPortal.Admin, number, new NumberCommand.Reassign(businesses[1], "moved"), null, Cancel);
        await service.DoAsync(TestPortal.Admin, number, new NumberCommand.Reassign(businesses[0], "moved back"), null, Cancel);
        await service.DoAsync(TestPortal.Admin, number, new NumberCommand.Release("closed"), null, Cancel);
        await service.DoAsync(TestPortal.Admin, number, new NumberCommand.UndoRelease(), null, Cancel);

        var after = (await portal.Get<DashboardService>().ReadAsync(TestPortal.Admin, TimeZoneInfo.Utc, Cancel)).Value!;
        Assert.Equal(1 / 30.0, after.Supply.PerDay);
        Assert.Equal(29 * 30, after.Supply.DaysLeft!.Value, 6);
        Assert.Equal(before.Assignments, after.Assignments);
    }

    [Fact]
    public async Task Read_ViewersInOtherZones_CountsTheirDays()
    {
        _clock.SetUtcNow(new DateTimeOffset(2026, 5, 1, 22, 40, 0, TimeSpan.Zero));
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster, _clock);
        var numbers = await portal.AddNumbersAsync(2);
        var businesses = await portal.AddBusinessesAsync(2);
        await portal.Get<NumberService>().DoAsync(TestPortal.Admin, numbers[0], new NumberCommand.Assign(businesses[0]), null, Cancel);
        _clock.Advance(TimeSpan.FromHours(2));
        await portal.Get<NumberService>().DoAsync(TestPortal.Admin, numbers[1], new NumberCommand.Assign(businesses[1]), null, Cancel);

        foreach (
            var (zone, days) in (ValueTuple<string, (int, int)[]>[])
                [("UTC", [(1, 1), (2, 1)]), ("America/New_York", [(1, 2)]), ("Europe/Berlin", [(2, 2)]), ("Asia/Kathmandu", [(2, 2)])]
        )
        {
            var read = (
                await portal.Get<DashboardService>().ReadAsync(TestPortal.Admin, TimeZoneInfo.FindSystemTimeZoneById(zone), Cancel)
            ).Value!;
            Assert.Equal(days, read.Assignments.Where(d => d.Count > 0).Select(d => (d.Day.Day, (int)d.Count)));
        }
    }

    [Fact]
    public async Task Read_OverTime_CountsCompletedSlotsOnceAndLosesNothing()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster, _clock);
        var numbers = await portal.AddNumbersAsync(40);
        var businesses = await portal.AddBusinessesAsync(40);
        for (var i = 0; i < 40; i++)
        {
            await portal.Get<NumberService>().DoAsync(TestPortal.Admin, numbers[i], new NumberCommand.Assign(businesses[i]), null, Cancel);
            var read = (await portal.Get<DashboardService>().ReadAsync(TestPortal.Admin, TimeZoneInfo.Utc, Cancel)).Value!;
            Assert.Equal(i + 1, read.Assignments.Sum(d => d.Count));
            _clock.Advance(TimeSpan.FromMinutes(37));
        }
    }

    [Theory, OnEachDatabase]
    public async Task Read_NumbersWithAWarning_AreNotUsableStock(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, _clock, ("Numbers:LowStock", "3"));
        await portal.AddNumbersAsync(3);
        await portal.Get<NumberService>().AddAsync(TestPortal.Admin, ["+18001234560"], Cancel);
        var enough = (await portal.Get<DashboardService>().ReadAsync(TestPortal.Admin, TimeZoneInfo.Utc, Cancel)).Value!;

        await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, (await portal.AddBusinessAsync()).Id, Cancel);
        var low = (await portal.Get<DashboardService>().ReadAsync(TestPortal.Admin, TimeZoneInfo.Utc, Cancel)).Value!;

        Assert.Equal((3, 1, false), (enough.Supply.Available, enough.Warned, enough.Supply.Low));
        Assert.Equal((2, 1, true), (low.Supply.Available, low.Warned, low.Supply.Low));
    }

    [Theory, OnEachDatabase]
    public async Task Read_NumbersInQuarantine_AreListedSoonestFirstWithTheirLastHolder(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, _clock);
        var numbers = await portal.AddNumbersAsync(2);
        var service = portal.Get<NumberService>();
        foreach (var (number, name) in new[] { (numbers[1], "First to leave"), (numbers[0], "Second to leave") })
        {
            var business = await portal.AddBusinessAsync(name);
            await service.DoAsync(TestPortal.Admin, number, new NumberCommand.Assign(business.Id), null, Cancel);
            await service.DoAsync(TestPortal.Admin, number, new NumberCommand.Release("closed"), null, Cancel);
            _clock.Advance(TimeSpan.FromHours(1));
        }

        var now = (await portal.Get<DashboardService>().ReadAsync(TestPortal.Admin, TimeZoneInfo.Utc, Cancel)).Value!;

        Assert.Equal(
            [("First to leave", numbers[1]), ("Second to leave", numbers[0])],
            now.Leaving.Select(n => (n.LastBusinessName!, n.Number))
        );
    }

    [Fact]
    public async Task Read_AfterPastEventsWereAdded_CountsThem()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var dashboard = portal.Get<DashboardService>();
        Assert.Equal(0, (await dashboard.ReadAsync(TestPortal.Admin, TimeZoneInfo.Utc, Cancel)).Value!.Supply.PerDay);

        await portal.Get<SampleDataService>().FillAsync(TestPortal.Admin, new SampleSize(80, 600, 7), Cancel);

        Assert.True((await dashboard.ReadAsync(TestPortal.Admin, TimeZoneInfo.Utc, Cancel)).Value!.Supply.PerDay > 0);
    }

    [Fact]
    public async Task Read_EmptyPortal_HasNoRateAndNoStockDuration()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);

        var now = (await portal.Get<DashboardService>().ReadAsync(TestPortal.Admin, TimeZoneInfo.Utc, Cancel)).Value!;

        Assert.Equal((0, null, false), ((int)now.Supply.PerDay, now.Supply.DaysLeft, now.HasBusinesses));
        Assert.Empty(now.Leaving);
    }

    [Fact]
    public async Task Read_ByABusiness_IsRefused()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);

        Assert.IsType<Refusal.NotAllowed>(
            (
                await portal
                    .Get<DashboardService>()
                    .ReadAsync(new Actor("b", PortalRole.Business, Guid.NewGuid()), TimeZoneInfo.Utc, Cancel)
            ).Refusal
        );
    }
}
