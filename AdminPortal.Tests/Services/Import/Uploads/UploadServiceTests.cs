using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Import;
using AdminPortal.Services.Import.Uploads;
using AdminPortal.Services.People;
using AdminPortal.Tests.Services.Import.Csv;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Services.Import.Uploads;

public sealed class UploadServiceTests(PostgresCluster cluster)
{
    private static readonly Actor s_ann = new("Ann", PortalRole.Admin);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Import_OfACheckedFile_AddsItsNumbers_AndDeletesTheFile(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var upload = await portal.LookThroughAsync(CsvFiles.TestData("messy.csv"), "messy.csv");

        Assert.True((await portal.Get<UploadService>().ImportAsync(s_ann, upload.Id, ImportMode.Skip, Cancel)).IsDone);

        upload = await portal.UntilAsync(upload.Id, UploadStage.Done);
        Assert.Equal((13, 5, false, "Ann"), (upload.Report!.Added, upload.Report.Rejected, upload.HasFile, upload.ImportedBy));
        var record = await portal.FindImportAsync(upload.ImportId!.Value);
        Assert.Equal((ImportStatus.Done, "messy.csv", "Ann"), (record.Status, record.FileName, record.StartedBy));
        await portal.AssertCountsAndSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Import_RequestedConcurrently_IsDoneOnce_AndTheOthersLearnByWhom(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var upload = await portal.LookThroughAsync(Imports.File(500));
        using var held = new HeldImport(portal);

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ => Task.Run(() => portal.Get<UploadService>().ImportAsync(s_ann, upload.Id, ImportMode.Skip, Cancel), Cancel))
        );

