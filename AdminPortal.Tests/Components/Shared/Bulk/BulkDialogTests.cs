using AdminPortal.Components.Shared.Bulk;
using AdminPortal.Services.Bulk;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;
using Bunit;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using TestContext = Xunit.TestContext;

namespace AdminPortal.Tests.Components.Shared.Bulk;

public sealed class BulkDialogTests : PageTest
{
    [Fact]
    public async Task Dialog_ForARelease_NamesAffectedBusinessesAndTakesAReason()
    {
        var numbers = await GiveAsync(7);

        var (dialogs, dialog) = await OpenAsync(NumberAction.Release, NumberSelection.Of(new NumberFilter()));

        dialogs.WaitForAssertion(() => Assert.Contains("7 businesses lose their number", dialogs.Markup));
        Assert.Contains("Business 0000", dialogs.Markup);
        Assert.Contains("and 2 more", dialogs.Markup);
        Assert.Contains("Not changed: 3 are available.", dialogs.Markup);
        Assert.True(Button(dialogs, "Release 7 numbers").HasAttribute("disabled"));
        await dialogs.InvokeAsync(() => dialogs.Find(".mud-dialog input").InputAsync("Campaign is over"));
        Assert.False(Button(dialogs, "Release 7 numbers").HasAttribute("disabled"));
        await dialogs.InvokeAsync(() => dialogs.Find("form").SubmitAsync());

        var started = Assert.IsType<BulkRecord>((await dialog.Result)?.Data);
        var bulk = Portal.Get<BulkService>();
        await bulk.CompletionOf(started.Id);
        var change = (await bulk.FindAsync(Me, started.Id, TestContext.Current.CancellationToken)).Value!;
        Assert.Equal((7, "Campaign is over"), (change.Changed, change.Reason));
        Assert.NotEmpty(numbers);
    }

    [Fact]
    public async Task Dialog_ForBusinesses_SaysWhyEachDoesNotChange()
    {
        await Portal.AddNumbersAsync(1);
        var ids = await Portal.AddBusinessesAsync(4);
        foreach (var id in ids.Take(2))
            await Portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, id, wait: true, TestContext.Current.CancellationToken);
        await Portal.Get<ClosingService>().CloseAsync(TestPortal.Admin, ids[2], "Left", null, TestContext.Current.CancellationToken);

        var (dialogs, _) = await OpenAsync(
            new()
            {
                { d => d.Act, BulkAct.Of(BusinessAction.RequestNumbers) },
                { d => d.Businesses, new BusinessSelection(null, [.. ids]) },
            }
        );

        dialogs.WaitForAssertion(() =>
            Assert.Contains("Not changed: 1 has a number, 1 is on the waiting list, 1 is closed.", dialogs.Markup)
        );
    }

    [Fact]
    public async Task Dialog_WithoutPossibleChanges_OffersNoAction()
    {
        await Portal.AddNumbersAsync(2);

        var (dialogs, _) = await OpenAsync(NumberAction.EndQuarantine, NumberSelection.Of(new NumberFilter()));

        dialogs.WaitForAssertion(() => Assert.Contains("None of these numbers", dialogs.Markup));
        Assert.Equal(["Close"], dialogs.FindAll(".mud-dialog-actions button").Select(b => b.TextContent.Trim()));
    }

    [Fact]
    public async Task Dialog_DatabaseUnavailable_ShowsWhatToDo()
    {
        await Portal.AddNumbersAsync(2);
        await using (var database = new SqliteConnection(Portal.ConnectionString))
        {
            await database.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = database.CreateCommand();
            command.CommandText = "ALTER TABLE toll_free_numbers RENAME TO gone";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var (dialogs, _) = await OpenAsync(NumberAction.Deactivate, NumberSelection.Of(new NumberFilter()));

        dialogs.WaitForAssertion(() => Assert.Contains("The database did not respond", dialogs.Markup));
        Assert.NotNull(Button(dialogs, "Try again"));
    }

    [Fact]
    public async Task Dialog_DuringAnotherJob_ShowsAMessage()
    {
        await Portal.AddNumbersAsync(3000);
        var bulk = Portal.Get<BulkService>();
        var plan = (
            await bulk.PlanAsync(Me, NumberAction.Deactivate, NumberSelection.Of(new NumberFilter()), TestContext.Current.CancellationToken)
        ).Value!;
        var id = (await bulk.StartAsync(Me, plan, "Carrier is leaving", TestContext.Current.CancellationToken)).Value!.Id;
        // The change cannot go on before the dialog was tried.
        var held = await Portal.Get<AdminPortal.Data.WriteGate>().EnterAsync(TestContext.Current.CancellationToken);

        var (dialogs, _) = await OpenAsync(NumberAction.Deactivate, NumberSelection.Of(new NumberFilter()));
        dialogs.WaitForAssertion(() => Assert.Contains("numbers will change", dialogs.Markup));
        await dialogs.InvokeAsync(() => dialogs.Find(".mud-dialog input").InputAsync("Twice"));
        var submitted = dialogs.Find("form").SubmitAsync();
        held.Dispose();
        await submitted;

        dialogs.WaitForAssertion(() => Assert.Contains("still running", dialogs.Markup));
        Assert.True((await bulk.CancelAsync(Me, id, TestContext.Current.CancellationToken)).IsDone);
        await bulk.CompletionOf(id);
    }

    private async Task<IReadOnlyList<string>> GiveAsync(int businesses)
    {
        var numbers = await Portal.AddNumbersAsync(businesses + 3);
        foreach (var business in await Portal.AddBusinessesAsync(businesses))
            Assert.True(
                (
                    await Portal
                        .Get<ProvisioningService>()
                        .ProvisionAsync(TestPortal.Admin, business, TestContext.Current.CancellationToken)
                ).IsDone
            );
        return numbers;
    }

    private Task<(IRenderedComponent<MudDialogProvider> Dialogs, IDialogReference Dialog)> OpenAsync(
        NumberAction action,
        NumberSelection selection
    ) => OpenAsync(new() { { d => d.Act, BulkAct.Of(action) }, { d => d.Numbers, selection } });

    private async Task<(IRenderedComponent<MudDialogProvider> Dialogs, IDialogReference Dialog)> OpenAsync(
        DialogParameters<BulkDialog> parameters
    )
    {
        var dialogs = DrawDialogs();
        IDialogReference? dialog = null;
        await dialogs.InvokeAsync(async () =>
            dialog = await Services.GetRequiredService<IDialogService>().ShowAsync<BulkDialog>("Numbers", parameters)
        );
        return (dialogs, dialog!);
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<MudDialogProvider> dialogs, string text) =>
        dialogs.FindAll(".mud-dialog button").Single(b => b.TextContent.Trim() == text);
}
