using AdminPortal.Background;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Keys;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Writes;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Background;

/// <summary>What the portal does by itself, on a clock that the test moves.</summary>
public sealed class LoopTests(PostgresCluster cluster)
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 5, 1, 8, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Loop_FaultInATurn_GoesOn()
    {
        var startup = new StartupState();
        using var loop = new FaultyLoop(startup, _clock);
        await loop.StartAsync(Cancel);
        Assert.Equal(0, loop.Turns);

        startup.SetWarm();

        await AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => loop.Turns >= 3);
        await loop.StopAsync(Cancel);
    }

    [Theory, OnEachDatabase]
    public async Task QuarantineEnd_TimeIsOver_MakesTheNumberAvailable(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, _clock);
        var number = (await portal.AddNumbersAsync(1))[0];
        var business = await portal.AddBusinessAsync();
        var service = portal.Get<NumberService>();
        await service.DoAsync(TestPortal.Admin, number, new NumberCommand.Assign(business.Id), null, Cancel);
        await service.DoAsync(TestPortal.Admin, number, new NumberCommand.Release("closed"), null, Cancel);
        var startup = portal.Get<StartupState>();
        using var loop = new QuarantineEnd(portal.Get<QuarantineService>(), startup, _clock, NullLogger<QuarantineEnd>.Instance);
        startup.SetWarm();
        await loop.StartAsync(Cancel);

        _clock.Advance(TimeSpan.FromDays(45));

        await AdvanceUntilAsync(TimeSpan.FromSeconds(15), () => StatusOf(portal, number) == NumberStatus.Available);
        await loop.StopAsync(Cancel);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task ApiKeyUse_AtShutdown_IsWrittenDown(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, _clock);
        var key = (await portal.Get<ApiKeyService>().CreateAsync(TestPortal.Admin, "Website", PortalRole.Admin, null, null, Cancel)).Value!;
        var other = (await portal.Get<ApiKeyService>().CreateAsync(TestPortal.Admin, "Other", PortalRole.Admin, null, null, Cancel)).Value!;
        using var loop = new ApiKeyUse(portal.Get<ApiKeyUseService>(), portal.Get<StartupState>(), _clock, NullLogger<ApiKeyUse>.Instance);
        await loop.StartAsync(Cancel);
        _clock.Advance(TimeSpan.FromHours(2));
        await portal.Get<ApiKeyAuthenticator>().AuthenticateAsync(key.Key, Cancel);

        await loop.StopAsync(Cancel);

        await using var db = portal.Database.CreateReadContext();
        Assert.Equal(_clock.GetUtcNow(), (await db.ApiKeys.SingleAsync(k => k.Id == key.Id, Cancel)).LastUsedAt);
        Assert.Null((await db.ApiKeys.SingleAsync(k => k.Id == other.Id, Cancel)).LastUsedAt);
    }

    [Theory, OnEachDatabase]
    public async Task SavedAnswers_OlderThanTheirLifetime_AreDeletedAndTheOthersStay(TestDatabase kind)
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
        using var loop = new WarmUp(portal.Get<DatabaseSetup>(), portal.Get<WarmUpService>(), startup, _clock, NullLogger<WarmUp>.Instance);

        await loop.StartAsync(Cancel);
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

    private async Task AdvanceUntilAsync(TimeSpan step, Func<bool> isDone)
    {
        for (var i = 0; i < 300 && !isDone(); i++)
        {
            _clock.Advance(step);
            await Task.Delay(50, Cancel);
        }

        Assert.True(isDone());
    }

    private sealed class FaultyLoop(StartupState startup, TimeProvider clock)
        : Loop(TimeSpan.FromSeconds(1), startup, clock, NullLogger.Instance)
    {
        public int Turns { get; private set; }

        protected override Task TurnAsync(CancellationToken cancel)
        {
            Turns++;
            throw new InvalidOperationException("This turn fails.");
        }
    }
}
