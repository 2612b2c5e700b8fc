using AdminPortal.Providers.Agents;

namespace AdminPortal.Tests.Providers.Agents;

/// <summary>The behaviour that every provider must have.</summary>
public abstract class AgentProviderContract : IAsyncLifetime
{
    protected const string Number = "+18005550100";

    protected static readonly AgentSpec Wanted = new(
        "Acme assistant",
        "11labs-Adrian",
        "en-US",
        "Hello, this is Acme.",
        "Answer for Acme.\nBe kind: \"always\" — 日本語 🙂 <b>."
    );

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected AgentMark Mark { get; } = new(Guid.CreateVersion7(), Guid.CreateVersion7());

    private protected IAgentProvider Provider { get; private set; } = null!;

    /// <summary>The provider with an empty account.</summary>
    private protected abstract Task<IAgentProvider> StartAsync();

    /// <summary>Adds an agent directly, as after a lost response; returns its id.</summary>
    protected abstract Task<string> AddAgentAsync(AgentMark mark);

    public async ValueTask InitializeAsync() => Provider = await StartAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task Find_WithoutAgents_IsEmpty()
    {
        Assert.Empty(await Provider.FindAgentsAsync(Mark, null, Cancel));
        Assert.Empty(await Provider.FindAgentsAsync(Mark, "agent_unknown", Cancel));
        Assert.Null(await Provider.FindNumberAsync(Number, Cancel));
    }

    [Fact]
    public async Task Create_Agent_IsFoundWithItsSettings()
    {
        var made = await Provider.CreateAgentAsync(Mark, Wanted, Cancel);

        AssertIs(Wanted, made);
        AssertIs(Wanted, Assert.Single(await Provider.FindAgentsAsync(Mark, null, Cancel)));
        AssertIs(Wanted, Assert.Single(await Provider.FindAgentsAsync(Mark, made.Id, Cancel)));
        Assert.Equal(made.Id, Assert.Single(await Provider.FindAgentsAsync(Mark, null, Cancel)).Id);
    }

    [Fact]
    public async Task Create_Twice_CreatesOneAgent()
    {
        var first = await Provider.CreateAgentAsync(Mark, Wanted, Cancel);
        var second = await Provider.CreateAgentAsync(Mark, Wanted with { Prompt = "Another" }, Cancel);

        Assert.Equal(first.Id, second.Id);
        AssertIs(Wanted with { Prompt = "Another" }, Assert.Single(await Provider.FindAgentsAsync(Mark, null, Cancel)));
    }

    [Fact]
    public async Task Find_AgentsOfOthers_AreNotFound()
    {
        await Provider.CreateAgentAsync(Mark with { BusinessId = Guid.CreateVersion7() }, Wanted, Cancel);
        var other = await Provider.CreateAgentAsync(Mark with { BusinessId = Guid.CreateVersion7() }, Wanted, Cancel);

        Assert.Empty(await Provider.FindAgentsAsync(Mark, null, Cancel));
        Assert.Empty(await Provider.FindAgentsAsync(Mark, other.Id, Cancel));
    }

    [Fact]
    public async Task Find_Duplicates_FindsEach()
    {
        var ids = new[]
        {
            (await Provider.CreateAgentAsync(Mark, Wanted, Cancel)).Id,
            await AddAgentAsync(Mark),
            await AddAgentAsync(Mark),
        };

        Assert.Equal(ids.Order(), (await Provider.FindAgentsAsync(Mark, ids[1], Cancel)).Select(a => a.Id).Order());
    }

