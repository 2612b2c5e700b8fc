using System.Text.Json.Nodes;
using AdminPortal.Data.Entities;
using AdminPortal.Providers.Agents;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Tests.Providers.Agents.Retell;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Agents;

/// <summary>Manual changes at Retell, and undocumented responses.</summary>
public sealed class AgentInPracticeTests(PostgresCluster cluster)
{
    private const string Other = "+14155550123";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StubNumberShape.Usual)]
    [InlineData(StubNumberShape.Older)]
    public async Task NumberPinnedToAVersion_IsBoundToTheLatest(StubNumberShape shape)
    {
        await using var scene = await Scene.StartAsync(cluster);
        scene.Stub.ChangeNumber(scene.Number, n => n with { AgentVersion = 3, Shape = shape });

        await scene.Background.SettleAsync();

        var number = scene.Stub.Numbers.Single();
        Assert.Equal((scene.AgentId, null), (Assert.Single(number.AgentIds), number.AgentVersion));
        Assert.Equal(AgentStatus.Active, (await scene.AgentAsync()).Status);
    }

    [Fact]
    public async Task NumberPinnedToAVersion_RepairIsOff_IsShownAndRepairedOnRequest()
    {
        await using var scene = await Scene.StartAsync(cluster, repairsDrift: false);
        scene.Stub.ChangeNumber(scene.Number, n => n with { AgentVersion = 3 });

        await scene.LookAsync();

        var drifted = await scene.AgentAsync();
        Assert.Equal(AgentStatus.Drifted, drifted.Status);
        Assert.Contains("pinned to version 3", drifted.LastError, StringComparison.Ordinal);
        Assert.Equal(3, scene.Stub.Numbers.Single().AgentVersion);

        Assert.True((await scene.Background.Service.RetryAsync(TestPortal.Support, drifted.Id, null, Cancel)).IsDone);
        await scene.Background.ReconcileDueAsync();
        Assert.Null(scene.Stub.Numbers.Single().AgentVersion);
        Assert.Equal(AgentStatus.Active, (await scene.AgentAsync()).Status);
    }

    [Theory]
    [InlineData(StubNumberShape.Silent)]
    [InlineData(StubNumberShape.Unknown)]
    public async Task NumberWithUnreportedBinding_IsNotTreatedAsUnbound(StubNumberShape shape)
    {
        await using var scene = await Scene.StartAsync(cluster);
        scene.Stub.ChangeNumber(scene.Number, n => n with { Shape = shape });
        scene.Stub.ForgetCalls();

        await scene.LookAsync();
        await scene.LookAsync();

        Assert.DoesNotContain(scene.Stub.Calls, c => c.Method != "GET" && !c.Path.StartsWith("/v2/list", StringComparison.Ordinal));
        Assert.Equal((AgentStatus.Active, null), ((await scene.AgentAsync()).Status, (await scene.AgentAsync()).LastError));
    }

    [Theory]
    [InlineData(StubNumberShape.Usual)]
    [InlineData(StubNumberShape.EmptyList)]
    [InlineData(StubNumberShape.Older)]
    public async Task UnboundNumber_IsBoundAgain(StubNumberShape shape)
    {
        await using var scene = await Scene.StartAsync(cluster);
        scene.Stub.ChangeNumber(scene.Number, n => n with { AgentIds = [], Shape = shape });

        await scene.Background.SettleAsync();

        Assert.Equal(scene.AgentId, Assert.Single(scene.Stub.Numbers.Single().AgentIds));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SecondNumberOfAnAgent_IsShownAndUnboundOnlyOnRequest(bool repairsDrift)
    {
        await using var scene = await Scene.StartAsync(cluster, repairsDrift);
        scene.Stub.SetNumber(Other, scene.AgentId);

        await scene.LookAsync();
        await scene.LookAsync();

        var drifted = await scene.AgentAsync();
        Assert.Equal((AgentStatus.Drifted, $"{Other} is also bound to this agent."), (drifted.Status, drifted.LastError));
        Assert.Equal([scene.AgentId], scene.Stub.Numbers.Single(n => n.Number == Other).AgentIds);
        Assert.IsType<Refusal.NotFound>(
            (await scene.Background.Service.UnbindAsync(TestPortal.Support, drifted.Id, scene.Number, Cancel)).Refusal
        );

        Assert.True((await scene.Background.Service.UnbindAsync(TestPortal.Support, drifted.Id, Other, Cancel)).IsDone);
        await scene.LookAsync();
        Assert.Empty(scene.Stub.Numbers.Single(n => n.Number == Other).AgentIds);
        Assert.Equal([scene.AgentId], scene.Stub.Numbers.Single(n => n.Number == scene.Number).AgentIds);
        Assert.Equal((AgentStatus.Active, null), ((await scene.AgentAsync()).Status, (await scene.AgentAsync()).LastError));
        await scene.Portal.AssertSoundAsync();
    }

    [Fact]
    public async Task SecondNumberUnboundAtTheProvider_IsNoLongerShown()
    {
        await using var scene = await Scene.StartAsync(cluster);
        scene.Stub.SetNumber(Other, scene.AgentId);
        await scene.LookAsync();
        Assert.Equal(AgentStatus.Drifted, (await scene.AgentAsync()).Status);
        scene.Stub.SetNumber(Other);

        await scene.Background.SettleAsync();

        Assert.Equal(AgentStatus.Active, (await scene.AgentAsync()).Status);
    }

    [Fact]
    public async Task RepairIsOff_TheComparisonRemovesNothingWithoutARequest()
    {
        await using var scene = await Scene.StartAsync(cluster, repairsDrift: false);
        var installation = await scene.Portal.Get<InstallationService>().IdAsync(Cancel);
        var mark = new AgentMark(installation, Guid.CreateVersion7());
        var orphan = scene.Stub.AddAgent(mark.NameFor("Orphan"));
        scene.Stub.AddLlm($"{mark}", modified: DateTimeOffset.UtcNow.AddDays(-1));
        scene.Stub.ForgetCalls();

        await scene.LookAsync();

        Assert.DoesNotContain(scene.Stub.Calls, c => c.Method == "DELETE");
        Assert.Equal(orphan.Id, Assert.Single(scene.Background.Leftovers.Found(TestPortal.Support).Value!).Id);

        Assert.Equal(1, (await scene.Background.Leftovers.RemoveAsync(TestPortal.Support, Cancel)).Value);
        Assert.Equal(scene.AgentId, Assert.Single(scene.Stub.Agents).Id);
        Assert.Empty(scene.Background.Leftovers.Found(TestPortal.Support).Value!);
    }

    [Theory]
    [InlineData("conversation-flow")]
    [InlineData("custom-llm")]
    [InlineData("something-new")]
    public async Task AgentWithAnotherEngine_IsNotChanged_AndItsNumberStays(string engine)
    {
        await using var scene = await Scene.StartAsync(cluster);
        scene.Stub.ChangeAgent(
            scene.AgentId,
            a =>
                a with
                {
                    OtherEngine = new JsonObject { ["type"] = engine, ["conversation_flow_id"] = "flow_1" },
                    VoiceId = "11labs-Amy",
                    IsPublished = false,
                }
        );
        scene.Stub.ForgetCalls();

        // Also after the agent is edited here, or a repair is requested.
        await scene.Background.Service.ChangeAsync(
            TestPortal.Support,
            (await scene.AgentAsync()).Id,
            new AgentConfiguration(Greeting: "Hello again"),
            null,
            Cancel
        );
        await scene.Background.Service.RetryAsync(TestPortal.Support, (await scene.AgentAsync()).Id, null, Cancel);
        await scene.Background.SettleAsync();

        Assert.DoesNotContain(
            scene.Stub.Calls,
            c =>
                c.Method is "PATCH" or "DELETE"
                || c.Path.Contains("publish", StringComparison.Ordinal)
                || c.Path.Contains("create", StringComparison.Ordinal)
        );
        Assert.Equal(AgentStatus.Active, (await scene.AgentAsync()).Status);
        Assert.Equal(engine, (await scene.ViewAsync())?.OtherEngine);
        Assert.Equal([scene.AgentId], scene.Stub.Numbers.Single().AgentIds);
    }

    [Fact]
    public async Task GeneratedGreeting_IsKept_WhileTheRestIsReconciled()
    {
        await using var scene = await Scene.StartAsync(cluster);
        var llm = Assert.Single(scene.Stub.Llms);
        scene.Stub.ChangeLlm(llm.Id, l => l with { BeginMessage = null, StartSpeaker = "agent" });

        await scene.Background.Service.ChangeAsync(
            TestPortal.Support,
            (await scene.AgentAsync()).Id,
            new AgentConfiguration(Prompt: "Take messages."),
            null,
            Cancel
        );
        await scene.Background.SettleAsync();

        var after = Assert.Single(scene.Stub.Llms);
        Assert.Equal((null, "agent", "Take messages."), (after.BeginMessage, after.StartSpeaker, after.Prompt));
        Assert.Equal(AgentStatus.Active, (await scene.AgentAsync()).Status);
        Assert.True((await scene.ViewAsync())?.MakesUpGreeting);
    }

    /// <summary>One business whose agent at Retell is in sync and bound to its number.</summary>
    private sealed class Scene : IAsyncDisposable
    {
        private readonly RetellPortal _retell;
        private readonly Guid _business;

        private Scene(TestPortal portal, RetellPortal retell, AgentBackground background, Guid business, string number, string agentId) =>
            (Portal, _retell, Background, _business, Number, AgentId) = (portal, retell, background, business, number, agentId);

        public TestPortal Portal { get; }
        public AgentBackground Background { get; }
        public string Number { get; }
        public string AgentId { get; }
        public RetellStub Stub => _retell.Stub;

        public static async Task<Scene> StartAsync(PostgresCluster cluster, bool repairsDrift = true)
        {
            var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
            var retell = await RetellPortal.StartAsync();
            var background = new AgentBackground(portal, retell.Provider, repairsDrift);
            var (business, number) = await background.ServeAsync();
            await background.SettleAsync();
            return new Scene(portal, retell, background, business, number, (await portal.AgentAsync(business)).ProviderAgentId!);
        }

        public Task<AiAgent> AgentAsync() => Portal.AgentAsync(_business);

        public async Task<ProviderView?> ViewAsync() =>
            (await Portal.Get<AgentBoardService>().FindAsync(TestPortal.Support, (await AgentAsync()).Id, Cancel)).Value!.View;

        /// <summary>Compares and reconciles until nothing is left to do.</summary>
        public async Task LookAsync()
        {
            for (var i = 0; i < 3; i++)
            {
                await Background.Sweep.RunAsync(Cancel);
                await Background.ReconcileDueAsync();
            }
        }

        public async ValueTask DisposeAsync()
        {
            Background.Dispose();
            await _retell.DisposeAsync();
            await Portal.DisposeAsync();
        }
    }
}
