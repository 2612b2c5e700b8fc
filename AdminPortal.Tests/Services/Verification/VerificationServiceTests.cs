using AdminPortal.Services;
using AdminPortal.Services.Provisioning;
using AdminPortal.Services.Verification;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Verification;

/// <summary>Verification of the whole database; the other files here cover single rows.</summary>
public sealed class VerificationServiceTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Verify_DatabaseAfterManyOperations_FindsNothing(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await PopulatedPortal.LiveAsync(portal);

        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Verify_EmptyDatabase_FindsNothing(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Verify_DuringProvisioning_ReadsOneSnapshotAndFindsNothing(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(150);
        var businesses = await portal.AddBusinessesAsync(150);
        var service = portal.Get<ProvisioningService>();
        var storm = Task.Run(
            async () =>
            {
                foreach (var few in businesses.Chunk(5))
                    await Task.WhenAll(few.Select(b => service.ProvisionAsync(TestPortal.Admin, b, Cancel)));
            },
            Cancel
        );

        do await portal.AssertSoundAsync();
        while (!storm.IsCompleted);
        await storm;
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Verify_ManyRows_ListsTheFirstAndCountsTheRest(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(130);
        await using (var tampering = await Tampering.WithAsync(portal))
            await tampering.RunAsync("DELETE FROM audit_events WHERE record_type = 'number'");

        var check = (await portal.VerifyAsync()).Checks.Single(c => c.Name == "no number is without its events");

        Assert.Equal(130, check.Found);
        Assert.Equal(VerificationService.MostNamed, check.Findings.Count);
    }

    [Theory, OnEachDatabase]
    public async Task Verify_NotAnAdmin_IsRefused(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var outcome = await portal.Get<VerificationService>().RunAsync(TestPortal.Support, Cancel);
        Assert.IsType<Refusal.NotAllowed>(outcome.Refusal);
    }
}
