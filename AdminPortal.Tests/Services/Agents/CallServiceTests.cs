using AdminPortal.Data.Entities;
using AdminPortal.Providers.Agents;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Audit;
using AdminPortal.Services.History;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Services.Agents;

public sealed class CallServiceTests(PostgresCluster cluster)
{
    private static readonly DateTimeOffset s_now = new(2026, 5, 20, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Event_SentConcurrently_IsProcessedOnce(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        await portal.AddAgentAsync();
        await portal.ReconcileAgentsAsync();
        var notice = await NoticeAsync(portal, "call_ended", ended: s_now.AddMinutes(2));

        var taken = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(i =>
                    Task.Run(() => (i % 2 == 0 ? portal : other).Get<CallService>().TakeAsync(Actor.System, "simulated", notice, Cancel))
                )
        );

        Assert.All(taken, t => Assert.True(t.IsDone, t.ToString()));
        Assert.Equal(1, taken.Count(t => t.Value));
        await using var db = portal.Database.CreateReadContext();
        Assert.Equal(1, await db.AgentCalls.CountAsync(Cancel));
        Assert.Equal(1, await db.WebhookEvents.CountAsync(Cancel));
    }

    [Theory, OnEachDatabase]
    public async Task Events_InAnyOrder_GiveTheSameCall(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, new FakeTimeProvider(s_now));
        var (business, _) = await portal.AddAgentAsync();
        await portal.ReconcileAgentsAsync();
        var calls = portal.Get<CallService>();

        // Its end arrives first; fields that its beginning lacks are kept.
        await calls.TakeAsync(
            Actor.System,
            "simulated",
            await NoticeAsync(portal, "call_ended", s_now.AddSeconds(-20), 70_000, "user_hangup"),
            Cancel
        );
        await calls.TakeAsync(Actor.System, "simulated", await NoticeAsync(portal, "call_started"), Cancel);

