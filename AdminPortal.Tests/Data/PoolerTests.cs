using System.Text;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Import;
using AdminPortal.Services.Onboarding;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Data;

/// <summary>PostgreSQL behind a PgBouncer that uses another session for each transaction.</summary>
public sealed class PoolerTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ImportMode.Skip)]
    [InlineData(ImportMode.Strict)]
    public async Task BehindPgBouncerInTransactionMode_EverythingWorks(ImportMode mode)
    {
        Requires.PgBouncer();
        await using var bouncer = await PgBouncer.StartAsync(await cluster.CreateDatabaseAsync());
        await using var portal = await TestPortal.OpenPostgresAsync(bouncer.ConnectionString);
        var csv = new StringBuilder("number\n");
        for (var i = 0; i < 60_000; i++)
            csv.Append("+1888").Append(2_000_000 + i).Append('\n');

        var imported = await portal
            .Get<ImportService>()
            .ImportAsync(
                TestPortal.Admin,
                new MemoryStream(Encoding.ASCII.GetBytes(csv.ToString())),
                new ImportOptions(mode),
                null,
                Cancel
            );
        Assert.Equal(60_000, imported.Value?.Added);

        // Many concurrent repetitions: with prepared statements, the sixth of a kind would use a session that does not know it.
        var work = Enumerable
            .Range(0, 8)
            .Select(caller =>
                Task.Run(async () =>
                {
                    for (var i = 0; i < 12; i++)
                    {
                        var done = await portal
                            .Get<OnboardingService>()
                            .CompleteAsync(
                                TestPortal.Admin,
                                new NewClient($"Business {caller}.{i}", null, null, new AgentConfiguration()),
                                Cancel
                            );
                        Assert.NotNull(done.Value?.PhoneNumber);
                        var again = await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, done.Value.BusinessId, Cancel);
                        Assert.Equal(done.Value.PhoneNumber, again.Value?.PhoneNumber);
                    }
                })
            );
        await Task.WhenAll(work);

        await using var db = portal.Database.CreateReadContext();
        Assert.Equal(96, await db.Numbers.CountAsync(n => n.Status == NumberStatus.Assigned, Cancel));
        await portal.AssertSoundAsync();
    }
}
