using System.Text;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Import;
using AdminPortal.Tests.Services.Import.Csv;
using AdminPortal.Tests.Support;
using CsCheck;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Import;

public sealed class ImportModesTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Strict_OneInvalidRow_AddsNothingAndStoresTheReject(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);

        var outcome = await portal.ImportAsync(Imports.File(2_000) + "hello\n", ImportMode.Strict);

        var report = Assert.IsType<RowsRejected>(outcome.Refusal).Report;
        Assert.Equal((2_001, 0, 1), (report.Read, report.Added, report.Rejected));
        Assert.Empty(await portal.NumbersAsync());
        var record = await portal.FindImportAsync(report.ImportId);
        Assert.Equal(
            (ImportStatus.Refused, 0L, 1L, outcome.Refusal!.Message),
            (record.Status, record.Added, record.Rejected, record.Problem)
        );
        Assert.Contains("hello,2002,", await portal.RejectsAsync(report.ImportId), StringComparison.Ordinal);
        await portal.AssertCountsAndSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Strict_Duplicates_AreAccepted(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.ImportAsync(Imports.File(100));

        Assert.Equal(
            (3_001, 2_900, 101, 0, 0),
            (await portal.ImportAsync(Imports.File(3_000) + Imports.File(1)["number\n".Length..], ImportMode.Strict)).Counts()
        );

        Assert.Equal(3_000, (await portal.NumbersAsync()).Count);
        await using var db = portal.Database.CreateReadContext();
        Assert.Equal(2, await db.AuditEvents.CountAsync(Cancel));
        await portal.AssertCountsAndSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task DryRun_AddsNothingAndIsRecordedWithItsRejects(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);

        var dry = await portal.ImportAsync(CsvFiles.TestData("messy.csv"), dryRun: true);

        Assert.Equal((19, 13, 1, 5, 1), dry.Counts());
        Assert.Empty(await portal.NumbersAsync());
        Assert.Equal(
            (ImportStatus.Done, true),
            await portal.FindImportAsync(dry.Value!.ImportId) is { } i ? (i.Status, i.DryRun) : default
        );
        Assert.Equal(7, (await portal.RejectsAsync(dry.Value.ImportId)).Split("\r\n").Length);
        Assert.IsType<RowsRejected>((await portal.ImportAsync(CsvFiles.TestData("messy.csv"), ImportMode.Strict, dryRun: true)).Refusal);
        await using var db = portal.Database.CreateReadContext();
        Assert.False(await db.AuditEvents.AnyAsync(Cancel));
    }

    [Theory, OnEachDatabase]
    public async Task DryRun_OfAnyFile_PredictsTheImport(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var number = Gen.Int[0, 400].Select(i => $"{2_000_000 + i * 7_919L}");
        var cell = Gen.OneOf(
            number.Select(n => $"+1888{n}"),
            number.Select(n => $"\"(888) {n[..3]}-{n[3..]}\""),
            number.Select(n => $"1.888.{n[..3]}.{n[3..]}"),
            Gen.Int[0, 50].Select(i => $"+1212555{1000 + i}"),
            Gen.Int[0, 50].Select(i => $"+44207946{1000 + i}"),
            Gen.Int[0, 20].Select(i => $"+1800123{4500 + i}"),
            OneOfTexts("hello", "12345", "=1+1", "1.8E+10", "\"a \"\"b\"\"\"", "")
        );
        var note = OneOfTexts("", "note", "\"two\nlines\"", "'=safe", "é😀");
        var files = Gen.Select(
            Gen.Select(cell, note, (c, n) => $"{c},{n}").List[0, 120],
            OneOfTexts("\n", "\r\n", "\r"),
            Gen.Bool,
            (rows, end, strict) => (Text: "number,note" + end + string.Concat(rows.Select(r => r + end)), Strict: strict)
        ).List[12];

        // Every file is imported into the result of the previous ones.
        await files.SampleAsync(
            async list =>
            {
                foreach (var (text, strict) in list)
                {
                    var mode = strict ? ImportMode.Strict : ImportMode.Skip;
                    var dry = await portal.ImportAsync(text, mode, dryRun: true);
                    var before = (await portal.NumbersAsync()).Count;
                    var real = await portal.ImportAsync(text, mode);
                    Assert.Equal(Tell(dry), Tell(real));
                    var added = (await portal.NumbersAsync()).Count - before;
                    Assert.Equal(real.Value?.Added ?? 0, added);
                    if (real.Value is { } report)
                        Assert.Equal(report.Read, report.Added + report.Duplicates + report.Rejected);
                }
            },
            iter: 4,
            threads: 1
        );
        await portal.AssertCountsAndSoundAsync();

        static Gen<string> OneOfTexts(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

        static string Tell(Outcome<ImportReport> outcome) =>
            ((outcome.Value ?? (outcome.Refusal as RowsRejected)?.Report)! with { ImportId = default, DryRun = false }).ToString()
            + outcome.IsDone;
    }

    [Theory, OnEachDatabase]
    public async Task Import_SameIdempotencyKey_IsDoneOnce(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var actor = TestPortal.Admin with
        {
            Idempotency = new IdempotentRequest(
                "caller",
                "key-1",
                [1],
                value => new SavedAnswer(200, ((ImportReport)value).Added.ToString(System.Globalization.CultureInfo.InvariantCulture))
            ),
        };
        Task<Outcome<ImportReport>> SendAsync() =>
            Task.Run(() =>
                portal
                    .Get<ImportService>()
                    .ImportAsync(actor, new MemoryStream(Encoding.UTF8.GetBytes(Imports.File(50))), new ImportOptions(), null, Cancel)
            );

        var together = await Task.WhenAll(SendAsync(), SendAsync(), SendAsync());
        var again = await SendAsync();

        Assert.Single(together, o => o.IsDone);
        Assert.All(together.Where(o => !o.IsDone), o => Assert.IsType<Refusal.AlreadyAnswered>(o.Refusal));
        Assert.IsType<Refusal.AlreadyAnswered>(again.Refusal);
        await using var db = portal.Database.CreateReadContext();
        Assert.Equal(50, await db.Numbers.CountAsync(Cancel));
        Assert.Equal(1, await db.IdempotencyKeys.CountAsync(Cancel));
        Assert.All(await db.Imports.ToListAsync(Cancel), i => Assert.Equal(ImportStatus.Done, i.Status));
    }
}
