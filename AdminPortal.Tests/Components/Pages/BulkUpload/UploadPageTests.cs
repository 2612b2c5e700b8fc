using AdminPortal.Components.Pages.BulkUpload;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Import;
using AdminPortal.Services.Import.Uploads;
using AdminPortal.Tests.Services.Import;
using AdminPortal.Tests.Services.Import.Csv;
using AdminPortal.Tests.Services.Import.Uploads;
using AdminPortal.Tests.Support;
using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using TestContext = Xunit.TestContext;

namespace AdminPortal.Tests.Components.Pages.BulkUpload;

public sealed class UploadPageTests : PageTest
{
    private static readonly Actor s_ann = new("Ann", PortalRole.Admin);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    private UploadService Uploads => Portal.Get<UploadService>();

    public override async ValueTask InitializeAsync()
    {
        // Before services are resolved.
        Services.AddSingleton<AntiforgeryStateProvider>(new Token());
        await base.InitializeAsync();
        var script = JSInterop.SetupModule("./js/upload.js");
        script.Mode = JSRuntimeMode.Loose;
        script.SetupModule("listen", _ => true).Mode = JSRuntimeMode.Loose;
        DrawPopovers();
    }

    [Fact]
    public void Page_WithoutAFile_ShowsInstructionsAndFormats()
    {
        var page = Draw();

        Assert.Contains("Drop a CSV anywhere on this page, or choose one", Words(page.Find(".ap-drop")));
        Assert.NotNull(page.Find("a[href='sample-numbers.csv'][download]"));
        page.WaitForAssertion(() => Assert.False(page.Find("input[type=file]").HasAttribute("disabled")));
        page.WaitForAssertion(() => Assert.Contains("No imports yet.", page.Markup));
    }

