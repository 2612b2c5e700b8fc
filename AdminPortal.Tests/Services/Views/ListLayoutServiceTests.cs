using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Views;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Views;

public sealed class ListLayoutServiceTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Layout_IsRememberedForItsUserAndList_UntilItIsReset(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var layouts = portal.Get<ListLayoutService>();

        await layouts.SaveAsync(TestPortal.Support, ListPage.Inventory, "note", Cancel);
        await layouts.SaveAsync(TestPortal.Support, ListPage.Inventory, "note:200", Cancel);

        Assert.Equal("note:200", await FindAsync(TestPortal.Support, ListPage.Inventory));
        Assert.Null(await FindAsync(TestPortal.Support, ListPage.Agents));
        Assert.Null(await FindAsync(TestPortal.Viewer, ListPage.Inventory));
        await layouts.SaveAsync(TestPortal.Support, ListPage.Inventory, null, Cancel);
        Assert.Null(await FindAsync(TestPortal.Support, ListPage.Inventory));
        Assert.IsType<Refusal.Invalid>(
            (await layouts.SaveAsync(TestPortal.Support, ListPage.Inventory, new string('n', 201), Cancel)).Refusal
        );

        async Task<string?> FindAsync(Actor actor, ListPage page) => (await layouts.FindAsync(actor, page, Cancel)).Value!.Text;
    }

    [Theory, OnEachDatabase]
    public async Task Save_FromTwoDevicesAtOnce_KeepsOneOfThem(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();

        var saved = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i =>
                    Task.Run(() =>
                        (i % 2 == 0 ? portal : other)
                            .Get<ListLayoutService>()
                            .SaveAsync(TestPortal.Admin, ListPage.Inventory, $"note:{200 + i}", Cancel)
                    )
                )
        );

        Assert.All(saved, s => Assert.True(s.IsDone, s.ToString()));
        var kept = (await portal.Get<ListLayoutService>().FindAsync(TestPortal.Admin, ListPage.Inventory, Cancel)).Value!.Text;
        Assert.Contains(kept, saved.Select(s => s.Value!.Text));
    }
}
