using AdminPortal.Data.Entities;
using AdminPortal.Providers.Agents;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Services.History;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;
using AdminPortal.Tests.Providers.Agents.Retell;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Services.Agents;

public sealed class TestCallServiceTests(PostgresCluster cluster)
{
    private const string Phone = "+13125550188";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Call_SubmittedTwiceAtOnce_IsPlacedOnce(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        var provider = new UnreliableProvider();
        using var background = new AgentBackground(portal, provider);
        var (business, number) = await background.ServeAsync();
        await background.ReconcileDueAsync();
        var request = new TestCallRequest(Guid.NewGuid(), "(312) 555-0188");

        var placed = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(i =>
                    Task.Run(() => Of(i % 2 == 0 ? portal : other, provider).PlaceAsync(TestPortal.Support, business, request, Cancel))
                )
        );

        Assert.Equal(Phone, Assert.Single(placed, p => p.IsDone).Value!.To);
        Assert.All(placed.Where(p => !p.IsDone), p => Assert.IsType<Refusal.InvalidTransition>(p.Refusal));
        Assert.Single(provider.Calls, c => c == $"Call {Phone} from {number}");
        var sync = await portal.SyncAsync(business);
        Assert.Equal((await portal.AgentAsync(business)).RowVersion, sync.AgentVersion);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Calls_BeyondTheLimit_AreRefused_AlsoAtOnce_UntilAnHourHasPassed(TestDatabase kind)
    {
        var clock = new FakeTimeProvider(new(2026, 5, 20, 12, 0, 0, TimeSpan.Zero));
        await using var portal = await TestPortal.StartAsync(kind, cluster, clock);
        var provider = new UnreliableProvider();
        using var background = new AgentBackground(portal, provider);
        var (business, _) = await background.ServeAsync();
        await background.ReconcileDueAsync();
        var calls = Of(portal, provider);

        var placed = await Task.WhenAll(Enumerable.Range(0, TestCallService.MostPerHour + 3).Select(_ => Task.Run(PlaceAsync)));

        Assert.Equal(TestCallService.MostPerHour, placed.Count(p => p.IsDone));
        Assert.All(placed.Where(p => !p.IsDone), p => Assert.IsType<TooManyTestCalls>(p.Refusal));
        Assert.Equal(TestCallService.MostPerHour, provider.Calls.Count(c => c.StartsWith("Call ", StringComparison.Ordinal)));
        clock.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal(TimeSpan.FromMinutes(10), Assert.IsType<TooManyTestCalls>((await PlaceAsync()).Refusal).Wait);
        clock.Advance(TimeSpan.FromMinutes(11));
        Assert.True((await PlaceAsync()).IsDone);

        Task<Outcome<TestCall>> PlaceAsync() =>
            calls.PlaceAsync(TestPortal.Support, business, new TestCallRequest(Guid.NewGuid(), Phone), Cancel);
    }

    [Theory]
    [InlineData("12", "too short")]
    [InlineData("+1 312 055 0188", "does not exist")]
    [InlineData("+44 20 7946 0958", "in this country")]
    [InlineData("+1 876 555 0123", "in this country")]
    [InlineData("+1 900 234 5678", "special rates")]
    [InlineData("+1 800 555 0000", "an agent's number")]
    public async Task Phone_ThatMustNotBeCalled_IsRefused(string phone, string problem)
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider();
        using var background = new AgentBackground(portal, provider);
        var (business, _) = await background.ServeAsync();
        await background.ReconcileDueAsync();

        var refused = await Of(portal, provider).PlaceAsync(TestPortal.Admin, business, new TestCallRequest(Guid.NewGuid(), phone), Cancel);

