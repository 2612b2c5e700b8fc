using AdminPortal.Components.Pages.Agents;
using AdminPortal.Services.Agents;
using AdminPortal.Tests.Services.Agents;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TestContext = Xunit.TestContext;

namespace AdminPortal.Tests.Components.Pages.Agents;

public sealed class AgentsPageTests : PageTest
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Page_WithoutAgents_ExplainsThemAndLinksOnward()
    {
        var page = Render<AgentsPage>();

        page.WaitForAssertion(() => Assert.Contains("No agents yet", page.Markup));
        Assert.Contains("Simulated provider", page.Markup);
    }

    [Fact]
    public async Task Board_ShowsWhatNeedsAttentionFirst_AndUpdatesLive()
    {
        await Portal.AddAgentAsync("Acme Dental");
        var (_, bolt) = await Portal.AddAgentAsync("Bolt Plumbing");
        await Portal.ReconcileAgentsAsync();
        await FailAsync(bolt.Id, "There is no voice 'x'.");
        var page = Render<AgentsPage>();
        page.WaitForAssertion(() =>
            Assert.Equal(["Bolt Plumbing", "Acme Dental"], page.FindAll("tbody a.ap-row-link").Select(a => a.TextContent))
        );
        Assert.Contains("There is no voice 'x'.", page.Markup);
        Assert.Equal(["2", "1", "0", "0", "0", "1", "0"], page.FindAll(".ap-count-figure").Select(c => c.TextContent.Trim()));

        var acme = (await Portal.Get<AgentBoardService>().ListAsync(Me, new AgentFilter(Query: "Acme"), null, 9, Cancel)).Value!.Items[0];
        await Portal.Get<AgentService>().PauseAsync(Me, acme.Id, null, Cancel);

        page.WaitForAssertion(() =>
            Assert.Contains("Paused", page.FindAll("tbody tr").Last(r => r.QuerySelector("a") is not null).TextContent)
        );
        page.WaitForAssertion(() =>
            Assert.Equal(["2", "1", "0", "0", "0", "1"], page.FindAll(".ap-count-figure").Select(c => c.TextContent.Trim()))
        );
    }

    [Fact]
    public async Task Board_FilteredByTheAddress_ShowsOnlyMatches_AndAMessageWithoutAny()
    {
        await Portal.AddAgentAsync("Acme Dental");
        await Portal.AddAgentAsync("Bolt Plumbing");
        await Portal.ReconcileAgentsAsync();
        var navigation = Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo("/agents?q=bolt");
        var page = Render<AgentsPage>();
        page.WaitForAssertion(() => Assert.Equal("Bolt Plumbing", Assert.Single(page.FindAll("tbody a.ap-row-link")).TextContent));
        Assert.Contains("1 agent", page.Find(".ap-matches").TextContent);

        navigation.NavigateTo("/agents?status=failed");

        page.WaitForAssertion(() => Assert.Contains("No agents found", page.Markup));
    }

    [Fact]
    public async Task Headers_SortTheBoard_AndReturnToWhatNeedsAttention()
    {
        foreach (var name in (string[])["Bolt Plumbing", "Acme Dental", "Cedar Spa"])
            await Portal.AddAgentAsync(name);
        await Portal.ReconcileAgentsAsync();
        var navigation = Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo("/agents?q=e&sort=business");
        var page = Render<AgentsPage>();
        ExpectRows("Acme Dental", "Cedar Spa");
        Assert.Equal("ascending", page.Find("th").GetAttribute("aria-sort"));

        navigation.NavigateTo(page.Find("th a").GetAttribute("href")!);
        ExpectRows("Cedar Spa", "Acme Dental");
        Assert.Contains("sort=-business", navigation.Uri);
        Assert.Contains("q=e", navigation.Uri);
        navigation.NavigateTo(page.Find("th a").GetAttribute("href")!);
        page.WaitForAssertion(() => Assert.Null(page.Find("th").GetAttribute("aria-sort")));
        navigation.NavigateTo("/agents?sort=created");
        ExpectRows("Bolt Plumbing", "Acme Dental", "Cedar Spa");

        void ExpectRows(params string[] names) =>
            page.WaitForAssertion(() => Assert.Equal(names, page.FindAll("tbody a.ap-row-link").Select(a => a.TextContent)));
    }

    [Fact]
    public async Task Board_InvalidSearch_ShowsWhy_UntilCorrected()
    {
        await Portal.AddAgentAsync("Acme Dental");
        var navigation = Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo($"/agents?q={new string('a', 300)}");
        var page = Render<AgentsPage>();
        page.WaitForAssertion(() => Assert.Contains("Cannot load agents", page.Markup));
        Assert.Contains("254", page.Find(".ap-empty").TextContent);

        navigation.NavigateTo("/agents?q=acme");

        page.WaitForAssertion(() => Assert.Equal("Acme Dental", Assert.Single(page.FindAll("tbody a.ap-row-link")).TextContent));
    }

    [Fact]
    public async Task Board_OverlappingReads_KeepTheRows()
    {
        await Portal.AddAgentAsync("Acme Dental");
        var page = Render<AgentsPage>();
        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody a.ap-row-link")));
        var table = page.FindComponent<AgentTable>();

        await table.InvokeAsync(() => Task.WhenAll(Enumerable.Range(0, 100).Select(_ => table.Instance.RefreshAsync())));

        page.WaitForAssertion(() => Assert.Equal("Acme Dental", Assert.Single(page.FindAll("tbody a.ap-row-link")).TextContent));
    }

    [Fact]
    public async Task Failures_OfOneCause_AreOneBanner_AndOneClickRetriesAll()
    {
        for (var i = 0; i < 3; i++)
        {
            var (_, agent) = await Portal.AddAgentAsync($"Business {i}");
            await FailAsync(agent.Id, $"Retell did not change the agent: agent_00{i} is locked.");
        }

        await Portal.AddAgentAsync("Acme Dental");
        var page = Render<AgentsPage>();
        page.WaitForAssertion(() => Assert.Contains("3 agents are not in sync.", page.Find("[role=alert]").TextContent));
        Assert.Contains("Retell did not change the agent: … is locked.", page.Find("[role=alert]").TextContent);

        await page.FindAll("button").Single(b => b.TextContent.Trim() == "Retry all 3").ClickAsync();

        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[role=alert]")));
        Assert.Equal(4, (await Portal.Get<AgentBoardService>().CountAsync(Me, Cancel)).Value!.Provisioning);
    }

    [Fact]
    public async Task Agent_WhoseAttemptsAllFailed_IsNotInSync_AndOneWithoutANumberIsNotGreen()
    {
        var (acme, _) = await Portal.AddAgentAsync("Acme Dental");
        await Portal.AddAgentAsync("Bolt Plumbing");
        await Portal.ReconcileAgentsAsync();
        await using (var db = Portal.Database.CreateDbContext())
        {
            var agent = await db.Agents.SingleAsync(a => a.BusinessId == acme.Id, Cancel);
            var sync = (await db.AgentSyncs.FindAsync([agent.Id], Cancel))!;
            (sync.Attempts, sync.LastFault) = (AgentStateRules.NotInSyncAfter, "Retell did not look up the agent: it cannot be reached.");
            await db.SaveChangesAsync(Cancel);
        }

        var page = Render<AgentsPage>();

        page.WaitForAssertion(() =>
            Assert.Equal(["Not in sync", "No number"], page.FindAll("tbody .ap-state").Select(s => s.TextContent.Trim()))
        );
        page.WaitForAssertion(() => Assert.Contains("it cannot be reached", page.Find("[role=alert]").TextContent));
        page.WaitForAssertion(() => Assert.NotNull(page.Find("a[href='agents?status=notinsync']")));

        Services.GetRequiredService<NavigationManager>().NavigateTo("/agents?status=notinsync");
        page.WaitForAssertion(() => Assert.Equal("Acme Dental", Assert.Single(page.FindAll("tbody a.ap-row-link")).TextContent));
    }

    [Fact]
    public void Webhooks_Refused_AreShown()
    {
        Portal.Get<WebhookRefusals>().Note("It has no signature.");
        Portal.Get<WebhookRefusals>().Note("It has no signature.");

        var page = Render<AgentsPage>();

        page.WaitForAssertion(() => Assert.Contains("2 webhooks were refused", page.Markup));
        Assert.Contains("It has no signature.", page.Markup);
    }

    private async Task FailAsync(Guid id, string error)
    {
        await using var db = Portal.Database.CreateDbContext();
        var agent = (await db.Agents.FindAsync([id], Cancel))!;
        (agent.Status, agent.LastError) = (AdminPortal.Data.Entities.AgentStatus.Failed, error);
        await db.SaveChangesAsync(Cancel);
    }
}
