using AdminPortal.Services;
using AdminPortal.Services.People;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Services.People;

public sealed class FirstAdminServiceTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task FirstAdmin_ConcurrentUsesOfTheLink_CreateOne(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        var token = await portal.Get<FirstAdminService>().CreateTokenAsync(Cancel);

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(i =>
                    Task.Run(() =>
                        (i % 2 == 0 ? portal : other)
                            .Get<FirstAdminService>()
                            .CreateAsync(token, $"boss{i}@example.com", TestPeople.Password, Cancel)
                    )
                )
        );

        Assert.Single(outcomes, o => o.IsDone);
        Assert.All(outcomes.Where(o => !o.IsDone), o => Assert.Contains("There is already an admin", o.Refusal!.Message));
        Assert.Equal(1, await PeopleServiceTests.AdminsAsync(portal));
        Assert.Null(await portal.Get<FirstAdminService>().CreateTokenAsync(Cancel));
    }

    [Fact]
    public async Task FirstAdmin_ForgedOrExpiredLink_IsRefused()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 8, 0, 0, TimeSpan.Zero));
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster, clock);
        var service = portal.Get<FirstAdminService>();
        var token = await service.CreateTokenAsync(Cancel);

        Assert.False(service.IsGood("forged"));
        Assert.False(service.IsGood(token![..^2] + "xx"));
        clock.Advance(TimeSpan.FromMinutes(30));
        Assert.True(service.IsGood(token));
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(
            "token",
            Assert
                .IsType<Refusal.Invalid>((await service.CreateAsync(token, "boss@example.com", TestPeople.Password, Cancel)).Refusal)
                .Field
        );
    }
}
