using System.Text;
using AdminPortal.Services.Import;
using AdminPortal.Services.Provisioning;
using AdminPortal.Services.Startup;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Background;

/// <summary>Waiting businesses get a number automatically, whoever added the numbers.</summary>
public sealed class WaitingListJobTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task WaitingList_AnotherProcessImportsTooFewNumbers_ServesTheFirstInLine(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        var waiting = await portal.AddBusinessesAsync(50);
        foreach (var business in waiting)
            await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, wait: true, Cancel);
        using var job = portal.Job("waiting-list");
        portal.Get<StartupState>().SetWarm();
        await job.StartAsync(Cancel);

        using var file = new MemoryStream(
            Encoding.ASCII.GetBytes("number\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"+18005550{i + 100}\n")))
        );
        Assert.Equal(
            30,
            (await other.Get<ImportService>().ImportAsync(TestPortal.Admin, file, new ImportOptions(), null, Cancel)).Value!.Added
        );

        await Wait.UntilAsync(async () => await HoldersAsync(portal) == 30, "30 businesses to have a number");
        await job.StopAsync(Cancel);
        await using var db = portal.Database.CreateReadContext();
        Assert.Equal(waiting.Take(30), await db.Assignments.OrderBy(a => a.Number).Select(a => a.BusinessId).ToListAsync(Cancel));
        Assert.Equal(20, await db.WaitingList.CountAsync(Cancel));
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task WaitingList_NumberAddedHere_IsNotifiedWithoutTheClock()
    {
        // A stopped clock: only notifications wake the job.
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster, clock);
        var business = (await portal.AddBusinessAsync()).Id;
        await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, wait: true, Cancel);
        using var job = portal.Job("waiting-list");
        await job.StartAsync(Cancel);
        portal.Get<StartupState>().SetWarm();

        await portal.AddNumbersAsync(1);

        await Wait.UntilAsync(async () => await HoldersAsync(portal) == 1, "the business to have a number");
        await job.StopAsync(Cancel);
    }

    private static async Task<int> HoldersAsync(TestPortal portal)
    {
        await using var db = portal.Database.CreateReadContext();
        return await db.Businesses.CountAsync(b => b.PhoneNumber != null, Cancel);
    }
}
