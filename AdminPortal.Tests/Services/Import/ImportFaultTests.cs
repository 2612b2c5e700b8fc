using System.Text;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Import;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Import;

public sealed class ImportFaultTests(PostgresCluster cluster)
{
    /// <summary>More than a slice on either database.</summary>
    private const int Rows = 120_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Skip_Cancelled_KeepsCompleteSlicesAndCompletesOnTheNextRun(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        using var stop = new CancellationTokenSource();
        var file = Encoding.UTF8.GetBytes(Imports.File(Rows) + "hello\n");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            portal
                .Get<ImportService>()
                .ImportAsync(TestPortal.Admin, new MemoryStream(file), new ImportOptions(), new OnAdding(_ => stop.Cancel()), stop.Token)
        );

        var record = Assert.Single((await portal.Get<ImportService>().PageAsync(TestPortal.Admin, null, 10, Cancel)).Value!.Items);
        Assert.Equal(ImportStatus.Cancelled, record.Status);
        Assert.InRange(record.Added, 1, Rows - 1);
        Assert.Equal(record.Added, (await portal.NumbersAsync()).Count);
        await using (var db = portal.Database.CreateReadContext())
            Assert.Contains(
                $"\"added\":{record.Added}",
                Assert.Single(await db.AuditEvents.ToListAsync(Cancel)).After,
                StringComparison.Ordinal
            );
        await portal.AssertCountsAndSoundAsync();

        Assert.Equal((Rows + 1, Rows - record.Added, record.Added, 1, 0), (await portal.ImportAsync(file)).Counts());
        await portal.AssertCountsAndSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Strict_Cancelled_AddsNothing(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            portal
                .Get<ImportService>()
                .ImportAsync(
                    TestPortal.Admin,
                    new MemoryStream(Encoding.UTF8.GetBytes(Imports.File(Rows))),
                    new ImportOptions(ImportMode.Strict),
                    new OnAdding(_ => stop.Cancel()),
                    stop.Token
                )
        );

        Assert.Empty(await portal.NumbersAsync());
        var record = Assert.Single((await portal.Get<ImportService>().PageAsync(TestPortal.Admin, null, 10, Cancel)).Value!.Items);
        Assert.Equal((ImportStatus.Cancelled, 0L), (record.Status, record.Added));
        await portal.AssertCountsAndSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Import_SameFileFromTwoNodesConcurrently_AddsItOnce(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        var file = Encoding.UTF8.GetBytes(Imports.File(30_000));

        var outcomes = await Task.WhenAll(portal.ImportAsync(file), other.ImportAsync(file), portal.ImportAsync(file, ImportMode.Strict));

        Assert.All(outcomes, o => Assert.True(o.IsDone, o.ToString()));
        Assert.Equal(30_000, outcomes.Sum(o => o.Value!.Added));
        Assert.All(outcomes, o => Assert.Equal(30_000, o.Value!.Added + o.Value.Duplicates));
        await portal.AssertCountsAndSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Provision_DuringALargeImport_Continues(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(100);
        var businesses = await portal.AddBusinessesAsync(100);
        var file = Encoding.UTF8.GetBytes(Imports.File(Rows));
        var adding = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var provisioning = portal.Get<ProvisioningService>();
        Assert.True((await provisioning.ProvisionAsync(TestPortal.Admin, businesses[0], Cancel)).IsDone);
        var (served, beforeTheLastSlice) = (1, 0);

        var import = portal
            .Get<ImportService>()
            .ImportAsync(
                TestPortal.Admin,
                new MemoryStream(file),
                new ImportOptions(),
                new OnAdding(_ =>
                {
                    adding.TrySetResult();
                    Volatile.Write(ref beforeTheLastSlice, Volatile.Read(ref served));
                }),
                Cancel
            );
        await adding.Task.WaitAsync(Cancel);
        while (!import.IsCompleted && served < businesses.Count)
        {
            var given = await provisioning.ProvisionAsync(TestPortal.Admin, businesses[served], Cancel);
            Assert.True(given.IsDone, given.ToString());
            Interlocked.Increment(ref served);
        }

        Assert.True((await import).IsDone);
        // Writers that the import delayed must be served between its slices, not after its end.
        Assert.True(beforeTheLastSlice > 1, "No caller was served while the import added rows.");
        await portal.AssertCountsAndSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task MarkAbandoned_DeadProcess_MarksItFailedWithItsCommittedCounts(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var id = UuidV7.Create();
        await using (var db = portal.Database.CreateDbContext())
        {
            db.Imports.Add(
                new NumberImport
                {
                    Id = id,
                    FileSha256 = "",
                    Mode = "skip",
                    StartedBy = "somebody",
                    StartedAt = DateTimeOffset.UtcNow,
                    Read = 9,
                    Added = 4,
                    Status = ImportStatus.Running,
                }
            );
            await db.SaveChangesAsync(Cancel);
        }

        Assert.Equal(1, await portal.Get<ImportService>().MarkAbandonedAsync(Cancel));
        Assert.Equal(0, await portal.Get<ImportService>().MarkAbandonedAsync(Cancel));

        var record = await portal.FindImportAsync(id);
        Assert.Equal((ImportStatus.Failed, 4L), (record.Status, record.Added));
        Assert.NotNull(record.Problem);
        await using var read = portal.Database.CreateReadContext();
        Assert.Equal(AuditActions.NumbersImported, (await read.AuditEvents.SingleAsync(Cancel)).Action);
    }

    [Theory, OnEachDatabase]
    public async Task MarkAbandoned_ImportInAnotherProcess_IsNotMarked(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        var (marked, seen) = (-1, default(ImportStatus?));

        var outcome = await portal
            .Get<ImportService>()
            .ImportAsync(
                TestPortal.Admin,
                new MemoryStream(Encoding.UTF8.GetBytes(Imports.File(50))),
                new ImportOptions(),
                new OnAdding(_ =>
                {
                    marked = other.Get<ImportService>().MarkAbandonedAsync(Cancel).GetAwaiter().GetResult();
                    seen = other
                        .Get<ImportService>()
                        .PageAsync(TestPortal.Admin, null, 1, Cancel)
                        .GetAwaiter()
                        .GetResult()
                        .Value!.Items[0]
                        .Status;
                }),
                Cancel
            );

        Assert.Equal((0, ImportStatus.Running), (marked, seen));
        Assert.Equal(ImportStatus.Done, (await portal.FindImportAsync(outcome.Value!.ImportId)).Status);
    }

    [Fact]
    public async Task Skip_DatabaseLockedByAnotherProcess_IsUnavailableAndLaterShownAsFailed()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        await using var locking = await portal.Database.OpenConnectionAsync(Cancel);
        await using var command = locking.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync(Cancel);

        // It must always respond.
        var outcome = await portal.ImportAsync(Imports.File(10)).WaitAsync(TimeSpan.FromMinutes(1), Cancel);

        Assert.IsType<Refusal.Unavailable>(outcome.Refusal);
        command.CommandText = "ROLLBACK";
        await command.ExecuteNonQueryAsync(Cancel);
        Assert.Equal((10, 10, 0, 0, 0), (await portal.ImportAsync(Imports.File(10))).Counts());
    }

    /// <summary>Runs an action each time rows have been added.</summary>
    private sealed class OnAdding(Action<ImportProgress> then) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value)
        {
            if (value.Stage == ImportStage.Adding)
                then(value);
        }
    }
}
