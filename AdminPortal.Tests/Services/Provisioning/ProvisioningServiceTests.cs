using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Services.Provisioning;

public sealed class ProvisioningServiceTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Provision_AvailableNumbers_AssignsTheOneAvailableLongest(TestDatabase kind)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));
        await using var portal = await TestPortal.StartAsync(kind, cluster, clock);
        await portal.AddNumbersAsync(1, from: 9);
        clock.Advance(TimeSpan.FromMinutes(1));
        await portal.AddNumbersAsync(2);
        var businesses = await portal.AddBusinessesAsync(3);

        var given = new List<string>();
        foreach (var business in businesses)
            given.Add((await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel)).Value!.PhoneNumber);

        Assert.Equal(["+18005550009", "+18005550000", "+18005550001"], given);
    }

    [Theory, OnEachDatabase]
    public async Task Provision_BusinessAlreadyServed_ReturnsTheSameNumber(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(2);
        var business = (await portal.AddBusinessAsync()).Id;

        var first = (await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel)).Value!;
        var second = (await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel)).Value!;

        Assert.True(first.IsNew);
        Assert.Equal(first with { IsNew = false }, second);
    }

    [Theory, OnEachDatabase]
    public async Task Provision_NoneAvailable_ReturnsQuarantineCountAndNextDate(TestDatabase kind)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));
        await using var portal = await TestPortal.StartAsync(kind, cluster, clock);
        var number = (await portal.AddNumbersAsync(1))[0];
        var businesses = await portal.AddBusinessesAsync(2);
        var provisioning = portal.Get<ProvisioningService>();
        await provisioning.ProvisionAsync(TestPortal.Admin, businesses[0], Cancel);
        await portal.Get<NumberService>().DoAsync(TestPortal.Support, number, new NumberCommand.Release("moved away"), null, Cancel);

        var refusal = (await provisioning.ProvisionAsync(TestPortal.Admin, businesses[1], Cancel)).Refusal;

        Assert.Equal(new Refusal.NoneAvailable(1, clock.GetUtcNow().AddDays(45)), refusal);
    }

    [Theory, OnEachDatabase]
    public async Task Provision_QuarantineIsOver_AssignsTheNumberBeforeTheJobRuns(TestDatabase kind)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));
        await using var portal = await TestPortal.StartAsync(kind, cluster, clock);
        var number = (await portal.AddNumbersAsync(1))[0];
        var businesses = await portal.AddBusinessesAsync(2);
        var provisioning = portal.Get<ProvisioningService>();
        await provisioning.ProvisionAsync(TestPortal.Admin, businesses[0], Cancel);
        await portal.Get<NumberService>().DoAsync(TestPortal.Support, number, new NumberCommand.Release("moved away"), null, Cancel);
        clock.Advance(TimeSpan.FromDays(45));

        var given = await provisioning.ProvisionAsync(TestPortal.Admin, businesses[1], Cancel);

        Assert.Equal(number, given.Value?.PhoneNumber);
        await portal.AssertSoundAsync();
    }

    [Fact]
    public async Task Provision_NotifiesListenersBeforeItResponds()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var business = (await portal.AddBusinessAsync()).Id;
        await portal.AddNumbersAsync(1);
        var heard = new List<ChangeKind>();
        using var listening = portal
            .Get<ChangeFeed>()
            .Subscribe(change =>
            {
                Thread.Sleep(TimeSpan.FromMilliseconds(50));
                heard.Add(change.Kind);
            });

        await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel);

        Assert.Equal([ChangeKind.Numbers, ChangeKind.Businesses], heard);
    }

    [Theory, OnEachDatabase]
    public async Task Provision_EachRole_IsAllowedOrRefused(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(1);
        var businesses = await portal.AddBusinessesAsync(2);
        var own = new Actor("key:A", PortalRole.Business, businesses[0]);
        var provisioning = portal.Get<ProvisioningService>();

        Assert.IsType<Refusal.NotAllowed>((await provisioning.ProvisionAsync(TestPortal.Support, businesses[0], Cancel)).Refusal);
        Assert.IsType<Refusal.NotFound>((await provisioning.ProvisionAsync(own, businesses[1], Cancel)).Refusal);
        Assert.IsType<Refusal.NotFound>((await provisioning.ProvisionAsync(TestPortal.Admin, Guid.NewGuid(), Cancel)).Refusal);
        Assert.IsType<Refusal.Invalid>((await provisioning.ProvisionAsync(TestPortal.Admin, null, Cancel)).Refusal);
        Assert.Equal(businesses[0], (await provisioning.ProvisionAsync(own, null, Cancel)).Value?.BusinessId);
    }

    [Theory, OnEachDatabase]
    public async Task Provision_WritesLedgerAndAuditWithBothVersions(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var number = (await portal.AddNumbersAsync(1))[0];
        var business = (await portal.AddBusinessAsync()).Id;
        await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin with { RequestId = "r-1" }, business, Cancel);

        await using var db = portal.Database.CreateReadContext();
        var ledger = await db.Assignments.SingleAsync(Cancel);
        Assert.Equal((number, business, null, "test admin"), (ledger.Number, ledger.BusinessId, ledger.HeldUntil, ledger.AssignedBy));
        var audit = await db.AuditEvents.SingleAsync(e => e.Action == "number.assigned", Cancel);
        Assert.Equal(
            (number, business, 2L, 2L, "r-1"),
            (audit.Number, audit.BusinessId, audit.RowVersion, audit.BusinessRowVersion, audit.RequestId)
        );
        Assert.Equal(ledger.HeldFrom, (await db.Numbers.SingleAsync(Cancel)).AssignedAt);
    }
}
