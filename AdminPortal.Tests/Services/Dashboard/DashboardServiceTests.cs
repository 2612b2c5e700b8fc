using AdminPortal.Data.Records;
using AdminPortal.Services;
using AdminPortal.Services.Assignment;
using AdminPortal.Services.Dashboard;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Services.Dashboard;

public sealed class DashboardServiceTests(PostgresCluster cluster)
{
    // Ahead of the real day: ids of one process never go back, and the days are counted by ids.
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2040, 5, 1, 8, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Read_AssignmentsOverDays_CountsEachOnItsDayAndTellsHowLongTheStockLasts(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, _clock);
        await portal.AddNumbersAsync(40);
        var businesses = await portal.AddBusinessesAsync(6);
        var provisioning = portal.Get<ProvisioningService>();
        for (var i = 0; i < 6; i++)
        {
            await provisioning.ProvisionAsync(TestPortal.Admin, businesses[i], Cancel);
            if (i % 2 == 1)
            {
                _clock.Advance(TimeSpan.FromDays(1));
                await portal.Get<DashboardService>().ReadAsync(TestPortal.Admin, Cancel);
            }
        }

        var now = (await portal.Get<DashboardService>().ReadAsync(TestPortal.Support, Cancel)).Value!;

        Assert.Equal(30, now.Assignments.Count);
        Assert.Equal([2, 2, 2, 0], now.Assignments.TakeLast(4).Select(d => d.Count));
        Assert.Equal(new DateOnly(2040, 5, 4), now.Assignments[^1].Day);
        Assert.Equal(0.2, now.Rate, 6);
        Assert.Equal(170, now.DaysLeft);
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
