using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.SampleData;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Services.SampleData;

public sealed class SampleDataServiceTests(PostgresCluster cluster)
{
    private static readonly DateTimeOffset s_today = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Fill_EmptyDatabase_IsConsistentAndContainsEveryState(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, new FakeTimeProvider(s_today));

        var made = (await FillAsync(portal, new SampleSize(120, 600, Seed: 1))).Value!;

        await portal.AssertSoundAsync();
        Assert.Equal(120, made.Businesses);
        Assert.InRange(made.Numbers, 600, 620);
        Assert.All([made.Available, made.Assigned, made.Quarantined, made.Inactive], count => Assert.NotEqual(0, count));
        await using var db = portal.Database.CreateReadContext();
        Assert.Equal(0, await db.AuditEvents.CountAsync(e => e.At > s_today, Cancel));
        Assert.NotEqual(0, await db.AuditEvents.CountAsync(e => e.At < s_today.AddDays(-150), Cancel));
        foreach (
            var action in (string[])
                ["number.reassigned", "number.released", "number.release_undone", "number.quarantine_ended", "number.noted"]
        )
            Assert.True(await db.AuditEvents.AnyAsync(e => e.Action == action, Cancel), $"No {action} in the history.");
        Assert.InRange(await db.Agents.CountAsync(Cancel), 100, 120);
        Assert.NotEqual(0, await db.AgentCalls.CountAsync(Cancel));
        Assert.Equal(0, await db.AgentCalls.CountAsync(c => c.StartedAt > s_today || c.EndedAt > s_today, Cancel));
    }

    [Fact]
    public async Task Fill_WithRetell_CreatesNoAgents()
    {
        await using var portal = await TestPortal.StartAsync(
            TestDatabase.Sqlite,
            cluster,
            null,
            ("Agents:Provider", "Retell"),
            ("Retell:ApiKey", "key_1")
        );

        Assert.True((await FillAsync(portal, new SampleSize(20, 30, Seed: 1))).IsDone);

        await using var db = portal.Database.CreateReadContext();
        Assert.False(await db.Agents.AnyAsync(Cancel));
    }

    [Fact]
    public async Task Fill_SameSeedAndDay_CreatesTheSame()
    {
        await using var one = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster, new FakeTimeProvider(s_today));
        await using var two = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster, new FakeTimeProvider(s_today));
        await FillAsync(one, new SampleSize(30, 100, Seed: 7));
        await FillAsync(two, new SampleSize(30, 100, Seed: 7));

        Assert.Equal(await HoldersAsync(one), await HoldersAsync(two));
    }

    [Fact]
    public async Task Fill_FewerNumbersThanBusinesses_LeavesSomeWithout()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var made = await FillAsync(portal, new SampleSize(20, 5, Seed: 1));
        Assert.Equal(20, made.Value?.Businesses);
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Fill_DatabaseNotEmpty_IsRefused()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        await portal.AddBusinessAsync();
        var refused = await FillAsync(portal, new SampleSize(1, 1, 1));
        Assert.Contains("not empty", refused.Refusal?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fill_NotAnAdmin_IsRefused()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var refused = await portal
            .Get<SampleDataService>()
            .FillAsync(new Actor("support", PortalRole.Support), new SampleSize(1, 1, 1), Cancel);
        Assert.IsType<Refusal.NotAllowed>(refused.Refusal);
    }

    private static Task<Outcome<SampleDataReport>> FillAsync(TestPortal portal, SampleSize size) =>
        portal.Get<SampleDataService>().FillAsync(TestPortal.Admin, size, Cancel);

    private static async Task<List<string>> HoldersAsync(TestPortal portal)
    {
        await using var db = portal.Database.CreateReadContext();
        return await db
            .Businesses.OrderBy(b => b.Name)
            .Select(b => b.Name + " " + b.ContactEmail + " " + b.PhoneNumber)
            .ToListAsync(Cancel);
    }
}