        Assert.Contains(problem, Assert.IsType<Refusal.Invalid>(refused.Refusal).Problem, StringComparison.Ordinal);
        Assert.DoesNotContain(provider.Calls, c => c.StartsWith("Call ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Business_CallsWithItsOwnAgentOnly_AndNotWhileItIsPausedOrHasNoNumber()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider();
        using var background = new AgentBackground(portal, provider);
        var (business, _) = await background.ServeAsync();
        await background.ReconcileDueAsync();
        var bolt = (await portal.AddBusinessAsync("Bolt Plumbing")).Id;
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Business, business);
        var calls = Of(portal, provider);

        Assert.IsType<Refusal.NotFound>((await PlaceAsync(bolt)).Refusal);
        Assert.True((await PlaceAsync(business)).IsDone);
        await background.Service.PauseOwnAsync(me, Cancel);
        Assert.Contains("paused", Assert.IsType<Refusal.InvalidTransition>((await PlaceAsync(business)).Refusal).Message);
        await background.Service.CreateAsync(TestPortal.Admin, bolt, new AgentConfiguration(), Cancel);
        Assert.Contains("no number", (await calls.PlaceAsync(TestPortal.Support, bolt, Request(), Cancel)).Refusal!.Message);

        Task<Outcome<TestCall>> PlaceAsync(Guid of) => calls.PlaceAsync(me, of, Request(), Cancel);

        static TestCallRequest Request() => new(Guid.NewGuid(), Phone);
    }

    [Fact]
    public async Task Call_AtRetell_IsFromTheBusinesssNumber_AndIsListedWhenItsEventArrives()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        await using var retell = await RetellPortal.StartAsync();
        using var background = new AgentBackground(portal, retell.Provider);
        var (business, number) = await background.ServeAsync();
        await background.SettleAsync();

        var placed = (
            await Of(portal, retell.Provider).PlaceAsync(TestPortal.Admin, business, new TestCallRequest(Guid.NewGuid(), Phone), Cancel)
        ).Value!;

        var there = Assert.Single(retell.Stub.PhoneCalls);
        Assert.Equal((placed.ProviderCallId, number, Phone), (there.Id, there.From, there.To));
        Assert.False(placed.IsSimulated);
        var notice = new CallNotice("call_started", there.Id, there.AgentId, number, Phone, DateTimeOffset.UtcNow, null, null, null);
        var calls = portal.Get<CallService>();
        Assert.True((await calls.TakeAsync(Actor.System, "retell", notice, Cancel)).Value);
        var listed = Assert.Single((await calls.OfBusinessAsync(TestPortal.Admin, business, TimeZoneInfo.Utc, Cancel)).Value!.Latest);
        Assert.Equal((number, Phone), (listed.FromNumber, listed.ToNumber));
        Assert.Equal("Let the agent of Acme Dental call +1 312 555 0188 as a test", await SentenceAsync(portal, "agent.test_called"));
    }

    [Theory]
    [InlineData(CallFault.Fail)]
    [InlineData(CallFault.Throttle)]
    [InlineData(CallFault.ActAndDrop)]
    [InlineData(CallFault.ActAndGarble)]
    public async Task Call_WhoseAnswerFails_IsSentOnce_AndRecorded(CallFault fault)
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        await using var retell = await RetellPortal.StartAsync();
        using var background = new AgentBackground(portal, retell.Provider);
        var (business, _) = await background.ServeAsync();
        await background.SettleAsync();
        retell.Stub.Faults.Next("POST /v2/create-phone-call", fault);
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Business, business);

        var failed = await Of(portal, retell.Provider).PlaceAsync(me, business, new TestCallRequest(Guid.NewGuid(), Phone), Cancel);

        Assert.IsType<AgentProviderFailed>(failed.Refusal);
        Assert.Equal(fault != CallFault.Throttle, failed.Refusal.Message.Contains("may ring", StringComparison.Ordinal));
        Assert.DoesNotContain("Retell", failed.Refusal.Message, StringComparison.Ordinal);
        Assert.Single(retell.Stub.Calls, c => c.Route == "POST /v2/create-phone-call");
        Assert.StartsWith("A test call of Acme Dental failed: ", await SentenceAsync(portal, "agent.test_call_failed"));
        await portal.AssertSoundAsync();
    }

    private static TestCallService Of(TestPortal portal, IAgentProvider provider) =>
        new(portal.Get<PortalWriter>(), provider, portal.Get<NumberReader>(), NullLogger<TestCallService>.Instance);

    private static async Task<string> SentenceAsync(TestPortal portal, string action)
    {
        var page = await portal.Get<HistoryService>().ListAsync(Actor.System, new HistoryFilter(), null, 50, Cancel);
        return AdminPortal.Services.Audit.EventWords.Text(page.Value!.Items.Single(e => e.Action == action));
    }
}
