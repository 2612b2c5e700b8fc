using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Onboarding;
using AdminPortal.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Services.Onboarding;

public sealed class SignUpServiceTests(PostgresCluster cluster)
{
    private const string Password = "seven green bottles";

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Confirm_ValidLink_CreatesBusinessAndUserOnce(TestDatabase kind)
    {
        await using var portal = await StartAsync(kind);
        var link = LinkFor(portal, "Acme Dental", "jo@acme.example");
        var signUps = portal.Get<SignUpService>();
        Assert.Equal(new SignUp("Acme Dental", "jo@acme.example"), await signUps.FindAsync(link));

        var person = (await signUps.ConfirmAsync(link, Password, Cancel)).Value!;
        var again = await signUps.ConfirmAsync(link, Password, Cancel);

        Assert.IsType<Refusal.Invalid>(again.Refusal);
        Assert.Null(await signUps.FindAsync(link));
        await using var db = portal.Database.CreateReadContext();
        var business = await db.Businesses.SingleAsync(Cancel);
        Assert.Equal(
            ("Acme Dental", "jo@acme.example", business.Id, PortalRole.Business),
            (business.Name, business.ContactEmail, (await db.Users.SingleAsync(Cancel)).BusinessId, person.Role)
        );
        Assert.True((await db.Users.SingleAsync(Cancel)).EmailConfirmed);
        Assert.Equal(
            ["business.created", "user.joined"],
            await db.AuditEvents.OrderBy(e => e.Id).Select(e => e.Action).ToListAsync(Cancel)
        );
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Confirm_OneLinkConcurrently_CreatesOneBusiness(TestDatabase kind)
    {
        await using var portal = await StartAsync(kind);
        var link = LinkFor(portal, "Acme Dental", "jo@acme.example");

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => Task.Run(() => portal.Get<SignUpService>().ConfirmAsync(link, Password, Cancel)))
        );

        Assert.Single(outcomes, o => o.IsDone);
        Assert.Equal(
            1,
            (await portal.Get<BusinessService>().SliceAsync(TestPortal.Admin, new BusinessFilter(), 0, 10, Cancel)).Value!.Total
        );
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Confirm_AfterADay_IsRefused()
    {
        await using var portal = await StartAsync(TestDatabase.Sqlite);
        var link = LinkFor(portal, "Acme Dental", "jo@acme.example");
        _clock.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1));

        Assert.Null(await portal.Get<SignUpService>().FindAsync(link));
        Assert.IsType<Refusal.Invalid>((await portal.Get<SignUpService>().ConfirmAsync(link, Password, Cancel)).Refusal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("made up")]
    public async Task Confirm_ForgedLink_IsRefused(string? token)
    {
        await using var portal = await StartAsync(TestDatabase.Sqlite);
        Assert.IsType<Refusal.Invalid>((await portal.Get<SignUpService>().ConfirmAsync(token, Password, Cancel)).Refusal);
    }

    [Theory]
    [InlineData("", "jo@acme.example", "name")]
    [InlineData("Acme", "nobody", "email")]
    [InlineData("Acme", null, "email")]
    public async Task Ask_InvalidInput_IsRefusedImmediately(string name, string? email, string field)
    {
        await using var portal = await StartAsync(TestDatabase.Sqlite);
        Assert.Equal(field, Assert.IsType<Refusal.Invalid>(portal.Get<SignUpService>().Ask(name, email).Refusal).Field);
    }

    [Fact]
    public async Task Ask_KnownAndUnknownAddress_GetTheSameResponseAndDifferentMails()
    {
        await using var portal = await StartAsync(TestDatabase.Sqlite);
        await TestPeople.AddAsync(portal.Database, PortalRole.Support, email: "sam@example.com");
        var printed = new List<string>();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        Assert.True(portal.Get<SignUpService>().Ask("Acme", "sam@example.com").IsDone);
        Assert.True(portal.Get<SignUpService>().Ask("Acme", "jo@acme.example").IsDone);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            portal
                .Get<SignUpMails>()
                .SendAsync(
                    token => $"http://portal/signup/confirm?token={token}",
                    "http://portal/account/login",
                    text =>
                    {
                        printed.Add(text);
                        if (printed.Count == 2)
                            enough.Cancel();
                    },
                    enough.Token
                )
        );

        Assert.Contains("http://portal/account/login", printed[0]);
        Assert.DoesNotContain("/signup/confirm", printed[0]);
        Assert.Contains("/signup/confirm", printed[1]);
    }

    [Theory]
    [InlineData("false", "Development")]
    [InlineData("true", "Production")]
    public async Task SignUp_DisabledOrWithoutMail_IsRefused(string enabled, string environment)
    {
        await using var portal = await TestPortal.StartAsync(
            TestDatabase.Sqlite,
            cluster,
            _clock,
            ("SignUp:Enabled", enabled),
            ("environment", environment)
        );

        Assert.IsType<Refusal.NotAllowed>(portal.Get<SignUpService>().Ask("Acme", "jo@acme.example").Refusal);
        Assert.IsType<Refusal.NotAllowed>(
            (await portal.Get<SignUpService>().ConfirmAsync(LinkFor(portal, "Acme", "jo@acme.example"), Password, Cancel)).Refusal
        );
    }

    private Task<TestPortal> StartAsync(TestDatabase kind) =>
        TestPortal.StartAsync(kind, cluster, _clock, ("SignUp:Enabled", "true"), ("environment", "Development"));

    private string LinkFor(TestPortal portal, string business, string email) =>
        new SignUpTokens(portal.Get<IDataProtectionProvider>(), _clock).Make(new SignUp(business, email));
}
