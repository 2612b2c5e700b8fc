using AdminPortal.Providers.Agents;

namespace AdminPortal.Tests.Providers.Agents.Retell;

/// <summary>The binding of numbers at Retell.</summary>
public sealed class RetellNumbersTests
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
    public async Task Bind_UnknownNumber_IsImportedThroughTheTrunk()
    {
        await using var portal = await RetellPortal.StartAsync();
        var agent = portal.Stub.AddAgent(_mark.NameFor("Acme"));

        await portal.Provider.BindAsync(Number, agent.Id, _mark, Cancel);

        var number = Assert.Single(portal.Stub.Numbers);
        Assert.Equal(
            ("trunk.pstn.example.com", "sip-user", "sip-password", _mark.ToString()),
            (number.TerminationUri, number.SipUsername, number.SipPassword, number.Nickname)
        );
        Assert.Contains(
            "\"ignore_e164_validation\":false",
            Assert.Single(portal.Stub.Calls, c => c.Route == "POST /import-phone-number").Body,
            StringComparison.Ordinal
        );
        Assert.Contains(portal.Stub.Calls, c => c.Path == $"/get-phone-number/{Number}");
    }

    [Fact]
    public async Task Bind_WithoutATrunk_NeedsAPersonAndNamesTheSetting()
    {
        await using var portal = await RetellPortal.StartAsync(trunk: null);
        var agent = portal.Stub.AddAgent(_mark.NameFor("Acme"));

        var fault = await Assert.ThrowsAsync<AgentProviderException>(() => portal.Provider.BindAsync(Number, agent.Id, _mark, Cancel));

        Assert.Equal(AgentFault.ForAPerson, fault.Fault);
        Assert.Contains("Retell:TerminationUri", fault.Message, StringComparison.Ordinal);
        Assert.Equal(fault.Message, portal.Provider.WhyNumbersCannotBeBound);

        // A number that Retell already has is still bound.
        portal.Stub.SetNumber(Number);
        await portal.Provider.BindAsync(Number, agent.Id, _mark, Cancel);
        Assert.Equal([agent.Id], portal.Stub.Numbers.Single().AgentIds);
    }

    [Fact]
    public async Task Bind_NumberOfSeveralAgents_IsBoundToOne()
    {
        await using var portal = await RetellPortal.StartAsync();
        var agents = Enumerable.Range(0, 3).Select(i => portal.Stub.AddAgent($"Agent {i}").Id).ToArray();
        portal.Stub.SetNumber(Number, agents);

        await portal.Provider.BindAsync(Number, agents[1], _mark, Cancel);

        // It shows its current holder, whoever had it before.
        Assert.Equal(
            (agents[1], _mark.ToString()),
            (Assert.Single(portal.Stub.Numbers.Single().AgentIds), portal.Stub.Numbers.Single().Nickname)
        );
    }

    [Fact]
    public async Task Unbind_Number_SendsAnExplicitNull()
    {
        await using var portal = await RetellPortal.StartAsync();
        var agent = portal.Stub.AddAgent("An agent").Id;
        portal.Stub.SetNumber(Number, agent);

        await portal.Provider.UnbindAsync(Number, agent, Cancel);

        Assert.Equal("""{"inbound_agents":null}""", Assert.Single(portal.Stub.Calls, c => c.Method == "PATCH").Body);
        Assert.Empty(portal.Stub.Numbers.Single().AgentIds);
    }
}
