using System.Collections.Concurrent;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Provisioning;

public sealed class ProvisioningRaceTests(PostgresCluster cluster)
{
    private const int Callers = 64;
    private const int Businesses = 300;
    private const int Numbers = 200;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Provision_MoreCallersThanNumbers_AssignsEachNumberOnceAndRefusesTheRest(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await StormAsync(portal, [portal]);
    }

    [Theory, OnEachDatabase]
    public async Task Provision_TwoNodesOnOneDatabase_AssignsEachNumberOnceAndRefusesTheRest(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        await StormAsync(portal, [portal, other]);
    }

    [Theory, OnEachDatabase]
    public async Task Provision_OneBusinessFromManyCallersOnTwoNodes_GetsOneNumber(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        await portal.AddNumbersAsync(10);
        var business = (await portal.AddBusinessAsync()).Id;

        var given = await Task.WhenAll(
            Enumerable
                .Range(0, Callers)
                .Select(i =>
                    Task.Run(() =>
                        (i % 2 == 0 ? portal : other).Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel)
                    )
                )
        );

        Assert.Single(given.Select(g => g.Value!.PhoneNumber).Distinct());
        Assert.Single(given, g => g.Value!.IsNew);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Provision_SameIdempotencyKeyConcurrently_IsOneRequest(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(10);
        var businesses = await portal.AddBusinessesAsync(2);
        static Actor Promised(byte hash) =>
            TestPortal.Admin with
            {
                Idempotency = new IdempotentRequest(
                    "caller",
                    "key-1",
                    [hash],
                    value => new SavedAnswer(200, ((Provisioned)value).PhoneNumber)
                ),
            };

        // Two different requests with one key: the first one owns it, in one batch or in two.
        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i =>
                    Task.Run(() => portal.Get<ProvisioningService>().ProvisionAsync(Promised((byte)(i % 2)), businesses[i % 2], Cancel))
                )
        );

        await using var db = portal.Database.CreateReadContext();
        Assert.Equal(1, await db.Numbers.CountAsync(n => n.Status == NumberStatus.Assigned, Cancel));
        Assert.Equal(1, await db.IdempotencyKeys.CountAsync(Cancel));
        Assert.Contains(outcomes, o => o.IsDone);
        Assert.All(
            outcomes,
            o => Assert.True(o.IsDone || o.Refusal is Refusal.AlreadyAnswered or Refusal.IdempotencyKeyReused, o.ToString())
        );
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Provision_OneBusinessOnTwoBlockedNodes_ReturnsTheRecordedTime(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        await portal.AddNumbersAsync(10);
        var business = (await portal.AddBusinessAsync()).Id;
        static Actor Promised(string key) =>
            TestPortal.Admin with
            {
                Idempotency = new IdempotentRequest(
                    "caller",
                    key,
                    [1],
                    value => new SavedAnswer(200, $"{((Provisioned)value).AssignedAt:O}")
                ),
            };

        // Both read the business while it is locked: the second one must not respond with what it read before.
        await using var holder = await RowHolder.HoldAsync(portal, "SELECT 1 FROM businesses FOR UPDATE");
        var asked = new[] { portal, other }
            .Select((node, i) => Task.Run(() => node.Get<ProvisioningService>().ProvisionAsync(Promised($"key-{i}"), business, Cancel)))
            .ToList();
        await holder.UntilWaitingAsync(2);
        await holder.LetGoAsync();
        var given = await Task.WhenAll(asked);

        await using var db = portal.Database.CreateReadContext();
        var recorded = (await db.Numbers.SingleAsync(n => n.AssignedTo == business, Cancel)).AssignedAt!.Value;
        Assert.All(given, g => Assert.Equal(recorded, g.Value!.AssignedAt));
        Assert.All(await db.IdempotencyKeys.ToListAsync(Cancel), k => Assert.Equal($"{recorded:O}", k.Body));
        Assert.Equal(2, await db.IdempotencyKeys.CountAsync(Cancel));
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Provision_OnlyAvailableNumberIsLocked_WaitsInsteadOfRefusing()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Postgres, cluster);
        var number = Assert.Single(await portal.AddNumbersAsync(1));
        var business = (await portal.AddBusinessAsync()).Id;

        await using var holder = await RowHolder.HoldAsync(
            portal,
            "UPDATE toll_free_numbers SET note = 'edited', row_version = row_version + 1"
        );
        var asked = Task.Run(() => portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel));
        await holder.UntilWaitingAsync(1);
        await holder.UndoAsync();

        Assert.Equal(number, (await asked).Value?.PhoneNumber);
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Provision_OneNumberAvailableAndOneLocked_ServesOneAndRefusesTheOtherAfterTheWait()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Postgres, cluster);
        var numbers = await portal.AddNumbersAsync(2);
        var businesses = await portal.AddBusinessesAsync(2);

        // Number 0 is deactivated by an open transaction.
        await using var holder = await RowHolder.HoldAsync(
            portal,
            "UPDATE toll_free_numbers SET status = 'inactive', available_since = NULL, row_version = row_version + 1 WHERE number = "
                + $"'{numbers[0]}'"
        );
        var asked = businesses
            .Select(b => Task.Run(() => portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, b, Cancel)))
            .ToList();
        await holder.UntilWaitingAsync(1);
        await holder.LetGoAsync();
        var outcomes = await Task.WhenAll(asked);

        Assert.Equal(numbers[1], Assert.Single(outcomes, o => o.IsDone).Value!.PhoneNumber);
        Assert.Single(outcomes, o => o.Refusal is Refusal.NoneAvailable);
    }

    /// <summary>Every business requests twice, from concurrent callers spread over the nodes.</summary>
    private static async Task StormAsync(TestPortal portal, TestPortal[] nodes)
    {
        await portal.AddNumbersAsync(Numbers);
        var businesses = await portal.AddBusinessesAsync(Businesses);
        var work = new ConcurrentQueue<Guid>([.. businesses, .. businesses.Reverse()]);
        var answers = new ConcurrentBag<(Guid Business, Outcome<Provisioned> Outcome)>();

        await Task.WhenAll(
            Enumerable
                .Range(0, Callers)
                .Select(caller =>
                    Task.Run(async () =>
                    {
                        var service = nodes[caller % nodes.Length].Get<ProvisioningService>();
                        while (work.TryDequeue(out var business))
                            answers.Add((business, await service.ProvisionAsync(TestPortal.Admin, business, Cancel)));
                    })
                )
        );

        Assert.Equal(2 * Businesses, answers.Count);
        Assert.All(answers, a => Assert.True(a.Outcome.IsDone || a.Outcome.Refusal is Refusal.NoneAvailable, a.Outcome.ToString()));
        var given = answers.Where(a => a.Outcome.IsDone).GroupBy(a => a.Business).ToList();
        Assert.Equal(Numbers, given.Count);
        Assert.All(given, business => Assert.Single(business.Select(a => a.Outcome.Value!.PhoneNumber).Distinct()));
        Assert.Equal(Numbers, given.Select(b => b.First().Outcome.Value!.PhoneNumber).Distinct().Count());
        await portal.AssertSoundAsync();
    }
}
