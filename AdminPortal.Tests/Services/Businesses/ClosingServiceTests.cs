using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Keys;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Onboarding;
using AdminPortal.Services.People;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Services.Agents;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Businesses;

/// <summary>Closing a business takes all that it has, and reopening gives it back.</summary>
public sealed class ClosingServiceTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Close_EndsNumberAgentKeysAndSignIn_AndReopenRestoresThem(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var provider = new UnreliableProvider();
        using var background = new AgentBackground(portal, provider);
        var (id, number) = await background.ServeAsync();
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Business, id, "front@acme.example");
        var key = (await portal.Get<ApiKeyService>().CreateAsync(TestPortal.Admin, "Website", PortalRole.Business, id, null, Cancel))
            .Value!
            .Key;
        await background.SettleAsync();
        var greeting = Assert.Single(provider.Agents.Values).Greeting;
        var plan = (await portal.Get<ClosingService>().PreviewAsync(TestPortal.Admin, id, Cancel)).Value!;
        Assert.Equal((number, true, 1, 1), (plan.Number, plan.HasAgent, plan.People, plan.Keys));

        var closed = await CloseAsync(portal, id);
        await background.SettleAsync();

        Assert.True(closed.IsDone, closed.ToString());
        Assert.NotNull(closed.Value.ClosedAt);
        Assert.Null(closed.Value.PhoneNumber);
        Assert.Equal(NumberStatus.Quarantined, (await NumberAsync(portal, number)).Status);
        Assert.Empty(provider.Agents);
        Assert.Null(provider.Numbers[number]);
        Assert.Equal((AgentStatus.Paused, null), ((await portal.AgentAsync(id)).Status, (await portal.AgentAsync(id)).ProviderAgentId));
        Assert.Null(await portal.Get<ApiKeyAuthenticator>().AuthenticateAsync(key, Cancel));
        Assert.Equal(SessionState.Ended, await portal.Get<SessionRevalidation>().AskAsync(me, Cancel));
        Assert.IsType<Refusal.SignedOut>((await background.Service.PauseOwnAsync(me, Cancel)).Refusal);
        Assert.True(await IsLockedOutAsync(portal, me));
        Assert.Null(await portal.Get<PeopleLinks>().ForgottenAsync(me.Name, Cancel));
        await portal.AssertSoundAsync();

        Assert.Equal(number, (await portal.Get<ClosingService>().PreviewReopeningAsync(TestPortal.Admin, id, Cancel)).Value!.Number);
        var reopened = await portal.Get<ClosingService>().ReopenAsync(TestPortal.Admin, id, closed.Value.RowVersion, Cancel);
        await background.SettleAsync();

        Assert.Equal((null, number), (reopened.Value!.ClosedAt, reopened.Value.PhoneNumber));
        var there = Assert.Single(provider.Agents.Values);
        Assert.Equal((greeting, there.Id), (there.Greeting, provider.Numbers[number]));
        Assert.NotNull(await portal.Get<ApiKeyAuthenticator>().AuthenticateAsync(key, Cancel));
        Assert.False(await IsLockedOutAsync(portal, me));
        // The sessions of before stay ended.
        Assert.Equal(SessionState.Ended, await portal.Get<SessionRevalidation>().AskAsync(me, Cancel));
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Closed_IsGivenNothing()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var numbers = await portal.AddNumbersAsync(2);
        var id = (
            await portal.Get<BusinessService>().CreateAsync(TestPortal.Admin, new NewBusiness("Acme Dental", ExternalId: "crm-1"), Cancel)
        )
            .Value!
            .Id;
        await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, id, Cancel);
        Assert.True((await CloseAsync(portal, id)).IsDone);

        foreach (
            var refusal in (Refusal?[])
                [
                    (await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, id, wait: true, Cancel)).Refusal,
                    await DoAsync(numbers[1], new NumberCommand.Assign(id)),
                    await DoAsync(numbers[0], new NumberCommand.UndoRelease()),
                    (await portal.Get<ApiKeyService>().CreateAsync(TestPortal.Admin, "Web", PortalRole.Business, id, null, Cancel)).Refusal,
                    (
                        await portal.Get<InvitationService>().InviteAsync(TestPortal.Admin, "a@b.example", PortalRole.Business, id, Cancel)
                    ).Refusal,
                    (await portal.Get<AgentService>().CreateAsync(TestPortal.Admin, id, new AgentConfiguration(), Cancel)).Refusal,
                    (
                        await portal
                            .Get<OnboardingService>()
                            .CompleteAsync(TestPortal.Admin, new NewClient("Acme", null, "crm-1", new AgentConfiguration(), true), Cancel)
                    ).Refusal,
                ]
        )
            Assert.Contains("is closed. An admin can reopen it.", Assert.IsType<Refusal.InvalidTransition>(refusal).Message);
        await portal.AssertSoundAsync();

        async Task<Refusal?> DoAsync(string number, NumberCommand command) =>
            (await portal.Get<NumberService>().DoAsync(TestPortal.Admin, number, command, null, Cancel)).Refusal;
    }

    [Theory, OnEachDatabase]
    public async Task Close_AWaitingBusiness_LetsTheNextInLineHaveTheNumber(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var businesses = await portal.AddBusinessesAsync(2);
        foreach (var business in businesses)
            await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, wait: true, Cancel);

        Assert.True((await CloseAsync(portal, businesses[0])).IsDone);
        var number = Assert.Single(await portal.AddNumbersAsync(1));
        await portal.Get<WaitingListService>().ServeAsync(Cancel);

        Assert.Equal(businesses[1], (await NumberAsync(portal, number)).AssignedTo);
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Reopen_AfterAnotherBusinessGotTheNumber_LeavesItThere()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster, settings: [("Numbers:QuarantineDays", "0")]);
        var number = Assert.Single(await portal.AddNumbersAsync(1));
        var businesses = await portal.AddBusinessesAsync(2);
        await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, businesses[0], Cancel);
        Assert.True((await CloseAsync(portal, businesses[0])).IsDone);
        await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, businesses[1], Cancel);

        var reopened = await portal.Get<ClosingService>().ReopenAsync(TestPortal.Admin, businesses[0], null, Cancel);

        Assert.True(reopened.IsDone);
        Assert.Null(reopened.Value.PhoneNumber);
        Assert.Equal(businesses[1], (await NumberAsync(portal, number)).AssignedTo);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task TwoAdminsAndCallersAtOnce_CloseOnceAndGiveNothingAfterwards(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        await portal.AddNumbersAsync(20);
        var businesses = await portal.AddBusinessesAsync(8);

        foreach (var id in businesses)
        {
            var provisioning = Enumerable
                .Range(0, 4)
                .Select(i => (i % 2 == 0 ? portal : other).Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, id, Cancel))
                .ToList();
            var closings = await Task.WhenAll(CloseAsync(portal, id), CloseAsync(other, id));
            await Task.WhenAll(provisioning);

            Assert.Single(closings, c => c.IsDone);
            Assert.Single(closings, c => c.Refusal is Refusal.InvalidTransition);
        }

        await using var db = portal.Database.CreateReadContext();
        Assert.Equal(8, await db.Businesses.CountAsync(b => b.ClosedAt != null && b.PhoneNumber == null, Cancel));
        Assert.Equal(0, await db.Numbers.CountAsync(n => n.Status == NumberStatus.Assigned, Cancel));
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Close_AnAgentThatTheProviderKeeps_StaysOnTheBoardUntilItIsRemoved()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider();
        using var background = new AgentBackground(portal, provider);
        var (id, _) = await background.ServeAsync();
        await background.SettleAsync();

        provider.Refusal = new AdminPortal.Providers.Agents.AgentProviderException(
            AdminPortal.Providers.Agents.AgentFault.ForAPerson,
            "The key was revoked."
        );
        Assert.True((await CloseAsync(portal, id)).IsDone);
        await background.ReconcileDueAsync();

        var board = portal.Get<AgentBoardService>();
        Assert.Equal(1, (await board.CountAsync(TestPortal.Support, Cancel)).Value!.Failed);
        provider.Refusal = null;
        Assert.Equal(1, (await background.Service.RetryAllAsync(TestPortal.Support, Cancel)).Value);
        await background.SettleAsync();
        Assert.Equal(0, (await board.CountAsync(TestPortal.Support, Cancel)).Value!.Total);
        Assert.Empty(provider.Agents);
    }

    [Fact]
    public async Task AgentOfAClosedBusiness_ThatComesBackAtTheProvider_IsRemovedAgain()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var provider = new UnreliableProvider();
        using var background = new AgentBackground(portal, provider);
        var (id, _) = await background.ServeAsync();
        await background.SettleAsync();
        var late = Assert.Single(provider.Agents.Values);
        Assert.True((await CloseAsync(portal, id)).IsDone);
        await background.SettleAsync();

        provider.Agents["agent-late"] = late with { Id = "agent-late" };
        await background.SettleAsync();

        Assert.Empty(provider.Agents);
    }

    private static Task<Outcome<BusinessRecord>> CloseAsync(TestPortal portal, Guid id) =>
        portal.Get<ClosingService>().CloseAsync(TestPortal.Admin, id, "The contract ended", null, Cancel);

    private static async Task<TollFreeNumber> NumberAsync(TestPortal portal, string number)
    {
        await using var db = portal.Database.CreateReadContext();
        return await db.Numbers.SingleAsync(n => n.Number == number, Cancel);
    }

    private static async Task<bool> IsLockedOutAsync(TestPortal portal, Actor person)
    {
        await using var db = portal.Database.CreateReadContext();
        var user = await TestPeople.FindAsync(portal.Database, person);
        return await portal.Get<UserManagers>().On(db).IsLockedOutAsync(user);
    }
}
