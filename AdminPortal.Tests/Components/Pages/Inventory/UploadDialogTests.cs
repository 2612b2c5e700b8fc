using AdminPortal.Components.Pages.Inventory;
using AdminPortal.Services.Import;
using AdminPortal.Tests.Support;
using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using TestContext = Xunit.TestContext;

namespace AdminPortal.Tests.Components.Pages.Inventory;

public sealed class UploadDialogTests : PageTest
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Dialog_WithoutAFile_LetsNothingStart()
    {
        var dialog = await OpenAsync();

        Assert.Contains("Drop a CSV here, or choose one", dialog.Markup);
        Assert.True(Button(dialog, "Check first").HasAttribute("disabled"));
        Assert.True(Button(dialog, "Import numbers").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Check_OfAMessyFile_CountsAndAddsNothing()
    {
        var dialog = await OpenAsync();
        Choose(dialog, Messy);

        await Button(dialog, "Check first").ClickAsync();

        dialog.WaitForAssertion(() => Assert.Contains("nothing was added yet", dialog.Markup), s_patience);
        Assert.Equal("13", Figure(dialog, "To be added"));
        Assert.Equal("1", Figure(dialog, "There already"));
        Assert.Equal("5", Figure(dialog, "Rejected"));
        Assert.NotNull(Button(dialog, "Import 13 numbers"));
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Import_AfterACheck_AddsTheNumbers()
    {
        var dialog = await OpenAsync();
        Choose(dialog, Messy);
        await Button(dialog, "Check first").ClickAsync();
        dialog.WaitForAssertion(() => Assert.NotNull(Button(dialog, "Import 13 numbers")), s_patience);

        await Button(dialog, "Import 13 numbers").ClickAsync();

        dialog.WaitForAssertion(() => Assert.Contains("Added 13 numbers from messy.csv", dialog.Markup), s_patience);
        Assert.Contains("Download the rejected rows", dialog.Markup);
        Assert.Equal(13, await CountAsync());
    }

    [Fact]
    public async Task Import_AllOrNothing_OfAMessyFile_AddsNothingAndSaysWhy()
    {
        var dialog = await OpenAsync();
        Choose(dialog, Messy);
        await dialog.FindComponent<UploadChoice>().InvokeAsync(() => dialog.FindComponent<UploadChoice>().Instance.ModeChanged.InvokeAsync(ImportMode.Strict));

        await Button(dialog, "Import numbers").ClickAsync();

        dialog.WaitForAssertion(() => Assert.Contains("Nothing of messy.csv was added: 5 rows are no numbers", dialog.Markup), s_patience);
        Assert.Equal("0", Figure(dialog, "Added"));
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Import_OfWhatIsNoCsv_SaysSoAndKeepsTheDialogOpen()
    {
        var dialog = await OpenAsync();
        Choose(dialog, InputFileContent.CreateFromBinary([0x50, 0x4B, 0x03, 0x04, 0, 0, 0, 0, 0, 1, 2, 3], "numbers.csv"));

        await Button(dialog, "Import numbers").ClickAsync();

        dialog.WaitForAssertion(() => Assert.NotEmpty(dialog.Find(".mud-alert").TextContent.Trim()), s_patience);
        Assert.Contains("numbers.csv", dialog.Markup);
        Assert.False(Button(dialog, "Import numbers").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Import_OfWhatIsThereAlready_SaysThatNothingWasNew()
    {
        await Portal.AddNumbersAsync(2);
        var dialog = await OpenAsync();
        Choose(dialog, InputFileContent.CreateFromText("number\n+18005550000\n+18005550001\n", "again.csv"));

        await Button(dialog, "Import numbers").ClickAsync();

        dialog.WaitForAssertion(() => Assert.Contains("Nothing in again.csv was new", dialog.Markup), s_patience);
        Assert.Equal("2", Figure(dialog, "There already"));
    }

    [Theory]
    [InlineData(ImportStage.Receiving, 0, null, "Receiving big.csv", "5 MB of 10 MB", "50")]
    [InlineData(ImportStage.Adding, 250_000, 1_000_000L, "Adding the numbers of big.csv", "250,000 of 1,000,000 rows", "25")]
    public void Progress_AtAStage_SaysHowFarItIs(ImportStage stage, long rows, long? total, string title, string figures, string percent)
    {
        var progress = Render<UploadProgress>(with => with
            .Add(p => p.FileName, "big.csv").Add(p => p.FileSize, 10_000_000)
            .Add(p => p.Progress, new ImportProgress(stage, 5_000_000, rows, total)));

        Assert.Contains(title, progress.Markup);
        Assert.Equal(figures, progress.Find(".ap-progress-figures").TextContent);
        Assert.Equal(percent, progress.Find("[role=progressbar]").GetAttribute("aria-valuenow"));
    }

    private static InputFileContent Messy =>
        InputFileContent.CreateFromBinary(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "TestData", "messy.csv")), "messy.csv");

    private async Task<IRenderedComponent<MudDialogProvider>> OpenAsync()
    {
        var place = DrawDialogs();
        await place.InvokeAsync(() => Services.GetRequiredService<IDialogService>().ShowAsync<UploadDialog>("Upload numbers"));
        return place;
    }

    private static void Choose(IRenderedComponent<MudDialogProvider> dialog, InputFileContent file) => dialog.FindComponent<InputFile>().UploadFiles(file);

    private static IElement Button(IRenderedComponent<MudDialogProvider> dialog, string words) => dialog.FindAll("button").Single(b => b.TextContent.Trim() == words);

    private static string Figure(IRenderedComponent<MudDialogProvider> dialog, string name) =>
        dialog.FindAll(".ap-result > div").Single(d => d.QuerySelector("dt")!.TextContent == name).QuerySelector("dd")!.TextContent;

    private async Task<long> CountAsync() =>
        (await Portal.Get<AdminPortal.Services.Inventory.InventoryService>().CountAsync(TestPortal.Admin, new(), TestContext.Current.CancellationToken)).Value;
}
