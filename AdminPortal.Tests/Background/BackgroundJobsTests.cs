using AdminPortal.Background;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Keys;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Startup;
using AdminPortal.Services.Writes;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Background;

/// <summary>Background jobs on a clock that the test moves.</summary>
public sealed class BackgroundJobsTests(PostgresCluster cluster)
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 5, 1, 8, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PeriodicJob_Fails_IsLoggedAndRunsAgain()
    {
        var startup = new StartupState();
        var log = new CollectedLog();
        var runs = 0;
        using var job = new PeriodicJob(
            "faulty",
            TimeSpan.FromSeconds(1),
            (_, _) =>
            {
                runs++;
                throw new InvalidOperationException("This run fails.");
            },
            startup,
            new ChangeFeed(NullLogger<ChangeFeed>.Instance),
            _clock,
            log
        );
        await job.StartAsync(Cancel);
        Assert.Equal(0, runs);

        startup.SetWarm();

        await PortalJobs.AdvanceUntilAsync(
            _clock.Advance,
            TimeSpan.FromSeconds(1),
            () => Task.FromResult(runs >= 3),
            "The job does not go on."
        );
        await job.StopAsync(Cancel);
        Assert.Contains(log.Lines, l => l.Text.Contains("The job faulty failed.", StringComparison.Ordinal));
    }

    [Theory, OnEachDatabase]
    public async Task Quarantine_TimeIsOver_MakesTheNumberAvailable(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, _clock);
        var number = (await portal.AddNumbersAsync(1))[0];
        var business = await portal.AddBusinessAsync();
        var service = portal.Get<NumberService>();
        await service.DoAsync(TestPortal.Admin, number, new NumberCommand.Assign(business.Id), null, Cancel);
        await service.DoAsync(TestPortal.Admin, number, new NumberCommand.Release("closed"), null, Cancel);
        var startup = portal.Get<StartupState>();
        // Before the job starts: its timer would fire for each of its intervals.
        _clock.Advance(TimeSpan.FromDays(45) - TimeSpan.FromMinutes(1));
        using var job = portal.Job("quarantine");
        startup.SetWarm();
        await job.StartAsync(Cancel);
        Assert.Equal(NumberStatus.Quarantined, StatusOf(portal, number));

        await PortalJobs.AdvanceUntilAsync(
            _clock.Advance,
            TimeSpan.FromSeconds(15),
            () => Task.FromResult(StatusOf(portal, number) == NumberStatus.Available),
            "The quarantine does not end."
        );
        await job.StopAsync(Cancel);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task ApiKeyUse_AtShutdown_IsSaved(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, _clock);
        var key = (await portal.Get<ApiKeyService>().CreateAsync(TestPortal.Admin, "Website", PortalRole.Admin, null, null, Cancel)).Value!;
        var other = (await portal.Get<ApiKeyService>().CreateAsync(TestPortal.Admin, "Other", PortalRole.Admin, null, null, Cancel)).Value!;
        using var job = portal.Job("api-key-use");
        await job.StartAsync(Cancel);
        _clock.Advance(TimeSpan.FromHours(2));
        await portal.Get<ApiKeyAuthenticator>().AuthenticateAsync(key.Key, Cancel);

        await job.StopAsync(Cancel);

        await using var db = portal.Database.CreateReadContext();
        Assert.Equal(_clock.GetUtcNow(), (await db.ApiKeys.SingleAsync(k => k.Id == key.Id, Cancel)).LastUsedAt);
        Assert.Null((await db.ApiKeys.SingleAsync(k => k.Id == other.Id, Cancel)).LastUsedAt);
    }

    [Theory, OnEachDatabase]
    public async Task SavedResponses_OlderThanTheirLifetime_AreDeleted_OthersStay(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, _clock);
        await using (var db = portal.Database.CreateDbContext())
        {
            db.IdempotencyKeys.AddRange(
                Enumerable
                    .Range(0, 1203)
                    .Select(i => Answer($"old-{i}", _clock.GetUtcNow() - IdempotencyRecords.Lifetime - TimeSpan.FromSeconds(i + 1)))
            );
            db.IdempotencyKeys.Add(Answer("young", _clock.GetUtcNow() - IdempotencyRecords.Lifetime + TimeSpan.FromMinutes(1)));
            await db.SaveChangesAsync(Cancel);
        }

        var deleted = await portal.Get<IdempotencyCleanup>().DeleteExpiredAsync(Actor.System, Cancel);

        Assert.Equal(1203, deleted.Value);
        await using var after = portal.Database.CreateReadContext();
        Assert.Equal("young", (await after.IdempotencyKeys.SingleAsync(Cancel)).Key);
    }

    [Theory, OnEachDatabase]
    public async Task WarmUp_LeavesNothingBehind(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, _clock);
        var startup = portal.Get<StartupState>();
        var lifetime = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        using var job = new WarmUp(
            portal.Get<DatabaseSetup>(),
            portal.Get<WarmUpService>(),
            startup,
            lifetime,
            _clock,
            NullLogger<WarmUp>.Instance
        );

        await job.StartAsync(Cancel);
        Assert.False(startup.IsWarm);
        lifetime.NotifyStarted();
        await startup.Warm.WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        await using var db = portal.Database.CreateReadContext();
        Assert.Equal((0, 0), (await db.Businesses.CountAsync(Cancel), await db.AuditEvents.CountAsync(Cancel)));
        await portal.AssertSoundAsync();
    }

    private static IdempotencyKey Answer(string key, DateTimeOffset at) =>
        new()
        {
            Caller = "caller",
            Key = key,
            RequestHash = [1],
            StatusCode = 200,
            Body = "{}",
            CreatedAt = at,
        };

    private static NumberStatus StatusOf(TestPortal portal, string number)
    {
        using var db = portal.Database.CreateReadContext();
        return db.Numbers.Single(n => n.Number == number).Status;
    }
}