    [Theory]
    [InlineData("name", "voice", "language", "greeting", "prompt")]
    [InlineData("name")]
    [InlineData("voice")]
    [InlineData("language")]
    [InlineData("greeting")]
    [InlineData("no greeting")]
    [InlineData("prompt")]
    public async Task Update_Differences_AreApplied(params string[] changes)
    {
        var made = await Provider.CreateAgentAsync(Mark, Wanted, Cancel);
        var other = changes.Aggregate(
            Wanted,
            (spec, change) =>
                change switch
                {
                    "name" => spec with { Name = "Another name" },
                    "voice" => spec with { VoiceId = "11labs-Amy" },
                    "language" => spec with { Language = "es-419" },
                    "greeting" => spec with { Greeting = "Hola" },
                    "no greeting" => spec with { Greeting = "" },
                    _ => spec with { Prompt = "Another prompt" },
                }
        );

        var updated = await Provider.UpdateAgentAsync(made, Mark, other, Cancel);
        var again = await Provider.UpdateAgentAsync(updated, Mark, other, Cancel);

        Assert.Equal((made.Id, made.Id), (updated.Id, again.Id));
        AssertIs(other, updated);
        AssertIs(other, again);
        AssertIs(other, Assert.Single(await Provider.FindAgentsAsync(Mark, null, Cancel)));
    }

    [Fact]
    public async Task Update_MissingAgent_IsATemporaryFault()
    {
        var made = await Provider.CreateAgentAsync(Mark, Wanted, Cancel);
        await Provider.DeleteAgentAsync(made.Id, Cancel);

        var fault = await Assert.ThrowsAsync<AgentProviderException>(() =>
            Provider.UpdateAgentAsync(made, Mark, Wanted with { Name = "New" }, Cancel)
        );
        Assert.Equal(AgentFault.Passing, fault.Fault);
    }

