using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Views;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Views;

public sealed class SavedViewServiceTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Views_AreTheirOwnersUnlessShared(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await SaveAsync(portal, TestPortal.Admin, "Mine", "?q=1");
        await SaveAsync(portal, TestPortal.Admin, "Ours", "?q=2", isShared: true);
        await SaveAsync(portal, TestPortal.Support, "Theirs", "?q=3");

        Assert.Equal([("Mine", true), ("Ours", true)], await NamesAsync(portal, TestPortal.Admin));
        Assert.Equal([("Ours", false), ("Theirs", true)], await NamesAsync(portal, TestPortal.Support));
        Assert.Empty((await portal.Get<SavedViewService>().ListAsync(TestPortal.Admin, ListPage.History, Cancel)).Value!);
    }

    [Theory, OnEachDatabase]
    public async Task Save_WithTheSameName_ReplacesTheOwnersView_EvenFromTwoPortalsAtOnce(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();

        await Task.WhenAll(
            Enumerable.Range(0, 10).Select(i => Task.Run(() => SaveAsync(i % 2 == 0 ? portal : other, TestPortal.Admin, "Mine", $"?q={i}")))
        );
        await SaveAsync(portal, TestPortal.Admin, " Mine ", "?q=last", isShared: true);

        var view = Assert.Single((await portal.Get<SavedViewService>().ListAsync(TestPortal.Support, ListPage.Inventory, Cancel)).Value!);
        Assert.Equal(("Mine", "?q=last", true), (view.Name, view.Query, view.IsShared));
    }

    [Theory, OnEachDatabase]
    public async Task Delete_IsForTheOwner_AndOfSharedViewsForAdmins(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var service = portal.Get<SavedViewService>();
        var mine = await SaveAsync(portal, TestPortal.Admin, "Mine", "?q=1", isShared: true);
        var theirs = await SaveAsync(portal, TestPortal.Support, "Theirs", "?q=2");
        var shared = await SaveAsync(portal, TestPortal.Support, "Shared", "?q=3", isShared: true);

        Assert.IsType<Refusal.NotFound>((await service.DeleteAsync(TestPortal.Support, mine, Cancel)).Refusal);
        Assert.IsType<Refusal.NotFound>((await service.DeleteAsync(TestPortal.Admin, theirs, Cancel)).Refusal);
        Assert.True((await service.DeleteAsync(TestPortal.Admin, shared, Cancel)).IsDone);
        Assert.True((await service.DeleteAsync(TestPortal.Support, theirs, Cancel)).IsDone);
    }

    [Theory]
    [InlineData("", "?q=1")]
    [InlineData("name", "https://elsewhere.example")]
    [InlineData("name", "//elsewhere.example")]
    [InlineData("a name that is longer than what fits above", "?q=1")]
    public async Task Save_OfWhatIsNoView_IsRefused(string name, string query)
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);

        var saved = await portal.Get<SavedViewService>().SaveAsync(TestPortal.Admin, ListPage.Inventory, name, query, null, false, Cancel);

        Assert.IsType<Refusal.Invalid>(saved.Refusal);
    }

    private static async Task<Guid> SaveAsync(TestPortal portal, Actor actor, string name, string query, bool isShared = false)
    {
        var saved = await portal.Get<SavedViewService>().SaveAsync(actor, ListPage.Inventory, name, query, "status", isShared, Cancel);
        Assert.True(saved.IsDone, saved.ToString());
        return saved.Value.Id;
    }

    private static async Task<IEnumerable<(string, bool)>> NamesAsync(TestPortal portal, Actor actor) =>
        (await portal.Get<SavedViewService>().ListAsync(actor, ListPage.Inventory, Cancel)).Value!.Select(v => (v.Name, v.IsMine));
}
