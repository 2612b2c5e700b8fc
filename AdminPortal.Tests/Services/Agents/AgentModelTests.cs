using System.Globalization;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Agents;

/// <summary>Random concurrent actions of several people, while a third of the provider's requests fail in all possible ways and the portal
/// is killed repeatedly. It always ends with one agent per business and one binding per number.</summary>
public sealed class AgentModelTests(PostgresCluster cluster)
{
    private const int Businesses = 25;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestDatabase.Sqlite, 11)]
    [InlineData(TestDatabase.Sqlite, 12)]
    [InlineData(TestDatabase.Postgres, 13)]
    public async Task RandomActionsAndFaults_EndWithOneAgentPerBusinessAndNoOrphan(TestDatabase kind, int seed)
    {
        if (kind == TestDatabase.Postgres)
            Requires.PostgresBin();
        await using var portal = await TestPortal.StartAsync(kind, cluster, settings: [("Numbers:QuarantineDays", "0")]);
        var provider = new UnreliableProvider(seed) { FaultPercent = 30 };
        await portal.AddNumbersAsync(Businesses - 5);
        var businesses = await portal.AddBusinessesAsync(Businesses);
        using (var maker = new AgentBackground(portal, provider))
        {
            foreach (var business in businesses)
                Assert.True((await maker.Service.CreateAsync(TestPortal.Admin, business, new AgentConfiguration(), Cancel)).IsDone);
        }

        var random = new Random(seed);
        for (var life = 0; life < 5; life++)
        {
            using var background = new AgentBackground(portal, provider);
            var people = Enumerable
                .Range(0, 3)
                .Select(_ => ActAsync(portal, background.Service, businesses, new Random(random.Next())))
                .ToList();
            var work = background.ReconcileDueAsync();
            await Task.Delay(random.Next(20, 200), Cancel);
            await background.KillAsync();
            await Task.WhenAll(people);
            await Ignore(work);
            if (life % 2 == 1)
                provider.CatchUp();
        }

        // A killed process leaves its leases; they expire.
        provider.CatchUp();
        provider.FaultPercent = 0;
        using (var last = new AgentBackground(portal, provider))
            await last.SettleAsync();
        await AssertLevelAsync(portal, provider, businesses);
        await portal.AssertSoundAsync();
    }

    /// <summary>Random actions of support staff and businesses. Refusals are fine: nothing here throws.</summary>
    private static async Task ActAsync(TestPortal portal, AgentService agents, IReadOnlyList<Guid> businesses, Random random)
    {
        for (var i = 0; i < 12; i++)
        {
            var business = businesses[random.Next(businesses.Count)];
            var agent = (await portal.AgentAsync(business)).Id;
            var number = (await portal.Get<BusinessService>().FindAsync(TestPortal.Admin, business, Cancel)).Value!.PhoneNumber;
            switch (random.Next(8))
            {
                case 0:
                    await agents.PauseAsync(TestPortal.Support, agent, null, Cancel);
                    break;
                case 1:
                    await agents.ResumeAsync(TestPortal.Support, agent, null, Cancel);
                    break;
                case 2:
                    await agents.ChangeAsync(
                        TestPortal.Support,
                        agent,
                        new AgentConfiguration(Greeting: random.Next().ToString(CultureInfo.InvariantCulture)),
                        null,
                        Cancel
                    );
                    break;
                case 3 when number is not null:
                    await portal
                        .Get<NumberService>()
                        .DoAsync(TestPortal.Support, number, new NumberCommand.Release("random"), null, Cancel);
                    break;
                case 4 when number is not null:
                    await portal
                        .Get<NumberService>()
                        .DoAsync(
                            TestPortal.Support,
                            number,
                            new NumberCommand.Reassign(businesses[random.Next(businesses.Count)], "random"),
                            null,
                            Cancel
                        );
                    break;
                case 5:
                    await portal.Get<ClosingService>().CloseAsync(TestPortal.Admin, business, "random", null, Cancel);
                    break;
                case 6:
                    await portal.Get<ClosingService>().ReopenAsync(TestPortal.Admin, business, null, Cancel);
                    break;
                default:
                    await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel);
                    break;
            }
        }
    }

    private static async Task AssertLevelAsync(TestPortal portal, UnreliableProvider provider, IReadOnlyList<Guid> businesses)
    {
        await using var db = portal.Database.CreateReadContext();
        var rings = new Dictionary<string, string>();
        var closed = 0;
        foreach (var business in businesses)
        {
            var agent = await portal.AgentAsync(business);
            if (await db.Businesses.AnyAsync(b => b.Id == business && b.ClosedAt != null, Cancel))
            {
                Assert.DoesNotContain(provider.Agents.Values, a => a.Mark!.BusinessId == business);
                closed++;
                continue;
            }

            var there = Assert.Single(provider.Agents.Values, a => a.Mark!.BusinessId == business);
            Assert.Equal((agent.ProviderAgentId, agent.Greeting), (there.Id, there.Greeting));
            if (
                !agent.IsPaused
                && await db.Businesses.Where(b => b.Id == business).Select(b => b.PhoneNumber).SingleAsync(Cancel) is { } number
            )
                rings[number] = there.Id;
        }

        Assert.InRange(closed, 1, businesses.Count - 1);
        Assert.Equal(businesses.Count - closed, provider.Agents.Count);
        Assert.Equal(
            rings.OrderBy(p => p.Key),
            provider.Numbers.Where(n => n.Value is not null).Select(n => KeyValuePair.Create(n.Key, n.Value!)).OrderBy(p => p.Key)
        );
    }

    private static async Task Ignore(Task work)
    {
        try
        {
            await work;
        }
        catch (OperationCanceledException)
        {
            // The process was killed.
        }
    }
}
