using System.Collections.Concurrent;
using AdminPortal.Providers.Agents;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Providers.Agents;

/// <summary>What is sent to Retell, and what of its answers is believed.</summary>
public sealed class RetellAgentProviderTests
{
    private const string Number = "+18005550100";

    private static readonly AgentSpec s_wanted = new("Acme assistant", "11labs-Adrian", "en-US", "Hello, this is Acme.", "Answer for Acme.");

    private readonly AgentMark _mark = new(Guid.CreateVersion7(), Guid.CreateVersion7());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_Agent_IsMarkedTwiceAndPublished()
    {
        await using var portal = await RetellPortal.StartAsync(webhook: new Uri("https://portal.example.com/api/webhooks/retell"));

        var made = await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);

        var agent = Assert.Single(portal.Stub.Agents);
        var llm = Assert.Single(portal.Stub.Llms);
        Assert.Equal((made.Id, made.PartId), (agent.Id, llm.Id));
        Assert.Equal($"Acme assistant {_mark}", agent.Name);
        Assert.Equal((true, "https://portal.example.com/api/webhooks/retell"), (agent.IsPublished, agent.WebhookUrl));
        Assert.Equal(["call_started", "call_ended", "call_analyzed"], agent.WebhookEvents);
        Assert.Equal((s_wanted.Prompt, s_wanted.Greeting, "agent", _mark.ToString()), (llm.Prompt, llm.BeginMessage, llm.StartSpeaker, llm.Variables["ap_mark"]));
    }

    [Fact]
    public async Task Create_NoWebhookAddress_SendsNone()
    {
        await using var portal = await RetellPortal.StartAsync();

        await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);

        Assert.DoesNotContain("webhook", Assert.Single(portal.Stub.Calls, c => c.Route == "POST /create-agent").Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_NoGreeting_LetsTheCallerSpeakFirst()
    {
        await using var portal = await RetellPortal.StartAsync();

        await portal.Provider.CreateAgentAsync(_mark, s_wanted with { Greeting = "" }, Cancel);

        Assert.Equal(("user", ""), (portal.Stub.Llms[0].StartSpeaker, portal.Stub.Llms[0].BeginMessage));
    }

    [Fact]
    public async Task Create_PartLeftByAnEarlierTry_IsUsedAndMadeRight()
    {
        await using var portal = await RetellPortal.StartAsync();
        var left = portal.Stub.AddLlm(_mark.ToString(), "Old prompt", "Old greeting");
        portal.Stub.AddLlm((_mark with { BusinessId = Guid.CreateVersion7() }).ToString());

        var made = await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);

        Assert.Equal(left.Id, made.PartId);
        Assert.Equal((s_wanted.Prompt, s_wanted.Greeting), (portal.Stub.Llms[0].Prompt, portal.Stub.Llms[0].BeginMessage));
        Assert.Equal(2, portal.Stub.Llms.Count);
    }

    [Fact]
    public async Task Create_VoiceThatDoesNotExist_IsForAPersonInRetellsWords()
    {
        await using var portal = await RetellPortal.StartAsync();

        for (var attempt = 0; attempt < 3; attempt++)
        {
            var fault = await Assert.ThrowsAsync<AgentProviderException>(() => portal.Provider.CreateAgentAsync(_mark, s_wanted with { VoiceId = "nobody" }, Cancel));
            Assert.Equal(AgentFault.ForAPerson, fault.Fault);
            Assert.Equal("Retell did not make the agent: Item nobody not found from voice", fault.Message);
        }

        Assert.Single(portal.Stub.Llms);
    }

    [Fact]
    public async Task Create_PartRemovedMeanwhile_Passes()
    {
        await using var portal = await RetellPortal.StartAsync();
        // Answered and not kept: as if somebody removed the part right after.
        portal.Stub.Faults.Next("POST /create-retell-llm", RetellFault.Lose);

        var fault = await Assert.ThrowsAsync<AgentProviderException>(() => portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel));

        Assert.Equal(AgentFault.Passing, fault.Fault);
    }

    [Fact]
    public async Task Find_NameWithoutMark_IsOursWhereTheIdIsKnown()
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
    public async Task Find_NameWithAnothersMark_IsNotOurs()
    {
        await using var portal = await RetellPortal.StartAsync();
        var other = portal.Stub.AddAgent((_mark with { Installation = Guid.CreateVersion7() }).NameFor("Theirs"));

        Assert.Empty(await portal.Provider.FindAgentsAsync(_mark, other.Id, Cancel));
    }

    [Fact]
    public async Task Find_AgentNotPublished_SaysSoAndUpdatePublishesIt()
    {
        await using var portal = await RetellPortal.StartAsync();
        portal.Stub.Faults.Next("POST /publish-agent-version", RetellFault.Fail);
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
    public async Task Update_PublishedAgent_EndsPublishedInANewVersion(bool freezes)
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
    public async Task Update_VoiceThatDoesNotExist_IsForAPersonAndLeavesOneDraftAtMost(bool freezes)
    {
        await using var portal = await RetellPortal.StartAsync();
        portal.Stub.FreezesPublished = freezes;
        var made = await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);

        for (var attempt = 0; attempt < 3; attempt++)
        {
            var fault = await Assert.ThrowsAsync<AgentProviderException>(() => portal.Provider.UpdateAgentAsync(made, _mark, s_wanted with { VoiceId = "nobody" }, Cancel));
            Assert.Equal((AgentFault.ForAPerson, "Retell did not change the agent: Item nobody not found from voice"), (fault.Fault, fault.Message));
        }

        Assert.InRange(portal.Stub.Agents.Single().Version, 0, 1);
    }

    [Fact]
    public async Task Update_PartOfSomebodyElse_IsNotTouchedAndReplaced()
    {
        await using var portal = await RetellPortal.StartAsync();
        var made = await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);
        var house = portal.Stub.AddLlm(prompt: "The house's own");
        portal.Stub.ChangeAgent(made.Id, a => a with { LlmId = house.Id });
        portal.Stub.ChangeLlm(made.PartId!, l => l with { IsPublished = false });
        Assert.Equal("The house's own", (await portal.Provider.FindAgentsAsync(_mark, null, Cancel)).Single().Prompt);

        var updated = await portal.Provider.UpdateAgentAsync(made, _mark, s_wanted with { Prompt = "Ours" }, Cancel);

        Assert.Equal(made.PartId, updated.PartId);
        Assert.Equal(["Ours", "The house's own"], portal.Stub.Llms.Select(l => l.Prompt).Order());
        Assert.Equal("Ours", (await portal.Provider.FindAgentsAsync(_mark, null, Cancel)).Single().Prompt);
    }

    [Fact]
    public async Task Update_PartThatIsGone_GetsANewOne()
    {
        await using var portal = await RetellPortal.StartAsync();
        var made = await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);
        portal.Stub.RemoveLlm(made.PartId!);
        Assert.Equal("", (await portal.Provider.FindAgentsAsync(_mark, null, Cancel)).Single().Prompt);

        await portal.Provider.UpdateAgentAsync(made, _mark, s_wanted, Cancel);

        Assert.Equal(s_wanted.Prompt, (await portal.Provider.FindAgentsAsync(_mark, null, Cancel)).Single().Prompt);
    }

    [Fact]
    public async Task Update_PartThatATwinHasPublished_GetsItsOwn()
    {
        await using var portal = await RetellPortal.StartAsync();
        var first = await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);
        var twin = portal.Stub.AddAgent(_mark.NameFor(s_wanted.Name), first.PartId, published: false);

        var found = (await portal.Provider.FindAgentsAsync(_mark, null, Cancel)).Single(a => a.Id == twin.Id);
        var updated = await portal.Provider.UpdateAgentAsync(found, _mark, s_wanted with { Prompt = "New" }, Cancel);

        Assert.NotEqual(first.PartId, updated.PartId);
        Assert.Equal(("New", true), (portal.Stub.Llms.Single(l => l.Id == updated.PartId).Prompt, updated.IsPublished));
    }

    [Fact]
    public async Task Update_ChangedBySomebodyElseMeanwhile_IsBegunAnew()
    {
        await using var portal = await RetellPortal.StartAsync();
        var made = await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);
        foreach (var route in (string[])["PATCH /update-agent", "PATCH /update-retell-llm"])
            portal.Stub.Faults.Next(route, RetellFault.Stale);

        var updated = await portal.Provider.UpdateAgentAsync(made, _mark, s_wanted with { VoiceId = "11labs-Amy", Prompt = "New" }, Cancel);

        Assert.Equal(("11labs-Amy", true), (portal.Stub.Agents.Single().VoiceId, updated.IsPublished));
        portal.Stub.Faults.Next("PATCH /update-agent", RetellFault.Stale, times: 9);
        var fault = await Assert.ThrowsAsync<AgentProviderException>(() => portal.Provider.UpdateAgentAsync(made, _mark, s_wanted, Cancel));
        Assert.Equal(AgentFault.Passing, fault.Fault);
    }

    [Fact]
    public async Task Update_VariablesOfSomebodyElse_Stay()
    {
        await using var portal = await RetellPortal.StartAsync();
        var made = await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);
        portal.Stub.ChangeLlm(made.PartId!, l => l with { Variables = l.Variables.Add("season", "winter") });

        await portal.Provider.UpdateAgentAsync(made, _mark, s_wanted with { Prompt = "New" }, Cancel);

        Assert.Equal(["ap_mark", "season"], portal.Stub.Llms.Single().Variables.Keys);
    }

    [Fact]
    public async Task Delete_Agent_TakesItsPartAlong()
    {
        await using var portal = await RetellPortal.StartAsync();
        var made = await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);

        await portal.Provider.DeleteAgentAsync(made.Id, Cancel);

        Assert.Empty(portal.Stub.Agents);
        Assert.Empty(portal.Stub.Llms);
    }

    [Fact]
    public async Task Delete_PartThatOthersUseOrMade_Stays()
    {
        await using var portal = await RetellPortal.StartAsync();
        var shared = portal.Stub.AddLlm(_mark.ToString());
        var house = portal.Stub.AddLlm(prompt: "The house's own");
        var theirs = portal.Stub.AddLlm((_mark with { Installation = Guid.CreateVersion7() }).ToString());
        var agents = new[] { shared, shared, house, theirs }.Select(llm => portal.Stub.AddAgent(_mark.NameFor("Twin"), llm.Id).Id).ToList();

        await portal.Provider.DeleteAgentAsync(agents[0], Cancel);
        Assert.Contains(portal.Stub.Llms, l => l.Id == shared.Id);
        foreach (var agent in agents.Skip(1))
            await portal.Provider.DeleteAgentAsync(agent, Cancel);

        Assert.Empty(portal.Stub.Agents);
        Assert.Equal([house.Id, theirs.Id], portal.Stub.Llms.Select(l => l.Id));
    }

    [Fact]
    public async Task Bind_NumberNotThere_IsBroughtInByTheTrunk()
    {
        await using var portal = await RetellPortal.StartAsync();
        var agent = portal.Stub.AddAgent(_mark.NameFor("Acme"));

        await portal.Provider.BindAsync(Number, agent.Id, _mark, Cancel);

        var number = Assert.Single(portal.Stub.Numbers);
        Assert.Equal(("trunk.pstn.example.com", "sip-user", "sip-password", _mark.ToString()), (number.TerminationUri, number.SipUsername, number.SipPassword, number.Nickname));
        Assert.Contains("\"ignore_e164_validation\":false", Assert.Single(portal.Stub.Calls, c => c.Route == "POST /import-phone-number").Body, StringComparison.Ordinal);
        Assert.Contains(portal.Stub.Calls, c => c.Path == $"/get-phone-number/{Number}");
    }

    [Fact]
    public async Task Bind_NoTrunk_IsForAPersonAndNamesTheSetting()
    {
        await using var portal = await RetellPortal.StartAsync(trunk: null);
        var agent = portal.Stub.AddAgent(_mark.NameFor("Acme"));

        var fault = await Assert.ThrowsAsync<AgentProviderException>(() => portal.Provider.BindAsync(Number, agent.Id, _mark, Cancel));

        Assert.Equal(AgentFault.ForAPerson, fault.Fault);
        Assert.Contains("Retell:TerminationUri", fault.Message, StringComparison.Ordinal);
        Assert.Equal(fault.Message, portal.Provider.WhyNumbersCannotBeBound);

        // A number that Retell has is bound all the same.
        portal.Stub.SetNumber(Number);
        await portal.Provider.BindAsync(Number, agent.Id, _mark, Cancel);
        Assert.Equal([agent.Id], portal.Stub.Numbers.Single().AgentIds);
    }

    [Fact]
    public async Task Bind_NumberThatRingsSeveral_RingsOne()
    {
        await using var portal = await RetellPortal.StartAsync();
        var agents = Enumerable.Range(0, 3).Select(i => portal.Stub.AddAgent($"Agent {i}").Id).ToArray();
        portal.Stub.SetNumber(Number, agents);

        await portal.Provider.BindAsync(Number, agents[1], _mark, Cancel);

        Assert.Equal([agents[1]], portal.Stub.Numbers.Single().AgentIds);
    }

    [Fact]
    public async Task Unbind_Number_SaysNobodyOutright()
    {
        await using var portal = await RetellPortal.StartAsync();
        portal.Stub.SetNumber(Number, portal.Stub.AddAgent("An agent").Id);

        await portal.Provider.UnbindAsync(Number, Cancel);

        Assert.Equal("""{"inbound_agents":null}""", Assert.Single(portal.Stub.Calls, c => c.Method == "PATCH").Body);
        Assert.Empty(portal.Stub.Numbers.Single().AgentIds);
    }

    [Fact]
    public async Task List_PagesThatLeadToThemselves_IsRefusedAndNotCutOff()
    {
        await using var portal = await RetellPortal.StartAsync();
        for (var i = 0; i < 3; i++)
            portal.Stub.AddAgent(new AgentMark(_mark.Installation, Guid.CreateVersion7()).NameFor("Agent"));
        portal.Stub.LargestPage = 1;
        portal.Stub.RepeatsKeys = true;

        var fault = await Assert.ThrowsAsync<AgentProviderException>(async () => await portal.Provider.ListAgentsAsync(_mark.Installation, Cancel).CountAsync(Cancel));

        Assert.Equal(AgentFault.Passing, fault.Fault);
    }

    [Fact]
    public async Task RemoveUnusedParts_Leftovers_GoWhenTheyAreOldAndOursAlone()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var portal = await RetellPortal.StartAsync(clock: clock);
        var day = TimeSpan.FromDays(1);
        var made = await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);
        var nobodys = _mark with { BusinessId = Guid.CreateVersion7() };
        var leftOfUs = portal.Stub.AddLlm(_mark.ToString());
        var leftOfNobody = portal.Stub.AddLlm(nobodys.ToString());
        // The agent lost its mark: by its name it is nobody's, and Retell itself keeps its part.
        var renamed = portal.Stub.AddLlm(nobodys.ToString());
        portal.Stub.AddAgent("Renamed", renamed.Id);
        var house = portal.Stub.AddLlm(prompt: "The house's own");
        var theirs = portal.Stub.AddLlm((_mark with { Installation = Guid.CreateVersion7() }).ToString());
        clock.Advance(day);
        var young = portal.Stub.AddLlm(_mark.ToString());

        Assert.Equal(0, await portal.Provider.RemoveUnusedPartsAsync(_mark.Installation, 2 * day, Cancel));
        Assert.Equal(2, await portal.Provider.RemoveUnusedPartsAsync(_mark.Installation, day / 2, Cancel));

        Assert.Equal(new[] { made.PartId, renamed.Id, house.Id, theirs.Id, young.Id }.Order(), portal.Stub.Llms.Select(l => l.Id).Order());
        Assert.DoesNotContain(portal.Stub.Llms, l => l.Id == leftOfUs.Id || l.Id == leftOfNobody.Id);
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

    [Fact]
    public async Task Key_Wrong_IsForAPersonAndIsToldNowhere()
    {
        const string Secret = "key_that_is_wrong_0123456789";
        using var log = new KeptLines();
        await using var portal = await RetellPortal.StartAsync(key: Secret, log: log);

        var fault = await Assert.ThrowsAsync<AgentProviderException>(() => portal.Provider.FindAgentsAsync(_mark, "agent_1", Cancel));

        Assert.Equal(AgentFault.ForAPerson, fault.Fault);
        Assert.Contains("Retell:ApiKey", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, fault.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines, line => line.Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Logs_AllThatIsDone_HoldNoKeyAndNoPassword()
    {
        using var log = new KeptLines();
        await using var portal = await RetellPortal.StartAsync(log: log);
        portal.Stub.Faults.Next("GET /get-agent", RetellFault.Fail).Next("GET /get-phone-number", RetellFault.Drop).Next("POST /import-phone-number", RetellFault.ActAndDrop);

        var made = await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);
        await portal.Provider.FindAgentsAsync(_mark, made.Id, Cancel);
        var fault = await Assert.ThrowsAsync<AgentProviderException>(() => portal.Provider.BindAsync(Number, made.Id, _mark, Cancel));

        Assert.NotEmpty(log.Lines);
        foreach (var secret in (string[])[RetellStub.ApiKey, "sip-password"])
        {
            Assert.DoesNotContain(log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(secret, fault.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Address_OfSomethingElse_IsForAPersonAndNothingIsConcluded()
    {
        await using var portal = await RetellPortal.StartAsync();
        await using var other = await RetellPortal.StartAsync(url: new Uri(portal.Stub.Url, "nothing/here/"));

        // The stub answers in JSON that there is no such route, as Retell would of an agent: only the list tells.
        var fault = await Assert.ThrowsAsync<AgentProviderException>(() => other.Provider.CreateAgentAsync(_mark, s_wanted, Cancel));

        Assert.Equal(AgentFault.ForAPerson, fault.Fault);
    }

    private sealed class KeptLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
