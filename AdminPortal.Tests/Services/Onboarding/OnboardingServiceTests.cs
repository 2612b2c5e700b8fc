using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Onboarding;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Services.Onboarding;

public sealed class OnboardingServiceTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Complete_NumbersAvailable_CreatesBusinessAndAgentAndAssignsTheOldestNumber(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var numbers = await portal.AddNumbersAsync(2);

        var done = (
            await OnboardAsync(portal, Client("Acme Dental") with { Agent = new AgentConfiguration("Ada", Language: "de-DE") })
        ).Value!;

        Assert.Equal(
            (numbers[0], false, true, AgentStatus.Provisioning),
            (done.PhoneNumber, done.Waitlisted, done.IsNew, done.AgentStatus)
        );
        var record = (await portal.Get<BusinessService>().FindAsync(TestPortal.Admin, done.BusinessId, Cancel)).Value!;
        Assert.Equal(
            (numbers[0], "office@example.com", done.AgentId, "Ada"),
            (record.PhoneNumber, record.ContactEmail, record.Agent?.Id, record.Agent?.Name)
        );
        await using var db = portal.Database.CreateReadContext();
        var agent = await db.Agents.SingleAsync(Cancel);
        Assert.Equal(("de-DE", AgentConfiguration.StandardVoice, "simulated"), (agent.Language, agent.VoiceId, agent.Provider));
        Assert.Contains("Acme Dental", agent.Greeting);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Complete_NoNumberAvailable_JoinsTheEndOfTheWaitingList(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var first = await portal.AddBusinessAsync("First");
        await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, first.Id, wait: true, Cancel);

        var done = (await OnboardAsync(portal, Client("Acme Dental"))).Value!;

        Assert.Equal((null, true, true), (done.PhoneNumber, done.Waitlisted, done.IsNew));
        var waiting = (
            await portal.Get<BusinessService>().SliceAsync(TestPortal.Admin, new BusinessFilter(IsWaiting: true), 0, 10, Cancel)
        ).Value!;
        Assert.Equal([first.Id, done.BusinessId], waiting.Items.Select(b => b.Id));
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Complete_WithAWaitingList_ServesItFirst(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var first = await portal.AddBusinessAsync("First");
        await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, first.Id, wait: true, Cancel);
        var numbers = await portal.AddNumbersAsync(2);

        var done = (await OnboardAsync(portal, Client("Acme Dental"))).Value!;

        Assert.Equal(numbers[1], done.PhoneNumber);
        Assert.Equal(numbers[0], (await portal.Get<BusinessService>().FindAsync(TestPortal.Admin, first.Id, Cancel)).Value!.PhoneNumber);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Complete_QuarantineIsOver_AssignsTheNumberBeforeTheJobRuns(TestDatabase kind)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));
        await using var portal = await TestPortal.StartAsync(kind, cluster, clock);
        var number = (await portal.AddNumbersAsync(1))[0];
        var first = await portal.AddBusinessAsync("First");
        await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, first.Id, Cancel);
        await portal.Get<NumberService>().DoAsync(TestPortal.Support, number, new NumberCommand.Release("closed"), null, Cancel);
        clock.Advance(TimeSpan.FromDays(45));

        Assert.Equal(number, (await OnboardAsync(portal, Client("Acme Dental"))).Value!.PhoneNumber);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Complete_WithoutANumber_AssignsNone(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(1);

        var done = (await OnboardAsync(portal, Client("Acme Dental") with { ProvisionNumber = false })).Value!;

        Assert.Equal((null, false), (done.PhoneNumber, done.Waitlisted));
        Assert.NotNull(done.AgentId);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Complete_SameExternalIdAgain_ReturnsTheExistingBusiness(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(2);
        var client = Client("Acme Dental") with { ExternalId = "crm-1" };
        var first = (await OnboardAsync(portal, client)).Value!;

        var again = (
            await OnboardAsync(portal, client with { BusinessName = "Another name", Agent = new AgentConfiguration("Eve") })
        ).Value!;

        Assert.Equal(first with { IsNew = false }, again);
        await using var db = portal.Database.CreateReadContext();
        Assert.Equal(("Acme Dental", 1), ((await db.Businesses.SingleAsync(Cancel)).Name, await db.Agents.CountAsync(Cancel)));
        await portal.AssertSoundAsync();
    }

    [Theory]
    [InlineData("business_name", "", null, null, null)]
    [InlineData("contact_email", "Acme", "nobody", null, null)]
    [InlineData("external_id", "Acme", null, "\u0001", null)]
    [InlineData("agent.language", "Acme", null, null, "as one speaks there")]
    public async Task Complete_InvalidInput_NamesTheFieldAndCreatesNothing(
        string field,
        string name,
        string? email,
        string? externalId,
        string? language
    )
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);

        var refusal = (
            await OnboardAsync(portal, new NewClient(name, email, externalId, new AgentConfiguration(Language: language)))
        ).Refusal;

        var invalid = Assert.IsType<Refusal.Invalid>(refusal);
        Assert.Equal(field, invalid.Field);
        Assert.Contains($"'{field}'", invalid.Message);
        await using var db = portal.Database.CreateReadContext();
        Assert.False(await db.Businesses.AnyAsync(Cancel));
    }

    [Theory, OnEachDatabase]
    public async Task Complete_ConcurrentOnTwoNodes_AssignsNoNumberTwiceAndServesEveryone(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        TestPortal[] nodes = [portal, other];
        await portal.AddNumbersAsync(50);
        var callers = await portal.AddBusinessesAsync(30);

        // Each external id is sent twice concurrently, to another node each time.
        var onboarded = Enumerable
            .Range(0, 80)
            .Select(i => Task.Run(() => OnboardAsync(nodes[i % 2], Client($"New {i / 2}") with { ExternalId = $"crm-{i / 2}" })));
        var provisioned = callers.Select(
            (business, i) =>
                Task.Run(() => nodes[i % 2].Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, wait: true, Cancel))
        );
        var done = Task.WhenAll(onboarded);
        var given = Task.WhenAll(provisioned);
        await Task.WhenAll(done, given);

        Assert.All(await done, o => Assert.True(o.IsDone, o.ToString()));
        Assert.Equal(40, (await done).Select(o => o.Value!.BusinessId).Distinct().Count());
        Assert.Equal(40, (await done).Count(o => o.Value!.IsNew));
        await portal.Get<WaitingListService>().ServeAsync(Cancel);
        await using var db = portal.Database.CreateReadContext();
        Assert.Equal(
            (50, 20),
            (await db.Businesses.CountAsync(b => b.PhoneNumber != null, Cancel), await db.WaitingList.CountAsync(Cancel))
        );
        Assert.Equal(40, await db.Agents.CountAsync(Cancel));
        await portal.AssertSoundAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Complete_BusinessUser_CompletesItsOwnIfSignUpIsEnabled(bool isOpen)
    {
        await using var portal = await TestPortal.StartAsync(
            TestDatabase.Sqlite,
            cluster,
            null,
            ("SignUp:Enabled", isOpen ? "true" : "false")
        );
        var numbers = await portal.AddNumbersAsync(2);
        var own = await portal.AddBusinessAsync("Acme Dental");
        await portal.AddBusinessAsync("A stranger");
        var person = await TestPeople.AddAsync(portal.Database, PortalRole.Business, own.Id);

        var first = await portal.Get<OnboardingService>().CompleteAsync(person, Client("A stranger"), Cancel);
        var again = await portal.Get<OnboardingService>().CompleteAsync(person, Client("A stranger"), Cancel);

        if (!isOpen)
        {
            Assert.IsType<Refusal.NotAllowed>(first.Refusal);
            return;
        }

        Assert.Equal((own.Id, numbers[0], true), (first.Value!.BusinessId, first.Value.PhoneNumber, first.Value.IsNew));
        Assert.Equal(first.Value with { IsNew = false }, again.Value);
        Assert.Equal("Acme Dental", (await portal.Get<BusinessService>().FindAsync(TestPortal.Admin, own.Id, Cancel)).Value!.Name);

        // A key acts for a business, but did not sign up.
        Assert.IsType<Refusal.NotAllowed>(
            (
                await portal.Get<OnboardingService>().CompleteAsync(new Actor("key:A", PortalRole.Business, own.Id), Client("A"), Cancel)
            ).Refusal
        );
        await portal.AssertSoundAsync();
    }

    private static NewClient Client(string name) => new(name, "office@example.com", null, new AgentConfiguration());

    private static Task<Outcome<Onboarded>> OnboardAsync(TestPortal portal, NewClient client) =>
        portal.Get<OnboardingService>().CompleteAsync(TestPortal.Admin, client, Cancel);
}
