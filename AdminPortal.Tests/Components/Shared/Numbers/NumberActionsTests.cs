using AdminPortal.Components.Shared.Numbers;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Tests.Support;
using AngleSharp.Dom;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using TestContext = Xunit.TestContext;

namespace AdminPortal.Tests.Components.Shared.Numbers;

public sealed class NumberActionsTests : PageTest
{
    private const string Text = "+18005550000";

    private static readonly Actor s_dana = new("Dana Whitfield", PortalRole.Support);

    private IRenderedComponent<MudDialogProvider> _dialogs = null!;
    private IRenderedComponent<MudSnackbarProvider> _messages = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private NumberService Numbers => Portal.Get<NumberService>();

    private IReadOnlyList<string> Messages => [.. Services.GetRequiredService<ISnackbar>().ShownSnackbars.Select(s => s.Message!)];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _dialogs = DrawDialogs();
        _messages = Render<MudSnackbarProvider>();
        await Portal.AddNumbersAsync(1);
    }

    [Fact]
    public async Task Release_ShowsItsEffect_AndOffersUndo()
    {
        var acme = await AssignedToAcmeAsync();
        var releasing = Start(NumberAction.Release);

        _dialogs.WaitForAssertion(() => Assert.Contains("Acme Dental", _dialogs.Markup));
        Assert.Contains("Release +1 800 555 0000", _dialogs.Markup);
        Assert.Contains("in quarantine for 45 days", _dialogs.Markup);
        Assert.True(Button("Release number").HasAttribute("disabled"));
        await _dialogs.FindAll(".ap-reasons .mud-chip").First(c => c.TextContent.Contains("Business closed")).ClickAsync();
        Assert.False(Button("Release number").HasAttribute("disabled"));
        await SubmitAsync();

        Assert.True(await releasing);
        Assert.Equal(["Released +1 800 555 0000 from Acme Dental"], Messages);
        Assert.Equal(NumberStatus.Quarantined, (await NumberAsync()).Status);

        await UndoAsync();
        Assert.Equal(acme.Id, (await NumberAsync()).AssignedTo);
        Assert.Contains("Returned +1 800 555 0000 to Acme Dental", Messages);
    }

    [Fact]
    public async Task Undo_AfterAConcurrentChange_ChangesNothingAndShowsAMessage()
    {
        await AssignedToAcmeAsync();
        var releasing = Start(NumberAction.Release);
        await FillReasonAsync("closed");
        await SubmitAsync();
        Assert.True(await releasing);
        await Numbers.DoAsync(TestPortal.Admin, Text, new NumberCommand.EndQuarantine("needed"), null, Cancel);

        await UndoAsync();

        Assert.Equal(NumberStatus.Available, (await NumberAsync()).Status);
        Assert.Contains(Messages, m => m.Contains("was changed meanwhile"));
    }

    [Fact]
    public async Task Note_AfterAConcurrentChange_ShowsBothAndCanBeSaved()
    {
        var noting = Start(NumberAction.Note);
        _dialogs.WaitForElement("form textarea");
        await _dialogs.Find("textarea").InputAsync("Mine");
        await Numbers.DoAsync(s_dana, Text, new NumberCommand.Note("Theirs"), null, Cancel);
        await SubmitAsync();

        _dialogs.WaitForAssertion(() => Assert.Contains("This number changed meanwhile", _dialogs.Markup));
        _dialogs.WaitForAssertion(() => Assert.Contains("by Dana Whitfield", _dialogs.Find(".ap-meanwhile").TextContent));
        Assert.Contains("Theirs", _dialogs.Find(".ap-compare").TextContent);
        Assert.Contains("Mine", _dialogs.Find(".ap-action-yours").TextContent);
        Assert.Contains("Save note anyway", Button("Save note").TextContent);
        await SubmitAsync();

        Assert.True(await noting);
        Assert.Equal("Mine", (await NumberAsync()).Note);
        await UndoAsync();
        // Undo restores the state before one's own save, which is the other user's.
        Assert.Equal("Theirs", (await NumberAsync()).Note);
    }

    [Fact]
    public async Task Note_SavedTwice_ShowsTheSecondMessage_WithItsUndo()
    {
        foreach (var note in new[] { "First", "Second" })
        {
            var noting = Start(NumberAction.Note);
            _dialogs.WaitForElement("form textarea");
            await _dialogs.Find("textarea").InputAsync(note);
            await SubmitAsync();
            Assert.True(await noting);
        }

        Assert.Equal(["Saved the note on +1 800 555 0000"], Messages);
        await UndoAsync();
        Assert.Equal("First", (await NumberAsync()).Note);
    }

    [Fact]
    public async Task Release_OfAReleasedNumber_CanOnlyBeCancelled()
    {
        await AssignedToAcmeAsync();
        var releasing = Start(NumberAction.Release);
        await FillReasonAsync("closed");
        await Numbers.DoAsync(s_dana, Text, new NumberCommand.Release("Contract ended"), null, Cancel);
        await SubmitAsync();

        _dialogs.WaitForAssertion(() => Assert.Contains("“Contract ended”", _dialogs.Markup));
        Assert.Contains("no longer possible", _dialogs.Markup);
        Assert.DoesNotContain(_dialogs.FindAll("button"), b => b.TextContent.Contains("anyway"));
        await Button("Cancel").ClickAsync();

        Assert.False(await releasing);
        Assert.Empty(Messages);
        Assert.Equal(2, (await NumberAsync()).RowVersion - 1);
    }

    [Fact]
    public async Task Delete_OfAMissingNumber_ShowsAMessage()
    {
        var deleting = Start(NumberAction.Delete);
        _dialogs.WaitForAssertion(() => Assert.Contains("It was never assigned", _dialogs.Markup));
        await Numbers.DoAsync(TestPortal.Admin, Text, new NumberCommand.Delete(), null, Cancel);
        await SubmitAsync();

        _dialogs.WaitForAssertion(() => Assert.Contains("There is no number +18005550000", _dialogs.Markup));
        await Button("Cancel").ClickAsync();
        Assert.False(await deleting);
    }

    [Fact]
    public async Task Action_DatabaseUnavailable_ShowsAMessageAndKeepsTheInput()
    {
        var noting = Start(NumberAction.Note);
        _dialogs.WaitForElement("form textarea");
        await _dialogs.Find("textarea").InputAsync("Mine");
        await Portal.BreakAsync("ALTER TABLE audit_events RENAME TO gone");
        await SubmitAsync();

        _dialogs.WaitForAssertion(() => Assert.Contains("The database failed. Nothing was changed.", _dialogs.Markup));
        Assert.Equal("Mine", _dialogs.Find("textarea").GetAttribute("value"));
        await Button("Cancel").ClickAsync();
        Assert.False(await noting);
    }

    [Fact]
    public async Task GiveNumber_SuggestsTheNextAvailable_AndAnotherIfItIsTaken()
    {
        await Portal.AddNumbersAsync(1, from: 1);
        var acme = await Portal.AddBusinessAsync();
        var bolt = await Portal.AddBusinessAsync("Bolt Plumbing");
        var giving = GiveAsync(acme);
        _dialogs.WaitForAssertion(() => Assert.Equal("+1 800 555 0000", _dialogs.Find(".mud-autocomplete input").GetAttribute("value")));

        await Numbers.DoAsync(s_dana, Text, new NumberCommand.Assign(bolt.Id), null, Cancel);
        await SubmitAsync();
        _dialogs.WaitForAssertion(() => Assert.Contains("was assigned meanwhile by Bolt Plumbing", _dialogs.Markup));
        Assert.Equal("+1 800 555 0001", _dialogs.Find(".mud-autocomplete input").GetAttribute("value"));
        await SubmitAsync();

        Assert.True(await giving);
        Assert.Equal(["Assigned +1 800 555 0001 to Acme Dental"], Messages);
    }

    [Fact]
    public async Task GiveNumber_NoneAvailable_ShowsWhatToDo()
    {
        await AssignedToAcmeAsync();
        var giving = GiveAsync(await Portal.AddBusinessAsync("Bolt Plumbing"));

        _dialogs.WaitForAssertion(() => Assert.Contains("No number is available", _dialogs.Markup));
        await Button("Close").ClickAsync();
        Assert.False(await giving);
    }

    private async Task<BusinessRecord> AssignedToAcmeAsync()
    {
        var acme = await Portal.AddBusinessAsync();
        Assert.True((await Numbers.DoAsync(TestPortal.Admin, Text, new NumberCommand.Assign(acme.Id), null, Cancel)).IsDone);
        return acme;
    }

    private async Task<NumberRecord> NumberAsync() =>
        (await Portal.Get<InventoryService>().FindAsync(TestPortal.Admin, Text, Cancel)).Value!;

    private Task<bool> Start(NumberAction action) =>
        _dialogs.InvokeAsync(async () => await Services.GetRequiredService<NumberActions>().DoAsync(action, await NumberAsync()));

    private Task<bool> GiveAsync(BusinessRecord business) =>
        _dialogs.InvokeAsync(() => Services.GetRequiredService<NumberActions>().GiveNumberAsync(business));

    private async Task FillReasonAsync(string reason)
    {
        _dialogs.WaitForElement(".ap-reason input");
        await _dialogs.Find(".ap-reason input").InputAsync(reason);
    }

    private async Task SubmitAsync()
    {
        _dialogs.WaitForElement("form");
        await _dialogs.Find("form").SubmitAsync();
    }

    /// <summary>Undoes the last of several actions.</summary>
    private async Task UndoAsync(int offered = 1)
    {
        _messages.WaitForAssertion(() => Assert.Equal(offered, Undos().Count()));
        var shown = Services.GetRequiredService<ISnackbar>().ShownSnackbars.ToList();
        await Undos().Last().ClickAsync();
        // A message's button is not awaited; its result is shown in another message.
        _messages.WaitForAssertion(() => Assert.NotEmpty(Services.GetRequiredService<ISnackbar>().ShownSnackbars.Except(shown)));
    }

    private IEnumerable<IElement> Undos() => _messages.FindAll("button").Where(b => b.TextContent.Contains("Undo"));

    private IElement Button(string text) => _dialogs.FindAll("button").First(b => b.TextContent.Contains(text));
}