        var told = Assert.Single((await calls.OfBusinessAsync(TestPortal.Support, business.Id, TimeZoneInfo.Utc, Cancel)).Value!.Latest);
        Assert.Equal(
            ("+13125550188", "+18005550000", s_now.AddSeconds(-90), s_now.AddSeconds(-20), TimeSpan.FromSeconds(70), "user_hangup"),
            (told.FromNumber, told.ToNumber, told.StartedAt, told.EndedAt, told.Duration, told.EndReason)
        );
    }

    [Theory, OnEachDatabase]
    public async Task Event_OfAnUnknownAgentOnANumberOfOurs_IsRecordedOnceADay(TestDatabase kind)
    {
        var clock = new FakeTimeProvider(s_now);
        await using var portal = await TestPortal.StartAsync(kind, cluster, clock);
        var number = Assert.Single(await portal.AddNumbersAsync(1));
        var (business, _) = await portal.AddAgentAsync();
        await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business.Id, Cancel);
        await portal.ReconcileAgentsAsync();
        var calls = portal.Get<CallService>();

        for (var call = 0; call < 3; call++)
            await calls.TakeAsync(
                Actor.System,
                "simulated",
                new CallNotice("call_ended", $"c{call}", "agent_of_others", null, number, null, null, null, null),
                Cancel
            );

        var answer = Assert.Single((await calls.StrangersAsync(TestPortal.Support, Cancel)).Value!);
        Assert.Equal((number, business.Id, "agent_of_others", s_now), (answer.Number, answer.BusinessId, answer.AgentId, answer.At));
        foreach (
            var past in new[]
            {
                await portal.Get<HistoryService>().OfNumberAsync(TestPortal.Support, number, Cancel),
                await portal.Get<HistoryService>().OfBusinessAsync(TestPortal.Support, business.Id, Cancel),
            }
        )
            Assert.Single(past.Value!.Events, e => EventWords.Text(e).Contains("unknown agent: agent_of_others", StringComparison.Ordinal));

        clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
        await calls.TakeAsync(
            Actor.System,
            "simulated",
            new CallNotice("call_ended", "c9", "agent_of_others", null, number, null, null, null, null),
            Cancel
        );
        Assert.Equal(
            2,
            (await portal.Get<HistoryService>().OfNumberAsync(TestPortal.Support, number, Cancel)).Value!.Events.Count(e =>
                e.Action == AuditActions.NumberAnsweredElsewhere
            )
        );
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Event_OfAForeignAgent_IsIgnored()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);

        var taken = await portal
            .Get<CallService>()
            .TakeAsync(
                Actor.System,
                "simulated",
                new CallNotice("call_ended", "c1", "agent-of-others", null, null, null, null, null, null),
                Cancel
            );

        Assert.False(taken.Value);
        await using var db = portal.Database.CreateReadContext();
        Assert.False(await db.AgentCalls.AnyAsync(Cancel));
        Assert.False(await db.WebhookEvents.AnyAsync(Cancel));
    }

    [Fact]
    public async Task Calls_AreCountedByDay_AndTheLastOneOfANumberIsFound()
    {
        var clock = new FakeTimeProvider(s_now);
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster, clock);
        var (business, _) = await portal.AddAgentAsync();
        await portal.ReconcileAgentsAsync();
        var calls = portal.Get<CallService>();
        foreach (var (id, hoursAgo) in ((string, int)[])[("today", 1), ("today too", 2), ("yesterday", 24), ("long ago", 24 * 40)])
            await calls.TakeAsync(
                Actor.System,
                "simulated",
                (await NoticeAsync(portal, "call_started")) with
                {
                    CallId = id,
                    StartedAt = s_now.AddHours(-hoursAgo),
                },
                Cancel
            );

        var found = (await calls.OfBusinessAsync(TestPortal.Support, business.Id, TimeZoneInfo.Utc, Cancel)).Value!;

        Assert.Equal(30, found.Days.Count);
        Assert.Equal([1, 2], found.Days.TakeLast(2).Select(d => d.Count));
        Assert.Equal(3, found.Days.Sum(d => d.Count));
        Assert.Equal(s_now.AddHours(-1), found.Last!.StartedAt);
        Assert.Equal(s_now.AddHours(-1), (await calls.LastOnNumberAsync(TestPortal.Support, "+18005550000", Cancel)).Value!.At);
        Assert.Null((await calls.LastOnNumberAsync(TestPortal.Support, "+18005550001", Cancel)).Value!.At);
    }

    [Theory, OnEachDatabase]
    public async Task Events_OlderThanAWeek_AreDeleted_AndTheirCallsStay(TestDatabase kind)
    {
        var clock = new FakeTimeProvider(s_now);
        await using var portal = await TestPortal.StartAsync(kind, cluster, clock);
        await portal.AddAgentAsync();
        await portal.ReconcileAgentsAsync();
        var calls = portal.Get<CallService>();
        await calls.TakeAsync(Actor.System, "simulated", await NoticeAsync(portal, "call_started"), Cancel);
        clock.AdjustTime(s_now.AddDays(6));
        await calls.TakeAsync(Actor.System, "simulated", await NoticeAsync(portal, "call_ended"), Cancel);
        clock.AdjustTime(s_now.AddDays(8));

        Assert.Equal(1, (await calls.ForgetEventsAsync(Actor.System, Cancel)).Value);

        await using var db = portal.Database.CreateReadContext();
        Assert.Equal("call_ended", (await db.WebhookEvents.SingleAsync(Cancel)).Event);
        Assert.Equal(1, await db.AgentCalls.CountAsync(Cancel));
    }

    [Fact]
    public async Task Calls_OfAnotherBusiness_AreNotVisible()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var (acme, _) = await portal.AddAgentAsync();
        var bolt = await portal.AddBusinessAsync("Bolt");
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Business, bolt.Id);

        Assert.IsType<Refusal.NotFound>((await portal.Get<CallService>().OfBusinessAsync(me, acme.Id, TimeZoneInfo.Utc, Cancel)).Refusal);
        Assert.True((await portal.Get<CallService>().OfBusinessAsync(me, bolt.Id, TimeZoneInfo.Utc, Cancel)).IsDone);
    }

    /// <summary>An event of one call to the only agent.</summary>
    private static async Task<CallNotice> NoticeAsync(
        TestPortal portal,
        string happened,
        DateTimeOffset? ended = null,
        long? length = null,
        string? reason = null
    )
    {
        await using var db = portal.Database.CreateReadContext();
        var agent = (await db.Agents.SingleAsync(Cancel)).ProviderAgentId!;
        return new CallNotice(happened, "call_1", agent, "+13125550188", "+18005550000", s_now.AddSeconds(-90), ended, length, reason);
    }
}
