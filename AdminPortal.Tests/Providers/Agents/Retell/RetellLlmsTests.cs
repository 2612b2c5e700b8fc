using AdminPortal.Providers.Agents;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Providers.Agents.Retell;

/// <summary>The LLM of an agent at Retell: created, found again, left alone, deleted.</summary>
public sealed class RetellLlmsTests
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
    public async Task Create_LlmOfAnEarlierAttempt_IsReusedAndUpdated()
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
    public async Task Create_LlmDeletedConcurrently_IsATemporaryFault()
    {
        await using var portal = await RetellPortal.StartAsync();
        // Reported but not stored: as if somebody deleted the part right after.
        portal.Stub.Faults.Next("POST /create-retell-llm", CallFault.Lose);

        var fault = await Assert.ThrowsAsync<AgentProviderException>(() => portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel));

        Assert.Equal(AgentFault.Passing, fault.Fault);
    }

    [Fact]
    public async Task Update_ForeignLlm_IsReplacedAndNotChanged()
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
    public async Task Update_MissingLlm_IsReplaced()
    {
        await using var portal = await RetellPortal.StartAsync();
        var made = await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);
        portal.Stub.RemoveLlm(made.PartId!);
        Assert.Equal("", (await portal.Provider.FindAgentsAsync(_mark, null, Cancel)).Single().Prompt);

        await portal.Provider.UpdateAgentAsync(made, _mark, s_wanted, Cancel);

        Assert.Equal(s_wanted.Prompt, (await portal.Provider.FindAgentsAsync(_mark, null, Cancel)).Single().Prompt);
    }

    [Fact]
    public async Task Update_LlmPublishedByADuplicateAgent_IsReplaced()
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
    public async Task Delete_Agent_DeletesItsLlm()
    {
        await using var portal = await RetellPortal.StartAsync();
        var made = await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);

        await portal.Provider.DeleteAgentAsync(made.Id, Cancel);

        Assert.Empty(portal.Stub.Agents);
        Assert.Empty(portal.Stub.Llms);
    }

    [Fact]
    public async Task Delete_LlmUsedOrCreatedByOthers_Stays()
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
    public async Task RemoveUnusedParts_DeletesOnlyOldLlmsOfOurs()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var portal = await RetellPortal.StartAsync(clock: clock);
        var day = TimeSpan.FromDays(1);
        var made = await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);
        var nobodys = _mark with { BusinessId = Guid.CreateVersion7() };
        var leftOfUs = portal.Stub.AddLlm(_mark.ToString());
        var leftOfNobody = portal.Stub.AddLlm(nobodys.ToString());
        // The agent lost its mark: by its name it belongs to nobody, and Retell itself keeps its LLM.
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
}
