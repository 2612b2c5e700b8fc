using AdminPortal.Services;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Onboarding;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Services.Provisioning;

/// <summary>Numbers that no carrier can assign are added first, and assigned last or never.</summary>
public sealed class WarnedNumbersTests(PostgresCluster cluster)
{
    private const string Warned = "+18001234560";
    private const string WarnedToo = "+18001234561";

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Provision_OlderNumbersWithAWarning_AreAssignedLast(TestDatabase kind)
    {
        await using var portal = await StartAsync(kind);
        var good = await portal.AddNumbersAsync(2);
        var given = new List<string>();

        foreach (var business in await portal.AddBusinessesAsync(4))
            given.Add((await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel)).Value!.PhoneNumber);

        Assert.Equal([.. good, Warned, WarnedToo], given);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Provision_SettingNever_RefusesAndAllowsManualAssignment(TestDatabase kind)
    {
        await using var portal = await StartAsync(kind, ("Numbers:Warned", "Never"));
        var business = await portal.AddBusinessAsync();

        var asked = await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business.Id, Cancel);
        var suggested = await portal.Get<InventoryService>().NextFreeAsync(TestPortal.Support, Cancel);
        var byHand = await portal
            .Get<NumberService>()
            .DoAsync(TestPortal.Support, Warned, new NumberCommand.Assign(business.Id), null, Cancel);

        Assert.IsType<Refusal.NoneAvailable>(asked.Refusal);
        Assert.IsType<Refusal.NoneAvailable>(suggested.Refusal);
        Assert.Equal(business.Id, byHand.Value!.AssignedTo);
    }

    [Theory, OnEachDatabase]
    public async Task Provision_SettingNever_DoesNotServeTheWaitingList(TestDatabase kind)
    {
        await using var portal = await StartAsync(kind, ("Numbers:Warned", "Never"));
        var business = await portal.AddBusinessAsync();
        var provisioning = portal.Get<ProvisioningService>();
        Assert.True(
            Assert
                .IsType<Refusal.NoneAvailable>(
                    (await provisioning.ProvisionAsync(TestPortal.Admin, business.Id, wait: true, Cancel)).Refusal
                )
                .Waitlisted
        );

        await provisioning.ServeWaitingAsync(Cancel);
        Assert.Null(
            (await portal.Get<AdminPortal.Services.Businesses.BusinessService>().FindAsync(TestPortal.Admin, business.Id, Cancel))
                .Value!
                .PhoneNumber
        );
        var good = (await portal.AddNumbersAsync(1))[0];
        await provisioning.ServeWaitingAsync(Cancel);

        Assert.Equal(
            good,
            (await portal.Get<AdminPortal.Services.Businesses.BusinessService>().FindAsync(TestPortal.Admin, business.Id, Cancel))
                .Value!
                .PhoneNumber
        );
    }

    [Theory, OnEachDatabase]
    public async Task OnboardAndSuggest_SkipOlderNumbersWithAWarning(TestDatabase kind)
    {
        await using var portal = await StartAsync(kind);
        var good = await portal.AddNumbersAsync(1);

        var suggested = (await portal.Get<InventoryService>().NextFreeAsync(TestPortal.Support, Cancel)).Value!.Number;
        var first = await OnboardAsync("First");
        var second = await OnboardAsync("Second");

        Assert.Equal((good[0], good[0], Warned), (suggested, first, second));

        async Task<string?> OnboardAsync(string name) =>
            (
                await portal
                    .Get<OnboardingService>()
                    .CompleteAsync(TestPortal.Admin, new NewClient(name, null, null, new(), ProvisionNumber: true), Cancel)
            )
                .Value!
                .PhoneNumber;
    }

    [Theory, OnEachDatabase]
    public async Task Provision_ConcurrentOnTwoPortals_AssignsNoWarnedNumberWhileAnotherIsAvailable(TestDatabase kind)
    {
        const int Callers = 40;
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal
            .Get<NumberService>()
            .AddAsync(TestPortal.Admin, [.. Enumerable.Range(0, Callers).Select(i => $"+1800123{4560 + i}")], Cancel);
        await using var other = await portal.StartAnotherAsync();
        var good = await portal.AddNumbersAsync(Callers);
        var businesses = await portal.AddBusinessesAsync(Callers);

        var given = await Task.WhenAll(
            businesses.Select(
                (business, i) =>
                    Task.Run(() =>
                        (i % 2 == 0 ? portal : other).Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel)
                    )
            )
        );

        Assert.Equal(good.Order(), given.Select(g => g.Value!.PhoneNumber).Order());
        await portal.AssertSoundAsync();
    }

    private async Task<TestPortal> StartAsync(TestDatabase kind, params (string Key, string Value)[] settings)
    {
        var portal = await TestPortal.StartAsync(kind, cluster, _clock, settings);
        var added = await portal.Get<NumberService>().AddAsync(TestPortal.Admin, [Warned, WarnedToo], Cancel);
        Assert.All(added.Value!.Results, result => Assert.NotNull(result.Detail));
        _clock.Advance(TimeSpan.FromMinutes(1));
        return portal;
    }
}
