using AdminPortal.Data.Entities;
using AdminPortal.Services.Agents;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Agents;

public sealed class CallListServiceTests(PostgresCluster cluster)
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Calls_OfAllBusinesses_AreFilteredAndPaged(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var (acme, bolt) = (await portal.AddBusinessAsync("Acme Dental"), await portal.AddBusinessAsync("Bolt Plumbing"));
        await AddAsync(portal, acme.Id, "+13125550188", "+18005550000", s_now.AddDays(-9));
        await AddAsync(portal, bolt.Id, "+13125550199", "+18005550001", s_now.AddDays(-1));
        await AddAsync(portal, acme.Id, null, null, s_now);

        Assert.Equal(["Acme Dental", "Bolt Plumbing", "Acme Dental"], await NamesAsync(new CallFilter()));
        Assert.Equal(["Acme Dental", "Acme Dental"], await NamesAsync(new CallFilter(acme.Id)));
        Assert.Equal(["Bolt Plumbing"], await NamesAsync(new CallFilter(Number: "312 555 0199")));
        Assert.Equal(["Acme Dental"], await NamesAsync(new CallFilter(Number: "5550000")));
        Assert.Equal(["Acme Dental", "Bolt Plumbing"], await NamesAsync(new CallFilter(Since: s_now.AddDays(-7))));
        Assert.Empty(await NamesAsync(new CallFilter(Number: "no number at all, only words")));

        var service = portal.Get<CallListService>();
        var first = (await service.ListAsync(TestPortal.Support, new CallFilter(), null, 2, Cancel)).Value!;
        var rest = (await service.ListAsync(TestPortal.Support, new CallFilter(), first.Next, 2, Cancel)).Value!;
        Assert.Equal((2, 1, null), (first.Items.Count, rest.Items.Count, rest.Next));
        Assert.Equal("+13125550188", rest.Items[0].Call.FromNumber);

        async Task<IEnumerable<string>> NamesAsync(CallFilter filter) =>
            (await portal.Get<CallListService>().ListAsync(TestPortal.Support, filter, null, 10, Cancel)).Value!.Items.Select(c =>
                c.BusinessName
            );
    }

    internal static async Task AddAsync(TestPortal portal, Guid business, string? from, string? to, DateTimeOffset at)
    {
        await using var db = portal.Database.CreateDbContext();
        db.AgentCalls.Add(
            new AgentCall
            {
                Id = Guid.CreateVersion7(at),
                Provider = "simulated",
                CallId = Guid.NewGuid().ToString("N"),
                BusinessId = business,
                FromNumber = from,
                ToNumber = to,
                StartedAt = at,
                EndedAt = at.AddSeconds(42),
                DurationMilliseconds = 42_000,
                EndReason = "user_hangup",
            }
        );
        await db.SaveChangesAsync(Cancel);
    }
}
