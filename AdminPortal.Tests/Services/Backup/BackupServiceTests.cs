using AdminPortal.Services;
using AdminPortal.Services.Backup;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Backup;

public sealed class BackupServiceTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BackUp_DuringProvisioning_IsConsistentAndContainsEarlierAssignments()
    {
        using var folder = new TempFolder();
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        await portal.AddNumbersAsync(400);
        var businesses = await portal.AddBusinessesAsync(400);
        var service = portal.Get<ProvisioningService>();
        var answered = 0;
        var storm = Task.WhenAll(
            businesses
                .Chunk(25)
                .Select(few =>
                    Task.Run(
                        async () =>
                        {
                            foreach (var business in few)
                            {
                                await service.ProvisionAsync(TestPortal.Admin, business, Cancel);
                                Interlocked.Increment(ref answered);
                            }
                        },
                        Cancel
                    )
                )
        );

        for (var i = 0; i < 5; i++)
        {
            var before = Volatile.Read(ref answered);
            var copied = await portal.Get<BackupService>().BackUpAsync(TestPortal.Admin, folder.File($"copy{i}.db"), Cancel);

            Assert.Equal(new FileInfo(folder.File($"copy{i}.db")).Length, copied.Value?.Bytes);
            await using var copy = await TestPortal.OpenSqliteAsync(folder.File($"copy{i}.db"));
            await copy.AssertSoundAsync();
            await using var db = copy.Database.CreateReadContext();
            Assert.InRange(await db.Numbers.CountAsync(n => n.AssignedTo != null, Cancel), before, 400);
        }

        await storm;
        Assert.Equal(400, answered);
        Assert.DoesNotContain(Directory.GetFiles(folder.Path), f => f.Contains("partial", StringComparison.Ordinal));
    }

    [Fact]
    public async Task BackUp_FileExists_IsRefusedAndKeepsTheFile()
    {
        using var folder = new TempFolder();
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        await File.WriteAllTextAsync(folder.File("taken.db"), "mine", Cancel);

        var refused = await portal.Get<BackupService>().BackUpAsync(TestPortal.Admin, folder.File("taken.db"), Cancel);

        Assert.Contains("exists already", refused.Refusal?.Message, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(folder.File("taken.db"), Cancel));
    }

    [Fact]
    public async Task BackUp_NoSuchFolder_IsRefused()
    {
        using var folder = new TempFolder();
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var refused = await portal.Get<BackupService>().BackUpAsync(TestPortal.Admin, folder.File("nowhere/copy.db"), Cancel);
        Assert.Contains("There is no folder", refused.Refusal?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BackUp_OnPostgres_RefersToPgDump()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Postgres, cluster);
        var refused = await portal.Get<BackupService>().BackUpAsync(TestPortal.Admin, "copy.db", Cancel);
        Assert.Contains("pg_dump", refused.Refusal?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BackUp_NotAnAdmin_IsRefused()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var refused = await portal.Get<BackupService>().BackUpAsync(TestPortal.Support, "copy.db", Cancel);
        Assert.IsType<Refusal.NotAllowed>(refused.Refusal);
    }
}
