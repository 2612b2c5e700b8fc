using AdminPortal.Components.Shared.Agents;
using AdminPortal.Providers.Agents;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Services.Agents;
using AdminPortal.Tests.Support;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using IComponent = Microsoft.AspNetCore.Components.IComponent;
using TestContext = Xunit.TestContext;

namespace AdminPortal.Tests.Components.Shared.Agents;

public sealed class AgentPanelTests : PageTest
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Panel_ComparesSettingsWithTheProvider_AndUpdatesLive()
    {
        await Portal.AddNumbersAsync(1);
        var (business, agent) = await Portal.AddAgentAsync();
        await Portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business.Id, Cancel);
        var panel = Render<AgentPanel>(p => p.Add(a => a.AgentId, agent.Id));
        panel.WaitForAssertion(() => Assert.Contains("Syncing with the provider", panel.Markup));

        await Portal.ReconcileAgentsAsync();

        panel.WaitForAssertion(() => Assert.Equal(["+1 800 555 0000", "+1 800 555 0000"], Cells(panel, "Phone number")));
        Assert.Contains("In sync with the simulated provider since", panel.Markup);
        Assert.Empty(panel.FindAll(".ap-differs"));
    }

    [Fact]
    public async Task Pause_AsksForConfirmation_AndOffersUndo()
    {
        var (_, agent) = await Portal.AddAgentAsync();
        await Portal.ReconcileAgentsAsync();
        var dialogs = DrawDialogs();
        var snackbar = Services.GetRequiredService<ISnackbar>();
        var panel = Render<AgentPanel>(p => p.Add(a => a.AgentId, agent.Id));
        panel.WaitForAssertion(() => Button(panel, "Pause agent"));

        var pausing = Button(panel, "Pause agent").ClickAsync();
        dialogs.WaitForAssertion(() => Assert.Contains("does not answer calls until it is resumed", dialogs.Markup));
        await Button(dialogs, "Pause agent").ClickAsync();
        await pausing;

        panel.WaitForAssertion(() => Button(panel, "Resume agent"));
        Assert.Contains(snackbar.ShownSnackbars, s => s.Message == "The agent is paused");
        await Button(panel, "Resume agent").ClickAsync();
        panel.WaitForAssertion(() => Button(panel, "Pause agent"));
    }

    [Fact]
    public async Task Edit_DuringReconciliation_SavesWithoutAConflict()
    {
        var (_, agent) = await Portal.AddAgentAsync();
        var (dialogs, opened) = await OpenAsync(agent.Id);
        await Portal.ReconcileAgentsAsync();

        await dialogs.FindAll("input")[0].InputAsync("Ada");
        await dialogs.InvokeAsync(() => dialogs.Find("form").SubmitAsync());

        Assert.Equal("Ada", (await opened.GetReturnValueAsync<AgentRecord>())!.Name);
    }

    [Theory]
    [InlineData("Overwrite", "Ada")]
    [InlineData("Discard my changes", "Bea")]
    public async Task Edit_AfterAConcurrentChange_ShowsBothVersions(string decision, string name)
    {
        var (_, agent) = await Portal.AddAgentAsync();
        var (dialogs, opened) = await OpenAsync(agent.Id);
        await Portal.Get<AgentService>().ChangeAsync(TestPortal.Support, agent.Id, new AgentConfiguration(Name: "Bea"), null, Cancel);

        await dialogs.FindAll("input")[0].InputAsync("Ada");
        await dialogs.InvokeAsync(() => dialogs.Find("form").SubmitAsync());

        dialogs.WaitForAssertion(() => Assert.Equal(["Ada", "Bea"], Cells(dialogs, "Name")));
        var decided = Button(dialogs, decision);
        if (decision != "Overwrite")
            await decided.ClickAsync();
        await dialogs.InvokeAsync(() => dialogs.Find("form").SubmitAsync());
        await opened.GetReturnValueAsync<AgentRecord>();
        Assert.Equal(name, (await Portal.AgentAsync(agent.BusinessId)).Name);
    }

    [Fact]
    public async Task Edit_RefusedField_IsMarked()
    {
        var (_, agent) = await Portal.AddAgentAsync();
        var (dialogs, _) = await OpenAsync(agent.Id);

        await dialogs.FindAll("input")[0].InputAsync(new string('a', 201));
        await dialogs.InvokeAsync(() => dialogs.Find("form").SubmitAsync());

        dialogs.WaitForAssertion(() => Assert.NotNull(dialogs.Find(".mud-input-error")));
        Assert.Equal("Acme Dental assistant", (await Portal.AgentAsync(agent.BusinessId)).Name);
    }

    [Fact]
    public async Task Calls_OfTheBusiness_AreShownLive()
    {
        var (business, _) = await Portal.AddAgentAsync();
        await Portal.ReconcileAgentsAsync();
        var panel = Render<CallsPanel>(p => p.Add(c => c.BusinessId, business.Id));
        panel.WaitForAssertion(() => Assert.Contains("No calls yet", panel.Markup));

        var provided = (await Portal.AgentAsync(business.Id)).ProviderAgentId!;
        await Portal
            .Get<CallService>()
            .TakeAsync(
                AdminPortal.Services.Actor.System,
                "simulated",
                new CallNotice(
                    "call_ended",
                    "c1",
                    provided,
                    "+13125550188",
                    "+18005550000",
                    DateTimeOffset.UtcNow.AddMinutes(-3),
                    DateTimeOffset.UtcNow.AddMinutes(-1),
                    120_000,
                    "user_hangup"
                ),
                Cancel
            );

        panel.WaitForAssertion(() => Assert.Contains("2 minutes long", panel.Markup));
    }

    [Fact]
    public async Task Drift_MarksTheWordsThatDiffer_AndTheProvidersVersionCanBeKept()
    {
        var (business, agent) = await Portal.AddAgentAsync();
        await Portal.ReconcileAgentsAsync();
        await using (var db = Portal.Database.CreateDbContext())
        {
            var sync = (await db.AgentSyncs.FindAsync([agent.Id], Cancel))!;
            var there = ProviderView.Parse(sync.Seen)! with { Greeting = "Hello, you have called Acme Dental. How may I help you?" };
            sync.Seen = there.ToJson();
            var row = (await db.Agents.FindAsync([agent.Id], Cancel))!;
            row.Status = AdminPortal.Data.Entities.AgentStatus.Drifted;
            await db.SaveChangesAsync(Cancel);
        }

        var dialogs = DrawDialogs();
        var panel = Render<AgentPanel>(p => p.Add(a => a.AgentId, agent.Id));
        panel.WaitForAssertion(() => Assert.Equal(["reached", "called"], panel.FindAll("mark").Select(m => m.TextContent)));
        Button(panel, "Restore our settings");

        var keeping = Button(panel, "Keep provider’s version").ClickAsync();
        dialogs.WaitForAssertion(() => Assert.Contains("replace those saved here", dialogs.Markup));
        await Button(dialogs, "Keep provider’s version").ClickAsync();
        await keeping;

        Assert.Equal("Hello, you have called Acme Dental. How may I help you?", (await Portal.AgentAsync(business.Id)).Greeting);
        panel.WaitForAssertion(() => Assert.Empty(panel.FindAll("mark")));
    }

    [Fact]
    public async Task OpeningHours_AreSetInTheDialog_AndAChangeAtTheProviderIsShownButNotKept()
    {
        var (business, agent) = await Portal.AddAgentAsync();
        await Portal.ReconcileAgentsAsync();
        var dialogs = DrawDialogs();
        var panel = Render<AgentPanel>(p => p.Add(a => a.AgentId, agent.Id));
        panel.WaitForAssertion(() => Button(panel, "Edit agent"));

        var editing = panel.InvokeAsync(() => Button(panel, "Edit agent").Click());
        dialogs.WaitForAssertion(() => dialogs.Find(".ap-hours .mud-switch input"));
        await dialogs.InvokeAsync(() => dialogs.Find(".ap-hours .mud-switch input").ChangeAsync(true));
        dialogs.WaitForAssertion(() => Assert.Equal(10, dialogs.FindAll("input[type=time]").Count));
        await dialogs.InvokeAsync(() => dialogs.Find("input[aria-label='Monday opens at']").ChangeAsync("08:00"));
        await Button(dialogs, "Same hours Monday to Friday").ClickAsync();
        await dialogs.InvokeAsync(() => dialogs.Find("form").SubmitAsync());
        await editing;

        panel.WaitForAssertion(() => Assert.Contains("Mon to Fri 08:00 to 17:00, Sat and Sun closed (America/Chicago)", panel.Markup));
        await Portal.ReconcileAgentsAsync();
        await using (var db = Portal.Database.CreateDbContext())
        {
            var sync = (await db.AgentSyncs.FindAsync([agent.Id], Cancel))!;
            var there = ProviderView.Parse(sync.Seen)!;
            Assert.Contains("- Monday to Friday: 08:00 to 17:00", there.Prompt, StringComparison.Ordinal);
            sync.Seen = (there with { Prompt = there.Prompt!.Replace("08:00", "07:00", StringComparison.Ordinal) }).ToJson();
            (await db.Agents.FindAsync([agent.Id], Cancel))!.Status = AdminPortal.Data.Entities.AgentStatus.Drifted;
            await db.SaveChangesAsync(Cancel);
        }

        var drifted = Render<AgentPanel>(p => p.Add(a => a.AgentId, agent.Id));
        drifted.WaitForAssertion(() => Assert.Equal(["08:00", "07:00"], drifted.FindAll("mark").Select(m => m.TextContent)));
        Button(drifted, "Restore our settings");
        Assert.DoesNotContain("Keep provider", drifted.Markup);
        Assert.NotNull((await Portal.AgentAsync(business.Id)).OpeningHours);
    }

    [Fact]
    public async Task TestCall_FromTheDialog_IsPlaced_AndARefusedPhoneIsMarked()
    {
        await Portal.AddNumbersAsync(1);
        var (business, _) = await Portal.AddAgentAsync();
        await Portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business.Id, Cancel);
        await Portal.ReconcileAgentsAsync();
        var dialogs = DrawDialogs();
        var opened = await dialogs.InvokeAsync(() =>
            Services
                .GetRequiredService<IDialogService>()
                .ShowAsync<TestCallDialog>(
                    "Place a test call",
                    new DialogParameters<TestCallDialog> { { d => d.BusinessId, business.Id }, { d => d.From, "+18005550000" } }
                )
        );

        await dialogs.Find("input").InputAsync("12");
        await dialogs.InvokeAsync(() => dialogs.Find("form").SubmitAsync());
        dialogs.WaitForAssertion(() => Assert.Contains("too short", dialogs.Markup));
        await dialogs.Find("input").InputAsync("(312) 555-0188");
        await dialogs.InvokeAsync(() => dialogs.Find("form").SubmitAsync());

        Assert.Equal(("+13125550188", true), ((await opened.GetReturnValueAsync<TestCall>())!.To, true));
        await using var db = Portal.Database.CreateReadContext();
        Assert.Single(db.AuditEvents.Where(e => e.Action == "agent.test_called"));
    }

    [Fact]
    public async Task Voice_PlaysAndStopsItsSample()
    {
        DrawPopovers();
        var picker = Render<VoicePicker>(p => p.Add(v => v.Value, "11labs-Amy"));
        picker.WaitForAssertion(() => picker.Find("button[aria-label='Play a sample of Amy']"));

        await picker.Find("button[aria-label='Play a sample of Amy']").ClickAsync();
        Assert.Equal("voices/sample?voice=11labs-Amy", picker.Find("audio").GetAttribute("src"));
        await picker.Find("button[aria-label='Stop the sample']").ClickAsync();
        Assert.Empty(picker.FindAll("audio"));

        await picker.Find("button[aria-label='Play a sample of Amy']").ClickAsync();
        await picker.Find("audio").TriggerEventAsync("onerror", new Microsoft.AspNetCore.Components.Web.ErrorEventArgs());
        Assert.Contains("cannot be played now", picker.Markup);
    }

    private async Task<(IRenderedComponent<MudDialogProvider> Dialogs, IDialogReference Opened)> OpenAsync(Guid agent)
    {
        var details = (await Portal.Get<AgentBoardService>().FindAsync(Me, agent, Cancel)).Value!;
        var dialogs = DrawDialogs();
        var opened = await dialogs.InvokeAsync(() =>
            Services
                .GetRequiredService<IDialogService>()
                .ShowAsync<AgentDialog>("Edit", new DialogParameters<AgentDialog> { { d => d.Agent, details } })
        );
        return (dialogs, opened);
    }

    private static IEnumerable<string> Cells(IRenderedComponent<IComponent> of, string row) =>
        of.FindAll("tr").First(r => r.QuerySelector("th")?.TextContent == row).QuerySelectorAll("td").Select(d => d.TextContent.Trim());

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<IComponent> of, string text) =>
        of.FindAll("button").First(b => b.TextContent.Trim() == text);
}
