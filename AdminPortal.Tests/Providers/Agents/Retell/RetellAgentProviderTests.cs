using AdminPortal.Providers.Agents;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Providers.Agents.Retell;

/// <summary>Requests to Retell, and the handling of its responses.</summary>
public sealed class RetellAgentProviderTests
{
    private static readonly AgentSpec s_wanted = new(
        "Acme assistant",
        "11labs-Adrian",
        "en-US",
        "Hello, this is Acme.",
        "Answer for Acme."
    );

    private readonly AgentMark _mark = new(Guid.CreateVersion7(), Guid.CreateVersion7());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_Agent_MarksAgentAndLlmAndPublishes()
    {
        await using var portal = await RetellPortal.StartAsync(webhook: new Uri("https://portal.example.com/api/webhooks/retell"));

        var made = await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);

        var agent = Assert.Single(portal.Stub.Agents);
        var llm = Assert.Single(portal.Stub.Llms);
        Assert.Equal((made.Id, made.PartId), (agent.Id, llm.Id));
        Assert.Equal($"Acme assistant {_mark}", agent.Name);
        Assert.Equal((true, "https://portal.example.com/api/webhooks/retell"), (agent.IsPublished, agent.WebhookUrl));
        Assert.Equal(["call_started", "call_ended", "call_analyzed"], agent.WebhookEvents);
        Assert.Equal(
            (s_wanted.Prompt, s_wanted.Greeting, "agent", _mark.ToString()),
            (llm.Prompt, llm.BeginMessage, llm.StartSpeaker, llm.Variables["ap_mark"])
        );
    }

    [Fact]
    public async Task Create_PublishingFails_ReturnsTheIdOfTheNewAgent()
    {
        await using var portal = await RetellPortal.StartAsync();
        portal.Stub.Faults.Next("POST /publish-agent-version", CallFault.Fail, times: 3);

        var fault = await Assert.ThrowsAsync<AgentProviderException>(() => portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel));

        Assert.Equal((AgentFault.Passing, Assert.Single(portal.Stub.Agents).Id), (fault.Fault, fault.MadeId));
    }

    [Fact]
    public async Task Update_AgentWithoutAWebhook_GetsOurs()
    {
        await using var portal = await RetellPortal.StartAsync(webhook: new Uri("https://portal.example.com/api/webhooks/retell"));
        var made = await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);
        portal.Stub.ChangeAgent(made.Id, a => a with { WebhookUrl = null, WebhookEvents = [] });

        var there = Assert.Single(await portal.Provider.FindAgentsAsync(_mark, made.Id, Cancel));
        Assert.False(there.IsHeard);
        Assert.True((await portal.Provider.UpdateAgentAsync(there, _mark, s_wanted, Cancel)).IsHeard);

        Assert.Equal("https://portal.example.com/api/webhooks/retell", Assert.Single(portal.Stub.Agents).WebhookUrl);
    }

    [Fact]
    public async Task Create_WithoutAWebhookUrl_SendsNone()
    {
        await using var portal = await RetellPortal.StartAsync();

        await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);

        Assert.DoesNotContain(
            "webhook",
            Assert.Single(portal.Stub.Calls, c => c.Route == "POST /create-agent").Body,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Create_WithoutAGreeting_LetsTheCallerSpeakFirst()
    {
        await using var portal = await RetellPortal.StartAsync();

        await portal.Provider.CreateAgentAsync(_mark, s_wanted with { Greeting = "" }, Cancel);

        Assert.Equal(("user", ""), (portal.Stub.Llms[0].StartSpeaker, portal.Stub.Llms[0].BeginMessage));
    }

    [Fact]
    public async Task Create_UnknownVoice_NeedsAPersonAndShowsRetellsMessage()
    {
        await using var portal = await RetellPortal.StartAsync();

        for (var attempt = 0; attempt < 3; attempt++)
        {
            var fault = await Assert.ThrowsAsync<AgentProviderException>(() =>
                portal.Provider.CreateAgentAsync(_mark, s_wanted with { VoiceId = "nobody" }, Cancel)
            );
            Assert.Equal(AgentFault.ForAPerson, fault.Fault);
            Assert.Equal("Retell did not create the agent: Item nobody not found from voice", fault.Message);
        }

        Assert.Single(portal.Stub.Llms);
    }

    [Fact]
    public async Task Find_NameWithoutMark_IsOursIfTheIdIsKnown()
    {
        await using var portal = await RetellPortal.StartAsync();
        var made = await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);
        portal.Stub.ChangeAgent(made.Id, a => a with { Name = "Renamed" });

        Assert.Empty(await portal.Provider.FindAgentsAsync(_mark, null, Cancel));
        var found = Assert.Single(await portal.Provider.FindAgentsAsync(_mark, made.Id, Cancel));
        Assert.Equal((null, "Renamed"), (found.Mark, found.Name));

        await portal.Provider.UpdateAgentAsync(found, _mark, s_wanted, Cancel);
        Assert.Equal($"Acme assistant {_mark}", portal.Stub.Agents.Single().Name);
    }

    [Fact]
    public async Task Find_NameWithAForeignMark_IsNotOurs()
    {
        await using var portal = await RetellPortal.StartAsync();
        var other = portal.Stub.AddAgent((_mark with { Installation = Guid.CreateVersion7() }).NameFor("Theirs"));

        Assert.Empty(await portal.Provider.FindAgentsAsync(_mark, other.Id, Cancel));
    }

    [Fact]
    public async Task Find_UnpublishedAgent_IsReported_AndUpdatePublishesIt()
    {
        await using var portal = await RetellPortal.StartAsync();
        portal.Stub.Faults.Next("POST /publish-agent-version", CallFault.Fail, times: 3);
        var fault = await Assert.ThrowsAsync<AgentProviderException>(() => portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel));
        Assert.Equal(AgentFault.Passing, fault.Fault);

        var found = Assert.Single(await portal.Provider.FindAgentsAsync(_mark, null, Cancel));
        Assert.False(found.IsPublished);
        Assert.True((await portal.Provider.UpdateAgentAsync(found, _mark, s_wanted, Cancel)).IsPublished);
        Assert.True(portal.Stub.Agents.Single().IsPublished);
    }

    [Fact]
    public async Task Update_NothingDiffers_WritesNothing()
    {
        await using var portal = await RetellPortal.StartAsync();
        var made = await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);
        portal.Stub.ForgetCalls();

        await portal.Provider.UpdateAgentAsync(made, _mark, s_wanted, Cancel);

        Assert.All(portal.Stub.Calls, c => Assert.Equal("GET", c.Method));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Update_PublishedAgent_PublishesANewVersion(bool freezes)
    {
        await using var portal = await RetellPortal.StartAsync();
        portal.Stub.FreezesPublished = freezes;
        var made = await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);

        await portal.Provider.UpdateAgentAsync(made, _mark, s_wanted with { VoiceId = "11labs-Amy", Prompt = "New" }, Cancel);

        var agent = portal.Stub.Agents.Single();
        Assert.Equal((1, true, "11labs-Amy", "New"), (agent.Version, agent.IsPublished, agent.VoiceId, portal.Stub.Llms.Single().Prompt));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Update_UnknownVoice_NeedsAPersonAndLeavesAtMostOneDraft(bool freezes)
    {
        await using var portal = await RetellPortal.StartAsync();
        portal.Stub.FreezesPublished = freezes;
        var made = await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);

        for (var attempt = 0; attempt < 3; attempt++)
        {
            var fault = await Assert.ThrowsAsync<AgentProviderException>(() =>
                portal.Provider.UpdateAgentAsync(made, _mark, s_wanted with { VoiceId = "nobody" }, Cancel)
            );
            Assert.Equal(
                (AgentFault.ForAPerson, "Retell did not update the agent: Item nobody not found from voice"),
                (fault.Fault, fault.Message)
            );
        }

        Assert.InRange(portal.Stub.Agents.Single().Version, 0, 1);
    }

    [Fact]
    public async Task Update_ConcurrentChange_StartsAgain()
    {
        await using var portal = await RetellPortal.StartAsync();
        var made = await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);
        foreach (var route in (string[])["PATCH /update-agent", "PATCH /update-retell-llm"])
            portal.Stub.Faults.Next(route, CallFault.Stale);

        var updated = await portal.Provider.UpdateAgentAsync(made, _mark, s_wanted with { VoiceId = "11labs-Amy", Prompt = "New" }, Cancel);

        Assert.Equal(("11labs-Amy", true), (portal.Stub.Agents.Single().VoiceId, updated.IsPublished));
        portal.Stub.Faults.Next("PATCH /update-agent", CallFault.Stale, times: 9);
        var fault = await Assert.ThrowsAsync<AgentProviderException>(() => portal.Provider.UpdateAgentAsync(made, _mark, s_wanted, Cancel));
        Assert.Equal(AgentFault.Passing, fault.Fault);
    }

    [Fact]
    public async Task Update_ForeignVariables_Stay()
    {
        await using var portal = await RetellPortal.StartAsync();
        var made = await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);
        portal.Stub.ChangeLlm(made.PartId!, l => l with { Variables = l.Variables.Add("season", "winter") });

        await portal.Provider.UpdateAgentAsync(made, _mark, s_wanted with { Prompt = "New" }, Cancel);

        Assert.Equal(["ap_mark", "season"], portal.Stub.Llms.Single().Variables.Keys);
    }

    [Fact]
    public async Task Find_ManyAgentsOverManyPages_FindsTheOne()
    {
        await using var portal = await RetellPortal.StartAsync();
        portal.Stub.LargestPage = 3;
        portal.Stub.HeedsQueries = false;
        for (var i = 0; i < 10; i++)
            portal.Stub.AddAgent(new AgentMark(_mark.Installation, Guid.CreateVersion7()).NameFor("Agent"));
        var ours = portal.Stub.AddAgent(_mark.NameFor("Acme"));
        for (var i = 0; i < 10; i++)
            portal.Stub.AddAgent($"Agent {i}");

        Assert.Equal(ours.Id, Assert.Single(await portal.Provider.FindAgentsAsync(_mark, null, Cancel)).Id);
    }
}
