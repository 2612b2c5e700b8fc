using AdminPortal.Providers.Agents;

namespace AdminPortal.Tests.Providers.Agents.Retell;

/// <summary>The Retell provider fulfils the contract, on an account where published versions are frozen.</summary>
public class RetellContractTests : AgentProviderContract
{
    private protected RetellPortal Portal { get; private set; } = null!;

    private protected override async Task<IAgentProvider> StartAsync()
    {
        Portal = await RetellPortal.StartAsync();
        return Portal.Provider;
    }

    protected override Task<string> AddAgentAsync(AgentMark mark) => Task.FromResult(Portal.Stub.AddAgent(mark.NameFor("Twin")).Id);

    public override async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>The same on an account where a change creates a version automatically, searches return everything, and pages have two
/// items.</summary>
public sealed class OtherRetellContractTests : RetellContractTests
{
    private protected override async Task<IAgentProvider> StartAsync()
    {
        var provider = await base.StartAsync();
        Portal.Stub.FreezesPublished = false;
        Portal.Stub.HeedsQueries = false;
        Portal.Stub.LargestPage = 2;
        return provider;
    }
}