        Assert.Single(outcomes, o => o.IsDone);
        Assert.All(
            outcomes.Where(o => !o.IsDone),
            o => Assert.Contains("imported already, by Ann", Assert.IsType<Refusal.InvalidTransition>(o.Refusal).Message)
        );
        held.GoOn();
        Assert.Equal(500, (await portal.UntilAsync(upload.Id, UploadStage.Done)).Report!.Added);
        Assert.Single((await portal.Get<ImportService>().PageAsync(TestPortal.Admin, null, 10, Cancel)).Value!.Items);
    }

    [Theory, OnEachDatabase]
    public async Task Import_DuringAnotherImport_IsQueued(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var uploads = portal.Get<UploadService>();
        var first = (await portal.LookThroughAsync(Imports.File(300), "first.csv")).Id;
        var second = (await portal.LookThroughAsync(Imports.File(300, from: 200), "second.csv")).Id;
        using var held = new HeldImport(portal);

        await uploads.ImportAsync(s_ann, first, ImportMode.Skip, Cancel);
        await held.Held;
        await uploads.ImportAsync(TestPortal.Admin, second, ImportMode.Skip, Cancel);

        Assert.Equal((UploadStage.Importing, UploadStage.Waiting), (portal.Upload(first)!.Stage, portal.Upload(second)!.Stage));
        held.GoOn();
        Assert.Equal(300, (await portal.UntilAsync(first, UploadStage.Done)).Report!.Added);
        Assert.Equal(
            (200, 100),
            (await portal.UntilAsync(second, UploadStage.Done)).Report is { } report ? (report.Added, report.Duplicates) : default
        );
        await portal.AssertCountsAndSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Stop_OfARunningImport_EndsIt_AndItCanBeImportedAgain(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var uploads = portal.Get<UploadService>();
        var id = (await portal.LookThroughAsync(Imports.File(300))).Id;
        using (var held = new HeldImport(portal))
        {
            await uploads.ImportAsync(s_ann, id, ImportMode.Skip, Cancel);
            await held.Held;
            Assert.True((await uploads.StopAsync(s_ann, id, Cancel)).IsDone);
        }

        var upload = await portal.UntilAsync(id, UploadStage.Stopped);
        Assert.Equal(("Nothing was added.", true), (upload.Problem, upload.HasFile));
        Assert.Equal(ImportStatus.Cancelled, (await portal.FindImportAsync(upload.ImportId!.Value)).Status);
        await uploads.ImportAsync(s_ann, id, ImportMode.Skip, Cancel);
        Assert.Equal(300, (await portal.UntilAsync(id, UploadStage.Done)).Report!.Added);
        await portal.AssertCountsAndSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Stop_OfAQueuedImport_RemovesItFromTheQueue(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var uploads = portal.Get<UploadService>();
        var first = (await portal.LookThroughAsync(Imports.File(30))).Id;
        var second = (await portal.LookThroughAsync(Imports.File(30, from: 100))).Id;
        using var held = new HeldImport(portal);
        await uploads.ImportAsync(s_ann, first, ImportMode.Skip, Cancel);
        await held.Held;
        await uploads.ImportAsync(s_ann, second, ImportMode.Skip, Cancel);

        await uploads.StopAsync(s_ann, second, Cancel);

        Assert.Equal("Nothing was added.", (await portal.UntilAsync(second, UploadStage.Stopped)).Problem);
        held.GoOn();
        await portal.UntilAsync(first, UploadStage.Done);
        Assert.Equal(30, (await portal.NumbersAsync()).Count);
    }

    [Theory, OnEachDatabase]
    public async Task Import_StrictOfAMessyFile_IsRefused_AndValidRowsCanStillBeImported(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var uploads = portal.Get<UploadService>();
        var id = (await portal.LookThroughAsync(CsvFiles.TestData("messy.csv"))).Id;

        await uploads.ImportAsync(s_ann, id, ImportMode.Strict, Cancel);
        Assert.Equal(5, (await portal.UntilAsync(id, UploadStage.Refused)).Report!.Rejected);
        Assert.Empty(await portal.NumbersAsync());

        await uploads.ImportAsync(s_ann, id, ImportMode.Skip, Cancel);
        Assert.Equal(13, (await portal.UntilAsync(id, UploadStage.Done)).Report!.Added);
    }

    [Theory, OnEachDatabase]
    public async Task Import_WhenThePortalStops_IsRecordedAsInterrupted(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var stopping = await portal.StartAnotherAsync();
        var id = (await stopping.LookThroughAsync(Imports.File(300))).Id;
        using (var held = new HeldImport(stopping))
        {
            await stopping.Get<UploadService>().ImportAsync(s_ann, id, ImportMode.Skip, Cancel);
            await held.Held;
            var stop = stopping.Get<UploadService>().DisposeAsync();
            held.GoOn();
            await stop;
        }

        var import = Assert.Single((await portal.Get<ImportService>().PageAsync(TestPortal.Admin, null, 10, Cancel)).Value!.Items);
        Assert.Equal((ImportStatus.Failed, ImportHistory.Interrupted), (import.Status, import.Problem));
    }

    [Fact]
    public async Task Import_WhenTheDatabaseFails_IsRecordedAsFailed_AndKeepsTheFile()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var id = (await portal.LookThroughAsync(CsvFiles.TestData("messy.csv"))).Id;
        await portal.BreakAsync("DROP TABLE import_rejects");

        await portal.Get<UploadService>().ImportAsync(s_ann, id, ImportMode.Skip, Cancel);

        var upload = await portal.UntilAsync(id, UploadStage.Failed);
        Assert.True(upload.HasFile);
        Assert.Contains("Import the file again to add the missing numbers", upload.Problem);
    }

    [Fact]
    public async Task Receive_Interrupted_IsReported_AndKeepsNothing()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var uploads = portal.Get<UploadService>();
        var id = (await uploads.AnnounceAsync(s_ann, "cut.csv", 1_000, Cancel)).Value!.Id;

        await Assert.ThrowsAsync<IOException>(() => uploads.ReceiveAsync(s_ann, id, new BrokenStream(), Cancel));

        var upload = portal.Upload(id)!;
        Assert.Equal((UploadStage.CutOff, false), (upload.Stage, upload.HasFile));
        Assert.IsType<Refusal.InvalidTransition>((await uploads.ImportAsync(s_ann, id, ImportMode.Skip, Cancel)).Refusal);
        Assert.IsType<Refusal.NotFound>((await uploads.ReceiveAsync(s_ann, id, new MemoryStream([1]), Cancel)).Refusal);
    }

    [Fact]
    public async Task Receive_SameUploadTwiceConcurrently_AcceptsOne()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var uploads = portal.Get<UploadService>();
        var file = System.Text.Encoding.UTF8.GetBytes(Imports.File(10));
        var id = (await uploads.AnnounceAsync(s_ann, "numbers.csv", file.Length, Cancel)).Value!.Id;

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => uploads.ReceiveAsync(s_ann, id, new MemoryStream(file), Cancel), Cancel))
        );

        Assert.Single(outcomes, o => o.IsDone);
        Assert.All(outcomes.Where(o => !o.IsDone), o => Assert.IsType<Refusal.NotFound>(o.Refusal));
        Assert.Equal(10, (await portal.UntilAsync(id, UploadStage.Ready)).Preview!.New.Count);
    }

    [Fact]
    public async Task Announce_TooLargeEmptyOrTooMany_IsRefused()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster, null, ("Uploads:MaxMegabytes", "1"));
        var uploads = portal.Get<UploadService>();

        Assert.Equal(
            FileProblem.TooLarge,
            Assert.IsType<InvalidFile>((await uploads.AnnounceAsync(s_ann, "big.csv", 1_000_001, Cancel)).Refusal).Kind
        );
        Assert.Equal("none.csv is empty.", (await uploads.AnnounceAsync(s_ann, @"C:\files\none.csv", 0, Cancel)).Refusal!.Message);
        for (var i = 0; i < UploadStore.MostFiles; i++)
            Assert.True((await uploads.AnnounceAsync(s_ann, "numbers.csv", 1_000_000, Cancel)).IsDone);
        Assert.IsType<Refusal.InvalidTransition>((await uploads.AnnounceAsync(s_ann, "numbers.csv", 10, Cancel)).Refusal);
    }

    [Fact]
    public async Task RemoveAbandoned_RemovesInactiveUploads_AndKeepsActiveOnes()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster, clock);
        var uploads = portal.Get<UploadService>();
        var silent = (await uploads.AnnounceAsync(s_ann, "silent.csv", 10, Cancel)).Value!.Id;
        var waiting = (await portal.LookThroughAsync(Imports.File(5))).Id;
        var running = (await portal.LookThroughAsync(Imports.File(6))).Id;
        using var held = new HeldImport(portal);
        await uploads.ImportAsync(s_ann, running, ImportMode.Skip, Cancel);
        await held.Held;

        clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(1, uploads.RemoveAbandoned());
        Assert.Null(portal.Upload(silent));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, uploads.RemoveAbandoned());
        Assert.Null(portal.Upload(waiting));

        held.GoOn();
        Assert.Equal(UploadStage.Done, (await portal.UntilAsync(running, UploadStage.Done)).Stage);
    }

    [Fact]
    public async Task Discard_DuringTheImport_StopsIt()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var uploads = portal.Get<UploadService>();
        var id = (await portal.LookThroughAsync(Imports.File(300))).Id;
        using (var held = new HeldImport(portal))
        {
            await uploads.ImportAsync(s_ann, id, ImportMode.Skip, Cancel);
            await held.Held;
            Assert.True((await uploads.DiscardAsync(s_ann, id, Cancel)).IsDone);
        }

        Assert.Null(portal.Upload(id));
        // The next in the queue begins when the discarded one has ended.
        var next = (await portal.LookThroughAsync(Imports.File(5))).Id;
        await uploads.ImportAsync(s_ann, next, ImportMode.Skip, Cancel);
        await portal.UntilAsync(next, UploadStage.Done);
        Assert.Equal(
            [ImportStatus.Done, ImportStatus.Cancelled],
            (await portal.Get<ImportService>().PageAsync(TestPortal.Admin, null, 10, Cancel)).Value!.Items.Select(i => i.Status)
        );
    }

    [Fact]
    public async Task Everything_ByOthersThanAdmins_IsRefused()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var uploads = portal.Get<UploadService>();
        var id = (await portal.LookThroughAsync(Imports.File(5))).Id;

        Refusal?[] refusals =
        [
            uploads.List(TestPortal.Support).Refusal,
            (await uploads.AnnounceAsync(TestPortal.Support, "numbers.csv", 10, Cancel)).Refusal,
            (await uploads.ReceiveAsync(TestPortal.Support, id, Stream.Null, Cancel)).Refusal,
            (await uploads.LookAgainAsync(TestPortal.Support, id, null, Cancel)).Refusal,
            (await uploads.ImportAsync(TestPortal.Support, id, ImportMode.Skip, Cancel)).Refusal,
            (await uploads.StopAsync(TestPortal.Support, id, Cancel)).Refusal,
            (await uploads.DiscardAsync(TestPortal.Support, id, Cancel)).Refusal,
        ];

        Assert.All(refusals, r => Assert.IsType<Refusal.NotAllowed>(r));
        Assert.Equal(UploadStage.Ready, portal.Upload(id)!.Stage);
    }

    [Fact]
    public async Task Everything_OnAPageOfASignedOutUser_IsRefused()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var uploads = portal.Get<UploadService>();
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        var id = (await portal.LookThroughAsync(Imports.File(5))).Id;
        Assert.True((await uploads.LookAgainAsync(me, id, null, Cancel)).IsDone);
        await portal.UntilAsync(id, UploadStage.Ready);

        await portal.Get<PeopleService>().SignOutEverywhereAsync(TestPortal.Admin, me.SessionIdentity!.UserId, Cancel);

        Refusal?[] refusals =
        [
            (await uploads.AnnounceAsync(me, "numbers.csv", 10, Cancel)).Refusal,
            (await uploads.ReceiveAsync(me, id, Stream.Null, Cancel)).Refusal,
            (await uploads.LookAgainAsync(me, id, null, Cancel)).Refusal,
            (await uploads.ImportAsync(me, id, ImportMode.Skip, Cancel)).Refusal,
            (await uploads.StopAsync(me, id, Cancel)).Refusal,
            (await uploads.DiscardAsync(me, id, Cancel)).Refusal,
        ];
        Assert.All(refusals, r => Assert.IsType<Refusal.SignedOut>(r));
        Assert.Equal(UploadStage.Ready, portal.Upload(id)!.Stage);
    }

    /// <summary>A sender that disconnects.</summary>
    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("The client reset the request stream.");
    }
}
