using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.People;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.People;

/// <summary>Confirming one's identity, and guessing.</summary>
public sealed class IdentityConfirmationTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Guesses_Concurrent_AreCheckedFiveTimesAndThenTheAccountIsLocked(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        var owner = portal.Get<IdentityConfirmation>();

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(i => Task.Run(() => owner.ConfirmAsync(me, $"{i:000000}", Cancel)))
        );

        Assert.Equal(5, outcomes.Count(o => o.Refusal is Refusal.Invalid));
        Assert.Equal(35, outcomes.Count(o => o.Refusal is Refusal.InvalidTransition));
        Assert.IsType<Refusal.InvalidTransition>((await owner.ConfirmAsync(me, TestPeople.Password, Cancel)).Refusal);
    }

    [Theory, OnEachDatabase]
    public async Task CorrectAnswer_AfterFourWrongOnes_ResetsTheCounter(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        var owner = portal.Get<IdentityConfirmation>();

        for (var round = 0; round < 2; round++)
        {
            for (var wrong = 0; wrong < 4; wrong++)
                Assert.IsType<Refusal.Invalid>((await owner.ConfirmAsync(me, "not my password", Cancel)).Refusal);
            Assert.True((await owner.ConfirmAsync(me, TestPeople.Password, Cancel)).IsDone);
        }
    }
}