    [Fact]
    public async Task Delete_Agent_IsIdempotent()
    {
        var made = await Provider.CreateAgentAsync(Mark, Wanted, Cancel);

        await Provider.DeleteAgentAsync(made.Id, Cancel);
        await Provider.DeleteAgentAsync(made.Id, Cancel);

        Assert.Empty(await Provider.FindAgentsAsync(Mark, made.Id, Cancel));
        Assert.Empty(await Provider.ListAgentsAsync(Mark.Installation, Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task Bind_UnknownNumber_IsBoundToTheAgentOnly()
    {
        var agent = await Provider.CreateAgentAsync(Mark, Wanted, Cancel);

        await Provider.BindAsync(Number, agent.Id, Mark, Cancel);
        await Provider.BindAsync(Number, agent.Id, Mark, Cancel);

        Assert.Equal([agent.Id], (await Provider.FindNumberAsync(Number, Cancel))!.AgentIds);
        Assert.Equal([Number], (await Provider.ListNumbersAsync(Cancel).ToListAsync(Cancel)).Select(n => n.Number));
    }

    [Fact]
    public async Task Bind_NumberOfAnotherAgent_IsBoundToTheNewOneOnly()
    {
        var mark = Mark with { BusinessId = Guid.CreateVersion7() };
        var first = await Provider.CreateAgentAsync(mark, Wanted, Cancel);
        var second = await Provider.CreateAgentAsync(Mark, Wanted, Cancel);
        await Provider.BindAsync(Number, first.Id, mark, Cancel);

        await Provider.BindAsync(Number, second.Id, Mark, Cancel);

        Assert.Equal([second.Id], (await Provider.FindNumberAsync(Number, Cancel))!.AgentIds);
    }

    [Fact]
    public async Task Unbind_NumberOfAnotherAgent_IsNotChanged()
    {
        var mark = Mark with { BusinessId = Guid.CreateVersion7() };
        var first = await Provider.CreateAgentAsync(mark, Wanted, Cancel);
        var second = await Provider.CreateAgentAsync(Mark, Wanted, Cancel);
        await Provider.BindAsync(Number, second.Id, Mark, Cancel);

        await Provider.UnbindAsync(Number, first.Id, Cancel);

        Assert.Equal([second.Id], (await Provider.FindNumberAsync(Number, Cancel))!.AgentIds);
    }

    [Fact]
    public async Task Bind_MissingAgent_IsATemporaryFault()
    {
        foreach (var isKnown in (bool[])[false, true])
        {
            if (isKnown)
                await Provider.BindAsync(Number, (await Provider.CreateAgentAsync(Mark, Wanted, Cancel)).Id, Mark, Cancel);
            var fault = await Assert.ThrowsAsync<AgentProviderException>(() => Provider.BindAsync(Number, "agent_unknown", Mark, Cancel));
            Assert.Equal(AgentFault.Passing, fault.Fault);
        }
    }

    [Fact]
    public async Task Unbind_Number_IsIdempotent()
    {
        var agent = await Provider.CreateAgentAsync(Mark, Wanted, Cancel);
        await Provider.UnbindAsync(Number, agent.Id, Cancel);
        await Provider.BindAsync(Number, agent.Id, Mark, Cancel);

        await Provider.UnbindAsync(Number, agent.Id, Cancel);
        await Provider.UnbindAsync(Number, agent.Id, Cancel);

        Assert.Empty((await Provider.FindNumberAsync(Number, Cancel))!.AgentIds!);
        Assert.Empty(await Provider.ListNumbersAsync(Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task List_Agents_ReturnsTheMarkOfEach()
    {
        var marks = Enumerable.Range(0, 7).Select(_ => Mark with { BusinessId = Guid.CreateVersion7() }).ToList();
        var expected = new List<(string, AgentMark)>();
        foreach (var mark in marks)
            expected.Add(((await Provider.CreateAgentAsync(mark, Wanted, Cancel)).Id, mark));

        var listed = await Provider.ListAgentsAsync(Mark.Installation, Cancel).ToListAsync(Cancel);

        Assert.Equal(
            expected.Order(Comparer<(string Id, AgentMark)>.Create((a, b) => string.CompareOrdinal(a.Id, b.Id))),
            listed.Select(a => (a.Id, a.Mark!)).OrderBy(a => a.Id, StringComparer.Ordinal)
        );
        Assert.All(listed, a => Assert.Equal(Wanted.Name, a.Name));
    }

    [Fact]
    public async Task RemoveUnusedParts_KeepsPartsInUse()
    {
        var made = await Provider.CreateAgentAsync(Mark, Wanted, Cancel);

        Assert.Equal(0, await Provider.RemoveUnusedPartsAsync(Mark.Installation, TimeSpan.Zero, Cancel));
        AssertIs(Wanted, Assert.Single(await Provider.FindAgentsAsync(Mark, made.Id, Cancel)));
    }

    [Fact]
    public async Task Voices_CanBeHeard()
    {
        foreach (var voice in (await Provider.ListVoicesAsync(Cancel)).Take(2))
        {
            Assert.NotNull(voice.SampleUrl);
            var sample = await Provider.ReadSampleAsync(voice, Cancel);

            Assert.StartsWith("audio/", sample.ContentType, StringComparison.Ordinal);
            Assert.NotEmpty(sample.Audio);
        }
    }

    [Fact]
    public async Task PlaceCall_FromABoundNumber_ReturnsItsId_AndFromAnother_IsRefused()
    {
        var agent = await Provider.CreateAgentAsync(Mark, Wanted, Cancel);
        await Provider.BindAsync(Number, agent.Id, Mark, Cancel);

        var first = await Provider.PlaceCallAsync(agent.Id, Number, "+13125550188", Cancel);
        var second = await Provider.PlaceCallAsync(agent.Id, Number, "+13125550188", Cancel);

        Assert.NotEqual(first, second);
        var refused = await Assert.ThrowsAsync<AgentProviderException>(() =>
            Provider.PlaceCallAsync(agent.Id, "+18005550199", "+13125550188", Cancel)
        );
        Assert.Equal(AgentFault.ForAPerson, refused.Fault);
    }

    [Fact]
    public async Task Voices_HaveDisplayNames()
    {
        var voices = await Provider.ListVoicesAsync(Cancel);

        Assert.Contains(voices, v => (v.Id, v.Name) == (Wanted.VoiceId, "Adrian"));
        Assert.All(
            voices,
            v =>
                Assert.StartsWith(
                    "American",
                    v.Kind == "" ? "American" : v.Kind.Replace("British", "American", StringComparison.Ordinal),
                    StringComparison.Ordinal
                )
        );
    }

    private protected void AssertIs(AgentSpec wanted, ProvidedAgent there)
    {
        Assert.Equal(wanted, new AgentSpec(there.Name!, there.VoiceId!, there.Language!, there.Greeting!, there.Prompt!));
        Assert.Equal(Mark, there.Mark);
        Assert.True(there.IsPublished);
    }
}
