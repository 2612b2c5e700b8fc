using AdminPortal.Providers.Agents;
using AdminPortal.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Tests.Providers.Agents.Retell;

/// <summary>How each failure of a request to Retell is classified, and that a retry repairs it.</summary>
public sealed class RetellFaultTests
{
    private const string Number = "+18005550100";

    private static readonly AgentSpec s_wanted = new(
        "Acme assistant",
        "11labs-Adrian",
        "en-US",
        "Hello, this is Acme.",
        "Answer for Acme."
    );

    private readonly AgentMark _mark = new(Guid.CreateVersion7(), Guid.CreateVersion7());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Creating requests: after any lost response it is unknown whether they succeeded.</summary>
    public static TheoryData<string, CallFault> Creating()
    {
        var rows = new TheoryData<string, CallFault>();
        foreach (var route in (string[])["POST /create-retell-llm", "POST /create-agent", "POST /import-phone-number"])
        foreach (
            var fault in (CallFault[])
                [
                    CallFault.Fail,
                    CallFault.Drop,
                    CallFault.Hang,
                    CallFault.ActAndDrop,
                    CallFault.ActAndCutShort,
                    CallFault.ActAndFail,
                    CallFault.ActAndHang,
                    CallFault.ActAndGarble,
                    CallFault.ActLate,
                ]
        )
            rows.Add(route, fault);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Creating))]
    public async Task Creating_LostResponse_IsUnknown_SentOnce_AndRepairedByARetry(string route, CallFault fault)
    {
        var waits = fault is CallFault.Hang or CallFault.ActAndHang;
        await using var portal = await RetellPortal.StartAsync(waits ? TimeSpan.FromSeconds(3) : null);
        // The connection was used before: HTTP clients repeat requests automatically on such a connection only.
        await portal.Provider.FindNumberAsync(Number, Cancel);
        portal.Stub.Faults.Next(route, fault);

        var thrown = await Assert.ThrowsAsync<AgentProviderException>(async () =>
        {
            var made = await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);
            await portal.Provider.BindAsync(Number, made.Id, _mark, Cancel);
        });
        Assert.Equal(AgentFault.Unknown, thrown.Fault);
        Assert.Single(portal.Stub.Calls, c => c.Route == route);
        portal.Stub.FinishLate();

        await MendAsync(portal.Provider);
        AssertAsWished(portal.Stub);
    }

    /// <summary>Repeatable requests: whatever is lost, repeating them is harmless.</summary>
    public static TheoryData<string, CallFault> Repeatable()
    {
        var rows = new TheoryData<string, CallFault>();
        foreach (
            var route in (string[])
                [
                    "POST /v2/list-agents",
                    "GET /v2/list-retell-llms",
                    "POST /publish-agent-version",
                    "PATCH /update-phone-number",
                    "PATCH /update-agent",
                    "PATCH /update-retell-llm",
                    "GET /get-agent",
                    "GET /get-retell-llm",
                    "GET /get-phone-number",
                ]
        )
        foreach (
            var fault in (CallFault[])
                [
                    CallFault.Fail,
                    CallFault.Drop,
                    CallFault.ActAndDrop,
                    CallFault.ActAndCutShort,
                    CallFault.ActAndFail,
                    CallFault.ActAndGarble,
                ]
        )
            rows.Add(route, fault);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Repeatable))]
    public async Task Repeatable_LostResponse_IsTemporary_AndRepairedByARetry(string route, CallFault fault)
    {
        await using var portal = await RetellPortal.StartAsync();
        portal.Stub.FreezesPublished = false;
        portal.Stub.SetNumber(Number);
        if (route is "PATCH /update-agent" or "PATCH /update-retell-llm" or "GET /get-agent" or "GET /get-retell-llm")
            await portal.Provider.CreateAgentAsync(_mark, new AgentSpec("Old", "11labs-Amy", "es-419", "", "Old"), Cancel);
        // The client itself tries three times if the response is incomplete.
        portal.Stub.Faults.Next(route, fault, times: 3);

        var faults = new List<AgentFault>();
        for (var attempt = 0; attempt < 6; attempt++)
        {
            try
            {
                await MendAsync(portal.Provider);
                break;
            }
            catch (AgentProviderException thrown)
            {
                faults.Add(thrown.Fault);
            }
        }

        // A response without a body cannot be truncated.
        if (fault is not (CallFault.ActAndCutShort or CallFault.ActAndGarble) || route != "POST /publish-agent-version")
            Assert.NotEmpty(faults);
        Assert.All(faults, f => Assert.Equal(AgentFault.Passing, f));
        AssertAsWished(portal.Stub);
    }

    [Theory]
    [InlineData(CallFault.Fail)]
    [InlineData(CallFault.Drop)]
    [InlineData(CallFault.ActAndCutShort)]
    public async Task Repeatable_TwoFaults_AreRetriedByTheClient(CallFault fault)
    {
        await using var portal = await RetellPortal.StartAsync();
        var agent = portal.Stub.AddAgent(_mark.NameFor("Old"), portal.Stub.AddLlm(_mark.ToString()).Id);
        portal.Stub.SetNumber(Number);
        foreach (
            var route in (string[])
                [
                    "POST /v2/list-agents",
                    "GET /get-agent",
                    "PATCH /update-agent",
                    "POST /publish-agent-version",
                    "GET /get-phone-number",
                    "PATCH /update-phone-number",
                ]
        )
            portal.Stub.Faults.Next(route, fault, times: 2);

        await MendAsync(portal.Provider);

        Assert.Equal(agent.Id, Assert.Single(portal.Stub.Agents).Id);
        AssertAsWished(portal.Stub);
    }

    [Theory]
    [InlineData("POST /create-agent")]
    [InlineData("GET /get-agent")]
    [InlineData("POST /v2/list-agents")]
    [InlineData("DELETE /delete-agent")]
    public async Task Throttled_AnyRequest_ReportsRetryAfterAndIsNotRepeated(string route)
    {
        await using var portal = await RetellPortal.StartAsync();
        var agent = portal.Stub.AddAgent("Another");
        portal.Stub.Faults.Next(route, CallFault.Throttle);

        var thrown = await Assert.ThrowsAsync<AgentProviderException>(async () =>
        {
            await portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel);
            await portal.Provider.DeleteAgentAsync(agent.Id, Cancel);
        });

        Assert.Equal((AgentFault.Throttled, TimeSpan.FromSeconds(7)), (thrown.Fault, thrown.RetryAfter));
        Assert.Single(portal.Stub.Calls, c => c.Fault == CallFault.Throttle);
        await portal.Provider.DeleteAgentAsync(agent.Id, Cancel);
        await MendAsync(portal.Provider);
        AssertAsWished(portal.Stub, parts: 2);
    }

    [Fact]
    public async Task Slow_Response_IsAwaited()
    {
        await using var portal = await RetellPortal.StartAsync();
        portal.Stub.Faults.Draw(1, 100, [CallFault.Slow]);

        await MendAsync(portal.Provider);

        AssertAsWished(portal.Stub);
    }

    [Fact]
    public async Task Hang_Read_IsATemporaryFault()
    {
        await using var portal = await RetellPortal.StartAsync(TimeSpan.FromMilliseconds(200));
        portal.Stub.Faults.Next("GET /get-phone-number", CallFault.Hang, times: 3);

        var thrown = await Assert.ThrowsAsync<AgentProviderException>(() => portal.Provider.FindNumberAsync(Number, Cancel));

        Assert.Equal(
            (AgentFault.Passing, $"Retell did not get the number {Number}: no response within 0.2 seconds."),
            (thrown.Fault, thrown.Message)
        );
    }

    [Fact]
    public async Task Server_Unreachable_IsATemporaryFault_AlsoForCreation()
    {
        await using var portal = await RetellPortal.StartAsync(url: new Uri($"http://127.0.0.1:{FreePort.Next()}"));

        foreach (
            var call in (Func<Task>[])
                [
                    () => portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel),
                    () => portal.Provider.FindAgentsAsync(_mark, null, Cancel),
                    () => portal.Provider.DeleteAgentAsync("agent_1", Cancel),
                ]
        )
            Assert.Equal(AgentFault.Passing, (await Assert.ThrowsAsync<AgentProviderException>(call)).Fault);
    }

    [Fact]
    public async Task Redirect_IsNotFollowed_SoTheKeyReachesNoOtherServer()
    {
        await using var elsewhere = await RetellStub.StartAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var moved = builder.Build();
        moved.Run(http =>
        {
            http.Response.Redirect(new Uri(elsewhere.Url, http.Request.Path.Value!).ToString(), permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        });
        await moved.StartAsync(Cancel);
        await using var portal = await RetellPortal.StartAsync(url: new Uri(moved.Urls.Single()));

        var thrown = await Assert.ThrowsAsync<AgentProviderException>(() => portal.Provider.FindNumberAsync(Number, Cancel));

        Assert.Equal(AgentFault.ForAPerson, thrown.Fault);
        Assert.Empty(elsewhere.Calls);
    }

    [Fact]
    public async Task Caller_Cancels_IsNotAProviderFault()
    {
        await using var portal = await RetellPortal.StartAsync();
        portal.Stub.Faults.Next("", CallFault.Hang);
        using var gone = new CancellationTokenSource();

        var call = portal.Provider.CreateAgentAsync(_mark, s_wanted, gone.Token);
        while (portal.Stub.Calls.Count == 0)
            await Task.Delay(5, Cancel);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Create_ReportedButNotDone_IsNotFoundAndCreatedAgain()
    {
        await using var portal = await RetellPortal.StartAsync();
        portal.Stub.Faults.Next("POST /create-agent", CallFault.Lose);
        await Assert.ThrowsAsync<AgentProviderException>(() => portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel));

        await MendAsync(portal.Provider);

        AssertAsWished(portal.Stub);
    }

    [Fact]
    public async Task Create_LateAndRepeated_FindsAndRemovesTheDuplicate()
    {
        await using var portal = await RetellPortal.StartAsync();
        portal.Stub.Faults.LateAfter = 1000;
        portal.Stub.Faults.Next("POST /create-agent", CallFault.ActLate);
        await Assert.ThrowsAsync<AgentProviderException>(() => portal.Provider.CreateAgentAsync(_mark, s_wanted, Cancel));
        await MendAsync(portal.Provider);

        Assert.Equal(1, portal.Stub.FinishLate());
        Assert.Equal(2, portal.Stub.Agents.Count);
        await MendAsync(portal.Provider);

        AssertAsWished(portal.Stub);
    }

    [Fact]
    public async Task AnyFaults_AtAnyRequest_EndInTheWantedState()
    {
        var seen = new HashSet<CallFault>();
        for (var seed = 0; seed < 120; seed++)
        {
            var clock = new ShiftedClock();
            await using var portal = await RetellPortal.StartAsync(clock: clock);
            portal.Stub.FreezesPublished = seed % 2 == 0;
            portal.Stub.LargestPage = seed % 3 == 0 ? 1 : 1000;
            portal.Stub.Faults.LateAfter = seed % 9;
            portal.Stub.Faults.Draw(seed, percent: 40);
            if (seed % 4 == 0)
                portal.Stub.SetNumber(Number);

            for (var attempt = 0; attempt < 25; attempt++)
            {
                try
                {
                    await MendAsync(
                        portal.Provider,
                        attempt % 3 == 0 ? s_wanted with { Prompt = "Old", VoiceId = "11labs-Amy" } : s_wanted
                    );
                }
                catch (AgentProviderException thrown)
                {
                    // None of these failures needs a person.
                    Assert.True(thrown.Fault != AgentFault.ForAPerson, $"Seed {seed}: {thrown.Message}");
                }
            }

            portal.Stub.Faults.Clear();
            portal.Stub.FinishLate();
            seen.UnionWith(portal.Stub.Calls.Select(c => c.Fault));
            await MendAsync(portal.Provider);
            clock.Ahead = TimeSpan.FromHours(2);
            await portal.Provider.RemoveUnusedPartsAsync(_mark.Installation, TimeSpan.FromHours(1), Cancel);
            AssertAsWished(portal.Stub);
        }

        Assert.Superset(CallFaults.Quick.ToHashSet(), seen);
    }

    /// <summary>A minimal reconciliation: reads, deletes duplicates, creates or updates.</summary>
    private async Task MendAsync(IAgentProvider provider, AgentSpec? wanted = null)
    {
        var found = await provider.FindAgentsAsync(_mark, null, Cancel);
        foreach (var extra in found.Skip(1))
            await provider.DeleteAgentAsync(extra.Id, Cancel);
        var agent =
            found.Count == 0
                ? await provider.CreateAgentAsync(_mark, wanted ?? s_wanted, Cancel)
                : await provider.UpdateAgentAsync(found[0], _mark, wanted ?? s_wanted, Cancel);
        await provider.BindAsync(Number, agent.Id, _mark, Cancel);
    }

    /// <summary>The system clock, ahead of it if a test says so. Its timers run, because the client's retries wait for them.</summary>
    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }

    private void AssertAsWished(RetellStub stub, int parts = 1)
    {
        var agent = Assert.Single(stub.Agents);
        Assert.Equal(parts, stub.Llms.Count);
        var llm = stub.Llms.Single(l => l.Id == agent.LlmId);
        Assert.Equal(
            (_mark.NameFor(s_wanted.Name), s_wanted.VoiceId, s_wanted.Language, true),
            (agent.Name, agent.VoiceId, agent.Language, agent.IsPublished)
        );
        Assert.Equal((s_wanted.Prompt, s_wanted.Greeting), (llm.Prompt, llm.BeginMessage));
        Assert.Equal([agent.Id], Assert.Single(stub.Numbers).AgentIds);
    }
}
