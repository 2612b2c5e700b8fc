using AdminPortal.Data.Records;
using AdminPortal.Services;
using AdminPortal.Services.Assignment;
using AdminPortal.Services.Dashboard;
using AdminPortal.Services.SampleData;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Services.Dashboard;

public sealed class DashboardServiceTests(PostgresCluster cluster)
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 5, 1, 8, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Read_AssignmentsOverDays_CountsEachOnItsDayAndTellsHowLongTheStockLasts(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.Get<SampleDataService>().FillAsync(TestPortal.Admin, new SampleSize(80, 600, 7), Cancel);
        await using var db = portal.Database.CreateReadContext();
        var days = (await db.Assignments.Select(a => a.HeldFrom).ToListAsync(Cancel)).CountBy(at => DateOnly.FromDateTime(at.UtcDateTime)).ToDictionary();

        var now = (await portal.Get<DashboardService>().ReadAsync(TestPortal.Support, Cancel)).Value!;
        var again = (await portal.Get<DashboardService>().ReadAsync(TestPortal.Support, Cancel)).Value!;

        Assert.Equal(30, now.Assignments.Count);
        Assert.All(now.Assignments, day => Assert.Equal(days.GetValueOrDefault(day.Day), day.Count));
        Assert.Equal(now.Assignments, again.Assignments);
        Assert.True(now.Rate > 0);
        Assert.Equal((int)(now.Stock.Total.Available / now.Rate), now.DaysLeft);
    }

    [Theory, OnEachDatabase]
    public async Task Read_NumbersThatRest_ShowsTheSoonestFirstWithWhoHadThem(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, _clock);
        var numbers = await portal.AddNumbersAsync(2);
        var moves = portal.Get<AssignmentService>();
        foreach (var (number, name) in new[] { (numbers[1], "First to leave"), (numbers[0], "Second to leave") })
        {
            var business = await portal.AddBusinessAsync(name);
            await moves.AssignAsync(TestPortal.Admin, number, business.Id, null, null, Cancel);
            await moves.ReleaseAsync(TestPortal.Admin, number, "closed", null, Cancel);
            _clock.Advance(TimeSpan.FromHours(1));
        }

        var now = (await portal.Get<DashboardService>().ReadAsync(TestPortal.Admin, Cancel)).Value!;

        Assert.Equal([("First to leave", numbers[1]), ("Second to leave", numbers[0])], now.Leaving.Select(n => (n.LastBusinessName!, n.Number)));
    }

    [Fact]
    public async Task Read_AfterAPastWasFilledIn_CountsIt()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var dashboard = portal.Get<DashboardService>();
        Assert.Equal(0, (await dashboard.ReadAsync(TestPortal.Admin, Cancel)).Value!.Rate);

        await portal.Get<SampleDataService>().FillAsync(TestPortal.Admin, new SampleSize(80, 600, 7), Cancel);

        Assert.True((await dashboard.ReadAsync(TestPortal.Admin, Cancel)).Value!.Rate > 0);
    }

    [Fact]
    public async Task Read_EmptyPortal_HasNoRateAndNoEnd()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);

        var now = (await portal.Get<DashboardService>().ReadAsync(TestPortal.Admin, Cancel)).Value!;

        Assert.Equal((0, null, false), ((int)now.Rate, now.DaysLeft, now.HasBusinesses));
        Assert.Empty(now.Leaving);
    }

    [Fact]
    public async Task Read_ByABusiness_IsRefused()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);

        Assert.IsType<Refusal.NotAllowed>((await portal.Get<DashboardService>().ReadAsync(new Actor("b", PortalRole.Business, Guid.NewGuid()), Cancel)).Refusal);
    }
}
