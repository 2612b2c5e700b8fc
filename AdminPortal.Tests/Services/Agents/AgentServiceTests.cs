using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Agents;

public sealed class AgentServiceTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Agent_OfAnotherBusiness_IsNeitherVisibleNorPausable()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var (_, acmes) = await portal.AddAgentAsync();
        var bolt = await portal.AddBusinessAsync("Bolt");
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Business, bolt.Id);
        var (agents, board) = (portal.Get<AgentService>(), portal.Get<AgentBoardService>());

        Assert.IsType<Refusal.NotFound>((await board.FindAsync(me, acmes.Id, Cancel)).Refusal);
        Assert.IsType<Refusal.NotFound>((await agents.PauseAsync(me, acmes.Id, null, Cancel)).Refusal);
        Assert.IsType<Refusal.NotFound>((await agents.PauseOwnAsync(me, Cancel)).Refusal);
        Assert.False((await portal.AgentAsync(acmes.BusinessId)).IsPaused);
    }

    [Theory, OnEachDatabase]
    public async Task PauseAndResume_AreRecorded_AndIdempotent(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var (business, agent) = await portal.AddAgentAsync();
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Business, business.Id);
        var agents = portal.Get<AgentService>();

        for (var i = 0; i < 2; i++)
            Assert.Equal(AgentStatus.Paused, (await agents.PauseOwnAsync(me, Cancel)).Value!.Status);
        for (var i = 0; i < 2; i++)
            Assert.Equal(AgentStatus.Provisioning, (await agents.ResumeAsync(TestPortal.Support, agent.Id, null, Cancel)).Value!.Status);

        await using var db = portal.Database.CreateReadContext();
        Assert.Equal(
            ["agent.created", "agent.paused", "agent.resumed"],
            await db.AuditEvents.Where(e => e.RecordId == agent.Id).OrderBy(e => e.Id).Select(e => e.Action).ToListAsync(Cancel)
        );
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task PauseAndResume_Concurrently_EndInTheLastState(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        var (business, agent) = await portal.AddAgentAsync();

        var acts = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(i =>
                    Task.Run(() =>
                    {
                        var agents = (i % 2 == 0 ? portal : other).Get<AgentService>();
                        return i % 3 == 0
                            ? agents.PauseAsync(TestPortal.Support, agent.Id, null, Cancel)
                            : agents.ResumeAsync(TestPortal.Support, agent.Id, null, Cancel);
                    })
                )
        );

        Assert.All(acts, a => Assert.True(a.IsDone, a.ToString()));
        await using var db = portal.Database.CreateReadContext();
        var last = (await db.AuditEvents.Where(e => e.RecordId == agent.Id).OrderBy(e => e.Id).Select(e => e.Action).ToListAsync(Cancel))[
            ^1
        ];
        Assert.Equal(last == "agent.paused", (await portal.AgentAsync(business.Id)).IsPaused);
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task List_BySearchAndState_FindsNameNumberAndProvidersId()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        await portal.AddNumbersAsync(1);
        var (acme, agent) = await portal.AddAgentAsync("Acme Dental");
        await portal.AddAgentAsync("Bolt Plumbing");
        await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, acme.Id, Cancel);
        await portal.ReconcileAgentsAsync();
        await portal.Get<AgentService>().PauseAsync(TestPortal.Support, agent.Id, null, Cancel);
        var (board, there) = (portal.Get<AgentBoardService>(), (await portal.AgentAsync(acme.Id)).ProviderAgentId);

        foreach (
            var filter in (AgentFilter[])
                [
                    new(Query: "dental"),
                    new(Query: "(800) 555-0000"),
                    new(Query: there),
                    new(AgentStatus.Paused),
                    new(AgentStatus.Paused, "acme"),
                ]
        )
            Assert.Equal([agent.Id], (await board.OrderAsync(TestPortal.Support, filter, Cancel)).Value!.Ids);
        Assert.Empty((await board.OrderAsync(TestPortal.Support, new(AgentStatus.Failed), Cancel)).Value!.Ids);
        var all = (await board.OrderAsync(TestPortal.Support, new(), Cancel)).Value!;
        Assert.Equal(
            ["Acme Dental", "Bolt Plumbing"],
            (await board.RowsAsync(TestPortal.Support, all.Ids, Cancel)).Value!.Select(r => r.BusinessName).Order()
        );
    }

    [Theory, OnEachDatabase]
    public async Task ConcurrentCreation_OfAnAgent_IsRefusedForTheSecond(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        using var background = new AgentBackground(portal, new UnreliableProvider());
        var business = (await portal.AddBusinessAsync()).Id;

        var made = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ => Task.Run(() => background.Service.CreateAsync(TestPortal.Admin, business, new AgentConfiguration(), Cancel)))
        );

        Assert.Single(made, m => m.IsDone);
        Assert.All(made.Where(m => !m.IsDone), m => Assert.IsType<Refusal.Conflict>(m.Refusal));
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task ConcurrentEdits_OfOpeningHours_AreRefusedForTheSecond_AndRecordedOnce(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var (business, agent) = await portal.AddAgentAsync();
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Business, business.Id);
        var agents = portal.Get<AgentService>();

        var saved = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(i =>
                    Task.Run(() =>
                    {
                        var hours = new OpeningHoursRecord("America/Chicago", [$"0{6 + i}:00-17:00"]);
                        return i % 2 == 0
                            ? agents.ChangeOwnAsync(me, new OwnAgentChange(OpeningHours: hours), agent.RowVersion, Cancel)
                            : agents.ChangeAsync(TestPortal.Support, agent.Id, new(OpeningHours: hours), agent.RowVersion, Cancel);
                    })
                )
        );

        var done = Assert.Single(saved, s => s.IsDone).Value!;
        Assert.All(saved.Where(s => !s.IsDone), s => Assert.IsType<Refusal.Stale>(s.Refusal));
        var stored = OpeningHours.Parse((await portal.AgentAsync(business.Id)).OpeningHours)!;
        Assert.Equal(done.OpeningHours!.Monday, stored.ToRecord().Monday);
        await using (var db = portal.Database.CreateReadContext())
        {
            var change = await db.AuditEvents.SingleAsync(e => e.RecordId == agent.Id && e.Action == "agent.changed", Cancel);
            Assert.Contains($"{stored.ToWords()} (America/Chicago)", change.After, StringComparison.Ordinal);
        }

        var removed = await agents.ChangeOwnAsync(me, new OwnAgentChange(RemovesOpeningHours: true), done.RowVersion, Cancel);
        Assert.Null(removed.Value!.OpeningHours);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task ConcurrentEdits_OfAnAgent_AreRefusedForTheSecond(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        using var background = new AgentBackground(portal, new UnreliableProvider());
        var business = (await portal.AddBusinessAsync()).Id;
        var agent = (await background.Service.CreateAsync(TestPortal.Admin, business, new AgentConfiguration(), Cancel)).Value!;

        var saved = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(i =>
                    Task.Run(() =>
                        background.Service.ChangeAsync(TestPortal.Support, agent.Id, new AgentConfiguration(Name: $"Name {i}"), 1, Cancel)
                    )
                )
        );

        var done = Assert.Single(saved, s => s.IsDone).Value!;
        Assert.Equal(2, done.RowVersion);
        Assert.All(saved.Where(s => !s.IsDone), s => Assert.Equal(2, Assert.IsType<Refusal.Stale>(s.Refusal).CurrentVersion));
        Assert.Equal(done.Name, (await portal.AgentAsync(business)).Name);
    }
}
