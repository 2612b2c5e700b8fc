using System.Collections.Concurrent;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Provisioning;

public sealed class WaitingListRaceTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Serve_TwoProcessesAndCallers_AssignsOneNumberPerBusiness(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        TestPortal[] nodes = [portal, other];
        var waiting = await portal.AddBusinessesAsync(100);
        foreach (var business in waiting)
            await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, wait: true, Cancel);
        var callers = await portal.AddBusinessesAsync(60);
        await portal.AddNumbersAsync(130);
        var work = new ConcurrentQueue<Guid>([.. callers, .. waiting.Take(30), .. callers]);

        await Task.WhenAll(
            Enumerable
                .Range(0, 24)
                .Select(i =>
                    Task.Run(async () =>
                    {
                        var node = nodes[i % 2];
                        if (i < 6)
                            await node.Get<WaitingListService>().ServeAsync(Cancel);
                        while (work.TryDequeue(out var business))
                        {
                            var outcome = await node.Get<ProvisioningService>()
                                .ProvisionAsync(TestPortal.Admin, business, wait: i % 3 == 0, Cancel);
                            Assert.True(outcome.IsDone || outcome.Refusal is Refusal.NoneAvailable, outcome.ToString());
                        }
                    })
                )
        );
        await other.Get<WaitingListService>().ServeAsync(Cancel);

        await using var db = portal.Database.CreateReadContext();
        Assert.Equal(130, await db.Businesses.CountAsync(b => b.PhoneNumber != null, Cancel));
        Assert.Equal(130, await db.Assignments.CountAsync(Cancel));

        // All that were waiting before there were numbers are among them.
        Assert.Equal(100, await db.Businesses.CountAsync(b => waiting.Contains(b.Id) && b.PhoneNumber != null, Cancel));
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Serve_NumbersAddedWhileBusinessesJoin_LeavesNoneWaitingWithANumberAvailable(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        var businesses = await portal.AddBusinessesAsync(120);
        var asking = businesses
            .Chunk(20)
            .Select(
                (some, i) =>
                    Task.Run(async () =>
                    {
                        foreach (var business in some)
                            await (i % 2 == 0 ? portal : other)
                                .Get<ProvisioningService>()
                                .ProvisionAsync(TestPortal.Admin, business, wait: true, Cancel);
                    })
            );
        var adding = Task.Run(
            async () =>
            {
                for (var i = 0; i < 12; i++)
                {
                    await other.AddNumbersAsync(10, from: 10 * i);
                    await other.Get<WaitingListService>().ServeAsync(Cancel);
                }
            },
            Cancel
        );
        await Task.WhenAll([.. asking, adding]);

        // As the background job does after the last one joined.
        await portal.Get<WaitingListService>().ServeAsync(Cancel);

        await using var db = portal.Database.CreateReadContext();
        Assert.Equal(
            (0, 0),
            (await db.WaitingList.CountAsync(Cancel), await db.Numbers.CountAsync(n => n.Status == NumberStatus.Available, Cancel))
        );
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Join_DuringManualAssignment_NeverLeavesAHolderOnTheList(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        var businesses = await portal.AddBusinessesAsync(30);

        foreach (var (i, business) in businesses.Index())
        {
            // In quarantine, so that requests find none, and returned by support at the same moment.
            var number = (await portal.AddNumbersAsync(1, from: i))[0];
            Assert.True((await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel)).IsDone);
            await portal.Get<NumberService>().DoAsync(TestPortal.Support, number, new NumberCommand.Release("by mistake"), null, Cancel);
            await Task.WhenAll(
                Task.Run(() => portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, wait: true, Cancel), Cancel),
                Task.Run(
                    () => other.Get<NumberService>().DoAsync(TestPortal.Support, number, new NumberCommand.UndoRelease(), null, Cancel),
                    Cancel
                )
            );
        }

        await using var db = portal.Database.CreateReadContext();
        Assert.Equal(
            (30, 0),
            (await db.Businesses.CountAsync(b => b.PhoneNumber != null, Cancel), await db.WaitingList.CountAsync(Cancel))
        );
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Leave_WhileServed_EitherGetsTheNumberOrLeaves(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        var businesses = await portal.AddBusinessesAsync(20);
        foreach (var (i, business) in businesses.Index())
        {
            await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, wait: true, Cancel);
            await portal.AddNumbersAsync(1, from: i);
            var left = other.Get<WaitingListService>().LeaveAsync(TestPortal.Support, business, Cancel);
            await Task.WhenAll(left, portal.Get<WaitingListService>().ServeAsync(Cancel));

            await using var db = portal.Database.CreateReadContext();
            Assert.Equal(!(await left).IsDone, await db.Businesses.AnyAsync(b => b.Id == business && b.PhoneNumber != null, Cancel));
            await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel);
        }

        await portal.AssertSoundAsync();
    }
}
