using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Import;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Tests.Services.Import.Csv;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Import;

public sealed class ImportServiceTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Import_TheSameFileTwice_AddsNothingTheSecondTime(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var file = CsvFiles.TestData("inventory-1000.csv");

        Assert.Equal((1000, 1000, 0, 0, 0), (await portal.ImportAsync(file)).Counts());
        Assert.Equal((1000, 0, 1000, 0, 0), (await portal.ImportAsync(file)).Counts());

        Assert.Equal(1000, (await portal.NumbersAsync()).Count);
        await portal.AssertCountsAndSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Import_MessyFile_MatchesTheExpectationInEachNote(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);

        var outcome = await portal.ImportAsync(CsvFiles.TestData("messy.csv"));

        Assert.Equal((19, 13, 1, 5, 1), outcome.Counts());
        var numbers = await portal.NumbersAsync();
        Assert.Equal(
            [
                ("+18001234567", "possible but not assignable in the numbering plan (office code starts with 1): add with a warning"),
                ("+18003569377", "letters"),
                ("+18005111059", "with country code"),
                ("+18006592533", "=HYPERLINK(\"http://example.com\") is only a note"),
                ("+18336197480", "brackets, quoted"),
                ("+18337678954", "a \"quoted\" note\nover two lines"),
                ("+18447283901", "plain E.164"),
                ("+18448765375", "spaces around"),
                ("+18559851796", "international prefix"),
                ("+18772938217", "tel scheme"),
                ("+18884024638", "dots"),
                ("+18885506112", null),
                ("+442079460018", "a geographic UK number: fine unless TollFreeOnly"),
            ],
            numbers.Select(n => (n.Number, n.Note))
        );
        Assert.Equal(["+18001234567"], numbers.Where(n => n.Warning is not null).Select(n => n.Number));
        Assert.Equal(
            $"""
            "Number "," note",line,reason
            1.80055E+10,a spreadsheet rounded it: reject,11,"{NumberRejections.Rounded}"
            12345,too short: reject,12,{NumberRejections.TooShort}
            +180055501000000,too long: reject,13,{NumberRejections.TooLong}
            hello,no number: reject,14,{NumberRejections.NoDigits}
            '=1+1,formula: reject,15,"{NumberRejections.Formula}"

            """.ReplaceLineEndings("\r\n"),
            await portal.RejectsAsync(outcome.Value!.ImportId)
        );
        await portal.AssertCountsAndSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Import_TollFreeOnly_RejectsTheUkNumber(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, null, ("Numbers:TollFreeOnly", "true"));
        Assert.Equal((19, 12, 1, 6, 1), (await portal.ImportAsync(CsvFiles.TestData("messy.csv"))).Counts());
    }

    [Theory, OnEachDatabase]
    public async Task Import_ExportsOfOtherSystems_AddsTheirNumbers(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);

        Assert.Equal((20, 20, 0, 0, 0), (await portal.ImportAsync(CsvFiles.TestData("export-style-twilio.csv"))).Counts());
        Assert.All(await portal.NumbersAsync(), n => Assert.Equal(NumberStatus.Available, n.Status));
        Assert.Equal((20, 20, 0, 0, 0), (await portal.ImportAsync(CsvFiles.TestData("export-style-european-spreadsheet.csv"))).Counts());
        Assert.Contains(await portal.NumbersAsync(), n => n.Note == "cliente; línea 0");
    }

    [Theory, OnEachDatabase]
    public async Task Import_Numbers_AreAvailableWithSourceVersionAndOneAuditEvent(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);

        var report = (await portal.ImportAsync(Imports.File(500))).Value!;

        var record = await portal.FindImportAsync(report.ImportId);
        Assert.Equal((ImportStatus.Done, "numbers.csv", 500L), (record.Status, record.FileName, record.Added));
        Assert.All(
            await portal.NumbersAsync(),
            n =>
                Assert.Equal(
                    (NumberStatus.Available, $"import:{report.ImportId:D}", 1L, record.StartedAt, record.StartedAt),
                    (n.Status, n.Source!, n.RowVersion, n.AvailableSince!.Value, n.CreatedAt)
                )
        );
        await using var db = portal.Database.CreateReadContext();
        var audit = Assert.Single(await db.AuditEvents.ToListAsync(Cancel));
        Assert.Equal(
            (AuditActions.NumbersImported, AuditRecords.Import, report.ImportId),
            (audit.Action, audit.RecordType, audit.RecordId)
        );
        Assert.Contains("\"added\":500", audit.After, StringComparison.Ordinal);
        var ids = await db.Numbers.OrderBy(n => n.Number).Select(n => n.Id).ToListAsync(Cancel);
        Assert.Equal(ids.Select(i => i.ToString()).Order(StringComparer.Ordinal), ids.Select(i => i.ToString()));
    }

    [Theory, OnEachDatabase]
    public async Task Import_DuplicateInTheFile_TheFirstLineAndItsNoteWin(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);

        Assert.Equal(
            (3, 1, 2, 0, 0),
            (await portal.ImportAsync("number,note\n800-555-0199,first\n+18005550199,second\n(800) 555 0199,third\n")).Counts()
        );

        Assert.Equal("first", Assert.Single(await portal.NumbersAsync()).Note);
    }

    [Theory, OnEachDatabase]
    public async Task Import_OnlyAHeader_IsValid(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        Assert.Equal((0, 0, 0, 0, 0), (await portal.ImportAsync("number,note\n")).Counts());
    }

    [Theory, OnEachDatabase]
    public async Task Import_NotifiesListenersAndPages(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var heard = new List<PortalChange>();
        using var listening = portal.Get<ChangeFeed>().Subscribe(heard.Add);
        var steps = new Steps();

        var report = (
            await portal
                .Get<ImportService>()
                .ImportAsync(
                    TestPortal.Admin,
                    new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Imports.File(300))),
                    new ImportOptions(),
                    steps,
                    Cancel
                )
        ).Value!;

        Assert.Contains(heard, c => c.Kind == ChangeKind.Numbers && c.Ids.Count == 0);
        Assert.Contains(heard, c => c.Kind == ChangeKind.Imports && c.Ids.Contains(report.ImportId));
        Assert.Equal((ImportStage.Adding, 300L, 300L), (steps.Last!.Stage, steps.Last.RowsDone, steps.Last.RowsTotal));
        Assert.True(steps.Last.BytesReceived > 3000);
    }

    [Theory, OnEachDatabase]
    public async Task Import_ByOthersThanAdmins_IsRefused(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var imports = portal.Get<ImportService>();
        foreach (var actor in (Actor[])[TestPortal.Support, new Actor("business", PortalRole.Business, Guid.NewGuid())])
        {
            Assert.IsType<Refusal.NotAllowed>(
                (await imports.ImportAsync(actor, new MemoryStream("number\n"u8.ToArray()), new ImportOptions(), null, Cancel)).Refusal
            );
            Assert.IsType<Refusal.NotAllowed>((await imports.FindAsync(actor, Guid.NewGuid(), Cancel)).Refusal);
            Assert.IsType<Refusal.NotAllowed>((await imports.PageAsync(actor, null, 10, Cancel)).Refusal);
            Assert.IsType<Refusal.NotAllowed>((await imports.RejectsAsync(actor, Guid.NewGuid(), Stream.Null, Cancel)).Refusal);
        }
    }

    [Theory, OnEachDatabase]
    public async Task List_IsNewestFirst_AndUnknownIdsAreNotFound(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var first = (await portal.ImportAsync(Imports.File(3))).Value!.ImportId;
        var second = (await portal.ImportAsync(Imports.File(5))).Value!.ImportId;

        Assert.Equal(
            [second, first],
            (await portal.Get<ImportService>().PageAsync(TestPortal.Admin, null, 10, Cancel)).Value!.Items.Select(i => i.Id)
        );
        Assert.IsType<Refusal.NotFound>((await portal.Get<ImportService>().FindAsync(TestPortal.Admin, Guid.NewGuid(), Cancel)).Refusal);
        Assert.IsType<Refusal.NotFound>(
            (await portal.Get<ImportService>().RejectsAsync(TestPortal.Admin, Guid.NewGuid(), Stream.Null, Cancel)).Refusal
        );
    }

    private sealed class Steps : IProgress<ImportProgress>
    {
        public ImportProgress? Last { get; private set; }

        public void Report(ImportProgress value) => Last = value;
    }
}
