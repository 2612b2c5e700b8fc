using System.Text;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Import;
using AdminPortal.Services.Import.Csv;
using AdminPortal.Services.Import.Uploads;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Tests.Services.Import.Csv;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Import.Uploads;

public sealed class UploadPreviewTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Preview_MessyFile_CountsEachResultWithItsLines_AndWritesNothing(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);

        var upload = await portal.LookThroughAsync(CsvFiles.TestData("messy.csv"), "messy.csv");

        var preview = upload.Preview!;
        Assert.Equal(
            (19, 13, 1, 0, 5, 1),
            (preview.Rows, preview.New.Count, preview.Repeated.Count, preview.KnownCount, preview.RejectedCount, preview.Doubtful.Count)
        );
        Assert.Equal([new PreviewRow(8, "+1 833 619 7480")], preview.Repeated.First);
        Assert.Equal([new PreviewRow(16, "+1 800 123 4567")], preview.Doubtful.First);
        Assert.Equal([11L, 12, 13, 14, 15], preview.Rejected.SelectMany(r => r.Group.First).Select(r => r.Line).Order());
        Assert.Contains(
            preview.Rejected,
            r => r.Reason == NumberRejections.NoDigits && r.Group.First is [{ Line: 14, Text: "hello,no number: reject" }]
        );
        Assert.Equal([2L, 3, 4, 5, 6], preview.New.First.Select(r => r.Line));
        Assert.Equal(
            ("UTF-8", ',', true, 0, 1),
            (
                upload.Layout!.EncodingName,
                upload.Layout.Delimiter,
                upload.Layout.HasHeader,
                upload.Layout.NumberColumn,
                upload.Layout.NoteColumn
            )
        );
        await using var db = portal.Database.CreateReadContext();
        Assert.Equal(
            (0, 0, 0),
            (await db.Imports.CountAsync(Cancel), await db.ImportRejects.CountAsync(Cancel), await db.Numbers.CountAsync(Cancel))
        );
    }

    [Theory, OnEachDatabase]
    public async Task Preview_ExistingNumbers_AreCountedByTheirState(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(4);
        var business = await portal.AddBusinessAsync();
        var service = portal.Get<NumberService>();
        Assert.True((await service.DoAsync(TestPortal.Admin, "+18005550000", new NumberCommand.Assign(business.Id), null, Cancel)).IsDone);
        Assert.True(
            (await service.DoAsync(TestPortal.Admin, "+18005550000", new NumberCommand.Release("moved away"), null, Cancel)).IsDone
        );
        Assert.True((await service.DoAsync(TestPortal.Admin, "+18005550001", new NumberCommand.Assign(business.Id), null, Cancel)).IsDone);
        Assert.True(
            (
                await portal
                    .Get<NumberService>()
                    .DoAsync(TestPortal.Admin, "+18005550002", new NumberCommand.Deactivate("spam"), null, Cancel)
            ).IsDone
        );

        var preview = (
            await portal.LookThroughAsync("number\n+18005550199\n+18005550000\n+18005550001\n+18005550002\n+18005550003\n")
        ).Preview!;

        Assert.Equal(
            [(NumberStatus.Available, 6L), (NumberStatus.Assigned, 4), (NumberStatus.Quarantined, 3), (NumberStatus.Inactive, 5)],
            preview.Known.Select(k => (k.Status, Assert.Single(k.Group.First).Line)).OrderBy(k => k.Status)
        );
        Assert.Equal((1, 4), (preview.New.Count, preview.KnownCount));
    }

    [Theory, OnEachDatabase]
    public async Task Check_FileOfSeveralRuns_FindsRepeatedNumbersAcrossThem(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        using var spool = CsvFiles.Spool(
            Encoding.UTF8.GetBytes("number\n+18005550101\n+18005550102\n+18005550101\n+18005550103\n+18005550102\nhello\n+18005550101\n")
        );
        var format = CsvInspection.Of(spool, CsvFiles.Numbers, Cancel).Format!;

        var preview = await new UploadCheck(portal.Database, spool, format, CsvFiles.Numbers, (_, _) => { }) { MostRows = 2 }.RunAsync(
            Cancel
        );

        Assert.Equal((7, 3, 3, 1), (preview.Rows, preview.New.Count, preview.Repeated.Count, preview.RejectedCount));
        Assert.Equal([4L, 6, 8], preview.Repeated.First.Select(r => r.Line));
        Assert.Equal([2L, 3, 5], preview.New.First.Select(r => r.Line));
    }

    [Theory, OnEachDatabase]
    public async Task LookAgain_WithAnotherColumn_UsesIt_AndSoDoesTheImport(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var upload = await portal.LookThroughAsync("phone,phone 2,memo\n+18005550101,+18005550201,a\n+18005550102,+18005550202,b\n");
        Assert.Equal(0, upload.Layout!.NumberColumn);

        Assert.True(
            (await portal.Get<UploadService>().LookAgainAsync(TestPortal.Admin, upload.Id, new CsvColumnChoice(1, 2, true), Cancel)).IsDone
        );
        upload = await portal.UntilAsync(upload.Id, UploadStage.Ready);
        Assert.Equal((1, 2, 2), (upload.Layout!.NumberColumn, upload.Layout.NoteColumn, upload.Preview!.New.Count));
        await portal.Get<UploadService>().ImportAsync(TestPortal.Admin, upload.Id, ImportMode.Skip, Cancel);
        await portal.UntilAsync(upload.Id, UploadStage.Done);

        Assert.Equal([("+18005550201", "a"), ("+18005550202", "b")], (await portal.NumbersAsync()).Select(n => (n.Number, n.Note!)));
    }

    [Fact]
    public async Task Preview_WithoutANumberColumn_ShowsTheColumnsToChooseFrom()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);

        var upload = await portal.LookThroughAsync("name;city\nAcme;Austin\n");

        Assert.Equal((UploadStage.Unreadable, true, CsvFault.NoNumberColumn.Message), (upload.Stage, upload.HasFile, upload.Problem));
        Assert.Equal(["name", "city"], upload.Layout!.Columns);
        Assert.Equal(-1, upload.Layout.NumberColumn);
        await portal.Get<UploadService>().LookAgainAsync(TestPortal.Admin, upload.Id, new CsvColumnChoice(1, null, true), Cancel);
        upload = await portal.UntilAsync(upload.Id, UploadStage.Ready);
        Assert.Equal((0, 1), (upload.Preview!.New.Count, upload.Preview.RejectedCount));
    }

    [Fact]
    public async Task Preview_NotCsv_NamesTheFileType_AndKeepsNoFile()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);

        var upload = await portal.LookThroughAsync([0x50, 0x4B, 3, 4, 0, 0, 0, 0], "numbers.xlsx");

        Assert.Equal((UploadStage.Unreadable, false), (upload.Stage, upload.HasFile));
        Assert.Contains("zip (or Excel) file", upload.Problem);
    }
}
