using System.Collections.Concurrent;
using AdminPortal.Providers.Agents;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Tests.Providers.Agents.Retell;

/// <summary>How the client checks responses, and what it logs.</summary>
public sealed class RetellClientTests
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

    [Fact]
    public async Task List_PagesThatReferToThemselves_FailInsteadOfATruncatedList()
    {
        await using var portal = await RetellPortal.StartAsync();
        for (var i = 0; i < 3; i++)
            portal.Stub.AddAgent(new AgentMark(_mark.Installation, Guid.CreateVersion7()).NameFor("Agent"));
        portal.Stub.LargestPage = 1;
        portal.Stub.RepeatsKeys = true;

        var fault = await Assert.ThrowsAsync<AgentProviderException>(async () =>
            await portal.Provider.ListAgentsAsync(_mark.Installation, Cancel).CountAsync(Cancel)
        );

        Assert.Equal(AgentFault.Passing, fault.Fault);
    }

    [Fact]
    public async Task List_EmptyPagesWithANextPage_AreReadToTheEnd()
    {
        await using var portal = await RetellPortal.StartAsync();
        var one = portal.Stub.AddAgent(_mark.NameFor("Agent"));
        for (var i = 0; i < 4; i++)
            portal.Stub.AddAgent("Somebody else's");
        portal.Stub.LargestPage = 1;
        portal.Stub.FiltersAfterPaging = true;

        Assert.Equal(one.Id, Assert.Single(await portal.Provider.FindAgentsAsync(_mark, null, Cancel)).Id);
    }

    [Fact]
    public async Task Key_Wrong_NeedsAPersonAndIsNeverShown()
    {
        const string Secret = "key_that_is_wrong_0123456789";
        using var log = new CollectedLines();
        await using var portal = await RetellPortal.StartAsync(key: Secret, log: log);

        var fault = await Assert.ThrowsAsync<AgentProviderException>(() => portal.Provider.FindAgentsAsync(_mark, "agent_1", Cancel));

        Assert.Equal(AgentFault.ForAPerson, fault.Fault);
        Assert.Contains("Retell:ApiKey", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, fault.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines, line => line.Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Logs_ContainNoKeyAndNoPassword()
    {
        using var log = new CollectedLines();
        await using var portal = await RetellPortal.StartAsync(log: log);
        portal
            .Stub.Faults.Next("GET /get-agent", CallFault.Fail)
            .Next("GET /get-phone-number", CallFault.Drop)
            .Next("POST /import-phone-number", CallFault.ActAndDrop);

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
    public async Task Address_OfAnotherServer_NeedsAPerson_AndMissingObjectsAreNotAssumed()
    {
        await using var portal = await RetellPortal.StartAsync();
        await using var other = await RetellPortal.StartAsync(url: new Uri(portal.Stub.Url, "nothing/here/"));

        // The stub returns "no such route" in JSON, as Retell would for a missing agent: only the list shows the difference.
        var fault = await Assert.ThrowsAsync<AgentProviderException>(() => other.Provider.CreateAgentAsync(_mark, s_wanted, Cancel));

        Assert.Equal(AgentFault.ForAPerson, fault.Fault);
    }

    private sealed class CollectedLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose() { }
    }
}
