using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Agents;

/// <summary>Keeping the settings that somebody changed at the provider.</summary>
public sealed class AgentAdoptionTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Adopt_ByTwoPeopleAtOnce_KeepsTheProvidersSettings_AndIsRecordedOnce(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var provider = new UnreliableProvider();
        using var background = new AgentBackground(portal, provider, repairsDrift: false);
        var (business, number) = await background.ServeAsync();
        await background.ReconcileDueAsync();
        var view = await DriftAsync(portal, background, provider, business, "Good evening.");
        var id = (await portal.AgentAsync(business)).Id;

        var adopted = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => background.Service.AdoptAsync(TestPortal.Support, id, view, null, Cancel)))
        );

        Assert.All(adopted, a => Assert.True(a.IsDone, a.ToString()));
        await background.ReconcileDueAsync();
        var agent = await portal.AgentAsync(business);
        Assert.Equal(("Good evening.", AgentStatus.Active, null), (agent.Greeting, agent.Status, agent.LastError));
        Assert.Equal(agent.ProviderAgentId, provider.Numbers[number]);
        await using var db = portal.Database.CreateReadContext();
        var change = await db.AuditEvents.SingleAsync(e => e.Action == "agent.changed", Cancel);
        Assert.Equal("Kept the provider's version", change.Reason);
        Assert.Contains("Good evening.", change.After, StringComparison.Ordinal);
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Adopt_AfterAnotherChangeAtTheProvider_IsRefused()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider();
        using var background = new AgentBackground(portal, provider, repairsDrift: false);
        var (business, _) = await background.ServeAsync();
        await background.ReconcileDueAsync();
        var shown = await DriftAsync(portal, background, provider, business, "Good evening.");
        var greeting = (await portal.AgentAsync(business)).Greeting;
        await DriftAsync(portal, background, provider, business, "Good night.");

        var refused = await background.Service.AdoptAsync(TestPortal.Support, (await portal.AgentAsync(business)).Id, shown, null, Cancel);

        Assert.IsType<Refusal.InvalidTransition>(refused.Refusal);
        Assert.Equal(greeting, (await portal.AgentAsync(business)).Greeting);
    }

    [Fact]
    public async Task Adopt_OfInstructions_KeepsTheOpeningHoursApart()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider();
        using var background = new AgentBackground(portal, provider, repairsDrift: false);
        var (business, _) = await background.ServeAsync();
        var agent = await portal.AgentAsync(business);
        var hours = new AgentConfiguration(Prompt: "Be brief.", OpeningHours: new("America/Chicago", ["09:00-17:00"]));
        Assert.True((await background.Service.ChangeAsync(TestPortal.Support, agent.Id, hours, null, Cancel)).IsDone);
        await background.ReconcileDueAsync();
        agent = await portal.AgentAsync(business);
        var there = provider.Agents[agent.ProviderAgentId!];
        Assert.StartsWith("Be brief.\n\n<opening_hours>", there.Prompt, StringComparison.Ordinal);
        Assert.Equal(AgentStatus.Active, agent.Status);

        // Somebody changes both: the instructions, and the part that belongs to the portal.
        provider.Agents[there.Id] = there with
        {
            Prompt = there.Prompt!.Replace("09:00", "07:00", StringComparison.Ordinal) + "\n\nSay goodbye.",
        };
        await portal.WakeAgentAsync(agent.Id);
        await background.ReconcileDueAsync();
        Assert.Equal("Different at the provider: prompt and opening hours.", (await portal.AgentAsync(business)).LastError);
        var shown = ProviderView.Parse((await portal.SyncAsync(business)).Seen)!;
        Assert.True((await background.Service.AdoptAsync(TestPortal.Support, agent.Id, shown, null, Cancel)).IsDone);
        await background.ReconcileDueAsync();

        var kept = await portal.AgentAsync(business);
        Assert.Equal(("Be brief.\n\nSay goodbye.", agent.OpeningHours, AgentStatus.Active), (kept.Prompt, kept.OpeningHours, kept.Status));
        Assert.StartsWith(
            "Be brief.\n\nSay goodbye.\n\n<opening_hours>\nThe time in America/Chicago",
            provider.Agents[there.Id].Prompt,
            StringComparison.Ordinal
        );
        Assert.Contains("09:00 to 17:00", provider.Agents[there.Id].Prompt, StringComparison.Ordinal);
    }

    /// <summary>Changes the greeting at the provider, and compares.</summary>
    private static async Task<ProviderView> DriftAsync(
        TestPortal portal,
        AgentBackground background,
        UnreliableProvider provider,
        Guid business,
        string greeting
    )
    {
        var agent = await portal.AgentAsync(business);
        provider.Agents[agent.ProviderAgentId!] = provider.Agents[agent.ProviderAgentId!] with { Greeting = greeting };
        await portal.WakeAgentAsync(agent.Id);
        await background.ReconcileDueAsync();
        Assert.Equal(AgentStatus.Drifted, (await portal.AgentAsync(business)).Status);
        return ProviderView.Parse((await portal.SyncAsync(business)).Seen)!;
    }
}
