using AdminPortal.Components.Pages.Businesses;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Keys;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Services.Agents;
using AdminPortal.Tests.Support;
using AngleSharp.Dom;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using TestContext = Xunit.TestContext;

namespace AdminPortal.Tests.Components.Pages.Businesses;

public sealed class BusinessPageTests : PageTest
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Page_OfAnUnknownBusiness_ShowsAMessageAndLinksToTheList()
    {
        var page = Draw(Guid.NewGuid());

        page.WaitForAssertion(() => Assert.Contains("Business not found", page.Markup));
        Assert.Contains(page.FindAll("a"), a => a.GetAttribute("href") == "businesses");
    }

    [Fact]
    public async Task Page_WhenAnotherEditsTheBusiness_ShowsIt()
    {
        var acme = await Portal.AddBusinessAsync("Acme Dental");
        var page = Draw(acme.Id);
        page.WaitForAssertion(() => Assert.Equal("Acme Dental", page.Find("h1").TextContent));

        await Portal.Get<BusinessService>().ChangeAsync(TestPortal.Admin, acme.Id, new BusinessChanges("Acme Dental Group"), null, Cancel);

        page.WaitForAssertion(() => Assert.Equal("Acme Dental Group", page.Find("h1").TextContent));
    }

    [Fact]
    public async Task History_WhenTheAgentIsEdited_ShowsItWithoutAReload()
    {
        var (acme, agent) = await Portal.AddAgentAsync("Acme Dental");
        var page = Draw(acme.Id);
        page.WaitForAssertion(() => Assert.Contains("Created an agent", page.Markup));

        await Portal
            .Get<AgentService>()
            .ChangeAsync(TestPortal.Support, agent.Id, new AgentConfiguration(Greeting: "Good morning"), null, Cancel);

        page.WaitForAssertion(() => Assert.Contains("Edited the agent", page.Markup));
    }

    [Theory]
    [InlineData("Overwrite", "Acme Dental East", "mine@acme.example")]
    [InlineData("Discard my changes", "Acme Dental West", null)]
    public async Task Edit_AfterAConcurrentChangeOfTheBusiness_ShowsBothVersions(string decision, string name, string? email)
    {
        var acme = await Portal.AddBusinessAsync("Acme Dental");
        var dialogs = DrawDialogs();
        var opened = await dialogs.InvokeAsync(() =>
            Services
                .GetRequiredService<IDialogService>()
                .ShowAsync<BusinessDialog>("Edit", new DialogParameters<BusinessDialog> { { d => d.Business, acme } })
        );
        await dialogs.FindAll("input")[0].InputAsync("Acme Dental East");
        await dialogs.FindAll("input")[1].InputAsync("mine@acme.example");
        await Portal
            .Get<BusinessService>()
            .ChangeAsync(
                TestPortal.Support with
                {
                    Role = AdminPortal.Data.Entities.PortalRole.Admin,
                },
                acme.Id,
                new BusinessChanges("Acme Dental West"),
                null,
                Cancel
            );

        await dialogs.InvokeAsync(() => dialogs.Find("form").SubmitAsync());

        dialogs.WaitForAssertion(() => Assert.Contains("Test support changed this business", dialogs.Markup));
        Assert.Contains("Acme Dental East", dialogs.Markup);
        Assert.Contains("Acme Dental West", dialogs.Markup);
        var decided = dialogs.FindAll("button").First(b => b.TextContent.Contains(decision));
        if (decision != "Overwrite")
            await decided.ClickAsync();
        await dialogs.InvokeAsync(() => dialogs.Find("form").SubmitAsync());
        var saved = await opened.GetReturnValueAsync<BusinessRecord>();
        Assert.Equal((name, email), (saved!.Name, saved.ContactEmail));
    }

    [Fact]
    public async Task ExternalId_EditedInPlace_IsUnique_AndCanBeUndone()
    {
        var acme = await Portal.AddBusinessAsync("Acme Dental");
        var bolt = await Portal.AddBusinessAsync("Bolt Plumbing");
        await ChangeAsync(bolt.Id, new BusinessChanges(ExternalId: "crm-1"));
        var messages = Render<MudSnackbarProvider>();
        var page = Draw(acme.Id);
        page.WaitForElement(".ap-inline-edit");
        await page.InvokeAsync(() => page.Find("button[aria-label='Edit the external ID of Acme Dental']").ClickAsync());
        await page.InvokeAsync(() => page.Find(".ap-inline textarea").InputAsync("crm-1"));

        await page.InvokeAsync(() => page.Find(".ap-inline-save").ClickAsync());
        page.WaitForAssertion(() => Assert.Contains("Another business has", page.Find(".ap-inline-problem").TextContent));
        await ChangeAsync(acme.Id, new BusinessChanges("Acme Dental Group"));
        await page.InvokeAsync(() => page.Find(".ap-inline textarea").Input("crm-2"));
        await page.InvokeAsync(() => page.Find(".ap-inline-save").Click());

        page.WaitForAssertion(() => Assert.Equal("crm-2", page.Find(".ap-inline-value").TextContent));
        await messages.InvokeAsync(() => messages.FindAll("button").Single(b => b.TextContent.Trim() == "Undo").ClickAsync());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".ap-inline-value")));
    }

    [Fact]
    public async Task ExternalId_ThatSomebodyElseChanged_ShowsBoth()
    {
        var acme = await Portal.AddBusinessAsync("Acme Dental");
        var dialogs = DrawDialogs();
        var page = Draw(acme.Id);
        page.WaitForElement(".ap-inline-edit");
        await page.InvokeAsync(() => page.Find(".ap-inline-edit").ClickAsync());
        await page.InvokeAsync(() => page.Find(".ap-inline textarea").InputAsync("mine-1"));
        await ChangeAsync(acme.Id, new BusinessChanges("Acme Dental Group", ExternalId: "theirs-1"));

        var saving = page.InvokeAsync(() => page.Find(".ap-inline-save").Click());
        dialogs.WaitForAssertion(() => Assert.Contains("theirs-1", dialogs.Markup));
        Assert.Contains("mine-1", dialogs.Markup);
        await dialogs.InvokeAsync(() => dialogs.FindAll("button").Single(b => b.TextContent.Trim() == "Overwrite").ClickAsync());
        await dialogs.InvokeAsync(() => dialogs.Find("form").SubmitAsync());
        await saving;

        var saved = (await Portal.Get<BusinessService>().FindAsync(TestPortal.Admin, acme.Id, Cancel)).Value!;
        Assert.Equal(("Acme Dental Group", "mine-1"), (saved.Name, saved.ExternalId));
    }

    private async Task ChangeAsync(Guid id, BusinessChanges changes) =>
        Assert.True((await Portal.Get<BusinessService>().ChangeAsync(TestPortal.Admin, id, changes, null, Cancel)).IsDone);

    [Fact]
    public async Task Person_Invited_IsListedUnderTheBusiness()
    {
        var business = await Portal.AddBusinessAsync();
        var dialogs = DrawDialogs();
        var page = Render<BusinessPage>(p => p.Add(x => x.Id, business.Id));
        page.WaitForAssertion(() => Assert.Contains("Nobody of this business can sign in", page.Markup));

        await page.InvokeAsync(() => page.FindAll("button").Single(b => b.TextContent.Trim() == "Invite person").Click());
        dialogs.WaitForAssertion(() => Assert.Contains("Invite a person of Acme Dental", dialogs.Markup));
        await dialogs.InvokeAsync(() => dialogs.Find(".mud-dialog input").Input("front@acme.example"));
        await dialogs.InvokeAsync(() => dialogs.Find("form").Submit());

        page.WaitForAssertion(() => Assert.Contains("front@acme.example", People()));
        Assert.Contains("Invited", People());

        string People() => page.Find("section[aria-labelledby=business-people]").TextContent;
    }

    [Fact]
    public async Task Close_ShowsWhatItTakes_AndTheClosedBusinessOffersOnlyToReopenIt()
    {
        await Portal.AddNumbersAsync(1);
        var (acme, _) = await Portal.AddAgentAsync("Acme Dental");
        await Portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, acme.Id, Cancel);
        var dialogs = DrawDialogs();
        var page = Draw(acme.Id);
        page.WaitForAssertion(() => Assert.Contains("Close business", page.Markup));

        var closing = page.InvokeAsync(() => Button(page, "Close business").Click());
        dialogs.WaitForAssertion(() => Assert.Contains("It loses", dialogs.Markup));
        Assert.Contains("+1 800 555 0000", dialogs.Find(".ap-consequence").TextContent);
        Assert.Contains("Its agent is removed at the provider.", dialogs.Markup);
        // Somebody renames it meanwhile: the dialog shows it again before it closes anything.
        await Portal.Get<BusinessService>().ChangeAsync(TestPortal.Admin, acme.Id, new BusinessChanges("Acme Group"), null, Cancel);
        await dialogs.FindAll(".mud-dialog input, .mud-dialog textarea")[^1].InputAsync("The contract ended");
        await dialogs.InvokeAsync(() => dialogs.Find("form").SubmitAsync());
        dialogs.WaitForAssertion(() => Assert.Contains("Acme Group was changed while this dialog was open", dialogs.Markup));
        await dialogs.InvokeAsync(() => dialogs.Find("form").SubmitAsync());
        await closing;

        page.WaitForAssertion(() => Assert.Contains("Reopening gives +1 800 555 0000 back to it.", page.Find(".mud-alert").TextContent));
        foreach (var gone in (string[])["Close business", "Assign number", "Undo release", "Invite person", "Create key", "Pause agent"])
            Assert.DoesNotContain(page.FindAll("button"), b => b.TextContent.Trim() == gone);

        await page.InvokeAsync(() => Button(page, "Reopen business").Click());
        page.WaitForAssertion(() => Assert.Contains("Release number", page.Markup));
    }

    [Fact]
    public async Task Keys_Created_AreShownOnceAndRevoked()
    {
        var acme = await Portal.AddBusinessAsync("Acme Dental");
        var dialogs = DrawDialogs();
        var page = Draw(acme.Id);
        page.WaitForAssertion(() => Assert.Contains("No API keys", page.Markup));

        var making = page.InvokeAsync(() => page.FindAll("button").First(b => b.TextContent.Contains("Create key")).Click());
        dialogs.WaitForAssertion(() => dialogs.Find("form input"));
        await dialogs.FindAll("form input")[0].InputAsync("Website");
        await dialogs.InvokeAsync(() => dialogs.Find("form").SubmitAsync());
        dialogs.WaitForAssertion(() => Assert.StartsWith("ap_", dialogs.Find("code").TextContent));
        var text = dialogs.Find("code").TextContent;
        await dialogs.FindAll("button").First(b => b.TextContent.Contains("Done")).ClickAsync();
        await making;

        page.WaitForAssertion(() => Assert.Contains("Website", page.Markup));
        Assert.DoesNotContain(text, page.Markup);
        Assert.True((await Portal.Get<ApiKeyAuthenticator>().AuthenticateAsync(text, Cancel)) is not null);

        page.WaitForAssertion(() => page.Find("button[aria-label='Revoke key Website']"));
        var revoking = page.InvokeAsync(() => page.Find("button[aria-label='Revoke key Website']").Click());
        dialogs.WaitForAssertion(() => Assert.Contains("lose access immediately", dialogs.Markup));
        Assert.Contains(dialogs.FindAll("button"), b => b.TextContent.Contains("Revoke key"));
        await dialogs.InvokeAsync(() => dialogs.Find("form").SubmitAsync());
        await revoking;

        page.WaitForAssertion(() => Assert.Contains("Revoked", page.Markup));
        Assert.Null(await Portal.Get<ApiKeyAuthenticator>().AuthenticateAsync(text, Cancel));
    }

    private static IElement Button(IRenderedComponent<BusinessPage> page, string text) =>
        page.FindAll("button").Single(b => b.TextContent.Trim() == text);

    private IRenderedComponent<BusinessPage> Draw(Guid id) => Render<BusinessPage>(page => page.Add(p => p.Id, id));
}
