using System.Collections.Concurrent;
using AdminPortal.Data.Records;
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
    public async Task Provision_MoreCallersThanNumbers_GivesEachNumberOnceAndRefusesTheRest(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await StormAsync(portal, [portal]);
    }

    [Theory, OnEachDatabase]
    public async Task Provision_TwoNodesOnOneDatabase_GivesEachNumberOnceAndRefusesTheRest(TestDatabase kind)
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

        var given = await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => Task.Run(() =>
            (i % 2 == 0 ? portal : other).Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel))));

        Assert.Single(given.Select(g => g.Value!.PhoneNumber).Distinct());
        Assert.Single(given, g => g.Value!.IsNew);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Provision_SameIdempotencyKeyAtOnce_IsOneRequest(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(10);
        var businesses = await portal.AddBusinessesAsync(2);
        Actor Promised(byte hash) => TestPortal.Admin with
        {
            Idempotency = new IdempotentRequest("caller", "key-1", [hash], value => new SavedAnswer(200, ((Provisioned)value).PhoneNumber)),
        };

        // Two different requests under one key: whichever is first holds it, in one batch or in two.
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() =>
            portal.Get<ProvisioningService>().ProvisionAsync(Promised((byte)(i % 2)), businesses[i % 2], Cancel))));

        await using var db = portal.Database.CreateReadContext();
        Assert.Equal(1, await db.Numbers.CountAsync(n => n.Status == NumberStatus.Assigned, Cancel));
        Assert.Equal(1, await db.IdempotencyKeys.CountAsync(Cancel));
        Assert.Contains(outcomes, o => o.IsDone);
        Assert.All(outcomes, o => Assert.True(o.IsDone || o.Refusal is Refusal.AnsweredBefore or Refusal.KeyReused, o.ToString()));
        await portal.AssertSoundAsync();
    }

    /// <summary>Every business asks twice, from as many callers as there are, spread over the nodes.</summary>
    private static async Task StormAsync(TestPortal portal, TestPortal[] nodes)
    {
        await portal.AddNumbersAsync(Numbers);
        var businesses = await portal.AddBusinessesAsync(Businesses);
        var work = new ConcurrentQueue<Guid>([.. businesses, .. businesses.Reverse()]);
        var answers = new ConcurrentBag<(Guid Business, Outcome<Provisioned> Outcome)>();

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var service = nodes[caller % nodes.Length].Get<ProvisioningService>();
            while (work.TryDequeue(out var business))
                answers.Add((business, await service.ProvisionAsync(TestPortal.Admin, business, Cancel)));
        })));

        Assert.Equal(2 * Businesses, answers.Count);
        Assert.All(answers, a => Assert.True(a.Outcome.IsDone || a.Outcome.Refusal is Refusal.NoneAvailable, a.Outcome.ToString()));
        var given = answers.Where(a => a.Outcome.IsDone).GroupBy(a => a.Business).ToList();
        Assert.Equal(Numbers, given.Count);
        Assert.All(given, business => Assert.Single(business.Select(a => a.Outcome.Value!.PhoneNumber).Distinct()));
        Assert.Equal(Numbers, given.Select(b => b.First().Outcome.Value!.PhoneNumber).Distinct().Count());
        await portal.AssertSoundAsync();
    }
}