    [Fact]
    public async Task Choosing_AFile_ReturnsTheUploadAddress_AndShowsProgress()
    {
        var page = Draw();
        var drop = page.FindComponent<UploadDrop>();

        var target = await drop.InvokeAsync(() => drop.Instance.AnnounceAsync("numbers.csv", 2_000_000, 1));

        Assert.Equal(($"admin/phone-inventory/uploads/{target!.Id}", "token"), (target.Address, target.Token));
        Assert.EndsWith($"?file={target.Id}", Navigation.Uri);
        page.WaitForAssertion(() => Assert.Equal("Sending numbers.csv", page.Find("h2").TextContent));
        Assert.Contains("0 bytes of 2 MB", page.Find(".ap-progress-figures").TextContent);
        await Button(page, "Cancel upload").ClickAsync();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".ap-upload")));
        Assert.Null(Portal.Upload(target.Id));
    }

    [Theory]
    [InlineData("big.csv", 3_000_000_000, 1, "larger than 2,000 MB")]
    [InlineData("none.csv", 0, 1, "none.csv is empty.")]
    [InlineData("two.csv", 10, 2, "one file at a time")]
    public async Task Choosing_AnUnacceptableFile_ShowsWhyAndSendsNothing(string name, long length, int files, string words)
    {
        var page = Draw();
        var drop = page.FindComponent<UploadDrop>();

        Assert.Null(await drop.InvokeAsync(() => drop.Instance.AnnounceAsync(name, length, files)));

        Assert.Contains(words, page.Find(".mud-alert").TextContent);
        Assert.Empty(page.FindAll(".ap-upload"));
    }

    [Fact]
    public async Task Sending_Failed_ShowsAMessageAndOffersToChooseAgain()
    {
        var page = Draw();
        var drop = page.FindComponent<UploadDrop>();
        var target = await drop.InvokeAsync(() => drop.Instance.AnnounceAsync("numbers.csv", 10, 1));

        await drop.InvokeAsync(() => drop.Instance.SendingFailedAsync(target!.Id, ""));

        page.WaitForAssertion(() => Assert.Contains("The upload failed", Assert.Single(page.FindAll(".mud-alert")).TextContent));
        Assert.Null(Portal.Upload(target!.Id));
        // With the file still in the address, "no longer here" would hide the message that explains why.
        Assert.EndsWith("/upload", Navigation.Uri);
    }

    [Fact]
    public async Task Preview_OfACleanFile_OffersTheImportWithoutQuestions()
    {
        await SendAsync(Imports.File(40));
        var page = Draw();

        page.WaitForAssertion(() => Assert.NotNull(Button(page, "Import 40 numbers")));

        Assert.Contains("40 numbers will be available to businesses.", page.Markup);
        Assert.Empty(page.FindAll(".ap-modes"));
        Assert.Contains("UTF-8 · one column · first line names the columns", page.Find(".ap-upload-about").TextContent);
    }

    [Fact]
    public async Task Preview_OfAMessyFile_GroupsRowsByResultWithTheirLines()
    {
        await SendAsync(CsvFiles.TestData("messy.csv"), "messy.csv");
        var page = Draw();
        page.WaitForAssertion(() => Assert.NotNull(Button(page, "Import 13 numbers")));

        Assert.Equal(["13", "0", "1", "5", "1"], page.FindAll(".ap-result dd").Select(d => d.TextContent));
        var groups = page.FindAll(".ap-group");
        Assert.Equal(8, groups.Count);
        Assert.Contains("Line 14hello,no number: reject", groups.Select(g => Words(g.QuerySelector("ul")!)));
        await page.FindAll(".ap-modes input")[1].ClickAsync();
        page.WaitForAssertion(() => Assert.True(Button(page, "Import 13 numbers").HasAttribute("disabled")));
        Assert.Contains("5 rows cannot be imported, so nothing would be added.", page.Markup);
        var id = Uploads.List(Me).Value![0].Id;
        Assert.NotNull(page.Find($"a[href='admin/phone-inventory/uploads/{id}/rejects.csv'][download]"));
    }

    [Fact]
    public async Task Preview_WithOnlyInvalidRows_OffersThemForDownload()
    {
        await SendAsync("number\nhello\n");
        var page = Draw();

        page.WaitForAssertion(() => Assert.Contains("Download the rejected rows, fix them and upload that file.", page.Markup));

        Assert.Equal("Download the rejected row", Words(page.Find(".ap-upload-actions a[download]")));
    }

    [Fact]
    public async Task Preview_WithNothingNew_OffersNoImport()
    {
        await Portal.ImportAsync(Imports.File(4));
        await SendAsync(Imports.File(4));
        var page = Draw();

        page.WaitForAssertion(() => Assert.Contains("All numbers in this file are already in the inventory", page.Markup));

        Assert.DoesNotContain(page.FindAll("button"), b => b.TextContent.Contains("Import"));
        Assert.Contains("Skipped: already in the inventory, available.", page.Markup);
    }

    [Fact]
    public async Task Preview_WithoutANumberColumn_AsksForOne()
    {
        await SendAsync("name;city\nAcme;Austin\n", "clients.csv");
        var page = Draw();
        page.WaitForAssertion(() => Assert.Contains("Which column of clients.csv holds the numbers?", page.Markup));
        Assert.Equal(["name", "city"], page.FindAll(".ap-rows th").Select(h => h.TextContent));

        var choice = page.FindComponent<ColumnChoice>();
        await choice.InvokeAsync(() => choice.Instance.OnChoose.InvokeAsync(new(1, null, true)));

        page.WaitForAssertion(() => Assert.Contains("This file has no new numbers", page.Markup));
        Assert.Contains("city (numbers)", page.FindAll(".ap-rows th").Select(h => h.TextContent));
    }

    [Fact]
    public async Task Preview_NotCsv_NamesTheFileType()
    {
        await SendAsync([0x50, 0x4B, 3, 4, 0, 0, 0, 0], "numbers.xlsx");
        var page = Draw();

        page.WaitForAssertion(() => Assert.Contains("numbers.xlsx cannot be imported", page.Markup));

        Assert.Contains("This is a zip (or Excel) file, not CSV", page.Find(".mud-alert").TextContent);
    }

    [Fact]
    public async Task Import_Clicked_ShowsTheResultAndADownloadOfRejectedRows()
    {
        await SendAsync(CsvFiles.TestData("messy.csv"), "messy.csv");
        var page = Draw();
        page.WaitForAssertion(() => Assert.NotNull(Button(page, "Import 13 numbers")));

        await Button(page, "Import 13 numbers").ClickAsync();

        page.WaitForAssertion(() => Assert.Equal("Added 13 numbers from messy.csv", page.Find("h2").TextContent));
        // The button that had the focus is gone.
        JSInterop.VerifyFocusAsyncInvoke();
        Assert.Equal(
            ["Added13", "Already in inventory0", "Duplicates in file1", "Rejected5", "With a warning1", "Rows read19"],
            page.FindAll(".ap-result > div").Select(Words).Select(w => w.Trim())
        );
        Assert.Contains("Rejected rows by reason", page.Markup);
        Assert.Equal(5, page.FindAll(".ap-group").Count);
        var import = Portal.Upload(Uploads.List(Me).Value![0].Id)!.ImportId;
        Assert.NotNull(page.Find($".ap-upload a[href='admin/phone-inventory/imports/{import}/rejects.csv']"));
        page.WaitForAssertion(() => Assert.Contains("Imported", page.Find(".ap-imports tbody tr").TextContent));
    }

    [Fact]
    public async Task Imports_BesideTheResult_ShowTheSameFiguresAtOnce()
    {
        var id = await SendAsync(Imports.File(3));
        await Portal.UntilAsync(id, UploadStage.Ready);
        using var held = new HeldImport(Portal);
        await Uploads.ImportAsync(Me, id, ImportMode.Skip, Cancel);
        await held.Held;
        var upload = Portal.Upload(id)!;
        var import = (await Portal.Get<ImportService>().PageAsync(Me, null, 1, Cancel)).Value!.Items[0];

        var list = Render<RecentImports>(parameters =>
            parameters.Add(
                l => l.Ended,
                upload with
                {
                    Stage = UploadStage.Done,
                    Report = new ImportReport(import.Id, 3, 3, 0, 0, 0, DryRun: false),
                }
            )
        );

        list.WaitForAssertion(() => Assert.StartsWith("numbers.csv Imported 3", Words(list.Find(".ap-imports tbody tr"))));
        Assert.Equal(ImportStatus.Running, import.Status);
        held.GoOn();
    }

    [Fact]
    public async Task Import_Running_ShowsProgressOnReturn_AndCanBeStopped()
    {
        var id = await SendAsync(Imports.File(300));
        await Portal.UntilAsync(id, UploadStage.Ready);
        using var held = new HeldImport(Portal);
        await Uploads.ImportAsync(Me, id, ImportMode.Skip, Cancel);
        await held.Held;

        var page = Draw();
        Assert.Equal("Importing numbers.csv", page.Find("h2").TextContent);
        await Button(page, "Stop import").ClickAsync();
        held.GoOn();

        page.WaitForAssertion(() => Assert.Equal("The import of numbers.csv was stopped", page.Find("h2").TextContent));
        Assert.Contains("Nothing was added.", page.Find(".mud-alert").TextContent);
        Assert.NotNull(Button(page, "Import again"));
    }

    [Fact]
    public async Task Import_DuringAnotherUsersImport_IsQueuedAndShowsForWhom()
    {
        var hers = await Portal.SendAsync(Imports.File(30), "hers.csv", s_ann);
        await Portal.UntilAsync(hers, UploadStage.Ready);
        var mine = await SendAsync(Imports.File(30, from: 50), "mine.csv");
        await Portal.UntilAsync(mine, UploadStage.Ready);
        using var held = new HeldImport(Portal);
        await Uploads.ImportAsync(s_ann, hers, ImportMode.Skip, Cancel);
        await held.Held;
        var page = Draw();

        await Button(page, "Import 30 numbers").ClickAsync();

        page.WaitForAssertion(() => Assert.Equal("mine.csv is queued", page.Find("h2").TextContent));
        Assert.Contains("Ann is importing hers.csv", page.Find(".ap-progress-figures").TextContent);
        Assert.Contains("hers.csv", page.Find(".ap-files").TextContent);
        held.GoOn();
        page.WaitForAssertion(() => Assert.Equal("Added 30 numbers from mine.csv", page.Find("h2").TextContent));
    }

    [Fact]
    public async Task Import_Failed_ShowsWhatWasAddedAndOffersARetry()
    {
        var id = await SendAsync(CsvFiles.TestData("messy.csv"), "messy.csv");
        await Portal.UntilAsync(id, UploadStage.Ready);
        await Portal.BreakAsync("DROP TABLE import_rejects");
        var page = Draw();

        await Button(page, "Import 13 numbers").ClickAsync();

        page.WaitForAssertion(() => Assert.Equal("The import of messy.csv failed", page.Find("h2").TextContent));
        Assert.NotNull(Button(page, "Import again"));
    }

    [Fact]
    public async Task Import_StrictRefused_OffersTheValidRows()
    {
        var id = await SendAsync(CsvFiles.TestData("messy.csv"), "messy.csv");
        await Portal.UntilAsync(id, UploadStage.Ready);
        await Uploads.ImportAsync(Me, id, ImportMode.Strict, Cancel);
        await Portal.UntilAsync(id, UploadStage.Refused);

        var page = Draw();

        Assert.Equal("Nothing from messy.csv was added: 5 rows are not valid numbers", page.Find("h2").TextContent);
        Assert.NotNull(Button(page, "Import valid rows"));
    }

    [Fact]
    public void Page_ForAMissingFile_ShowsAMessage()
    {
        Navigation.NavigateTo($"/admin/phone-inventory/upload?file={Guid.NewGuid()}");

        Assert.Contains("This upload has expired", Draw().Markup);
    }

    [Fact]
    public async Task Imports_InPages_LinkToOlderOnes()
    {
        for (var i = 1; i <= 12; i++)
            await Portal.ImportAsync(Imports.File(i));
        var page = Draw();
        page.WaitForAssertion(() => Assert.Equal(10, page.FindAll(".ap-imports tbody tr").Count));

        Navigation.NavigateTo(page.Find(".ap-pager a").GetAttribute("href")!);

        page = Draw();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".ap-imports tbody tr").Count));
        Assert.Contains("Newest imports", page.Find(".ap-pager").TextContent);
    }

    [Fact]
    public async Task Imports_DatabaseUnavailable_ShowAMessage_AndTheRestOfThePageStays()
    {
        await Portal.BreakAsync("DROP TABLE number_imports");

        var page = Draw();

        page.WaitForAssertion(() => Assert.Contains("The database did not respond", page.Find(".mud-alert").TextContent));
        Assert.NotNull(page.Find(".ap-drop"));
    }

    private IRenderedComponent<UploadPage> Draw() => Render<UploadPage>();

    private Task<Guid> SendAsync(string text, string name = "numbers.csv") => Portal.SendAsync(text, name, Me);

    private Task<Guid> SendAsync(byte[] file, string name) => Portal.SendAsync(file, name, Me);

    private static IElement Button(IRenderedComponent<UploadPage> page, string words) =>
        page.FindAll("button").Single(b => b.TextContent.Trim() == words);

    private static string Words(IElement element) =>
        string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private sealed class Token : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken? GetAntiforgeryToken() => new("token", "field");
    }
}
