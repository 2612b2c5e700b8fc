using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Businesses;

public sealed class BusinessListTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task List_NamesThatAreAlike_GivesEachOnceOverThePages(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        foreach (var name in (string[])["Beta", "Alpha", "Alpha", "Alpha", "alpha", "Zoë 🌸"])
            await portal.AddBusinessAsync(name);

        var seen = new List<BusinessRecord>();
        string? after = null;
        do
        {
            var page = (await portal.Get<BusinessService>().ListAsync(TestPortal.Support, null, after, 2, Cancel)).Value!;
            seen.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(6, seen.DistinctBy(b => b.Id).Count());
        Assert.Equal(["Alpha", "Alpha", "Alpha", "Beta"], seen.Take(4).Select(b => b.Name));
    }

    [Theory, OnEachDatabase]
    public async Task List_ControlCharacters_AreRefusedAndNotSentToTheDatabase(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var businesses = portal.Get<BusinessService>();

        Assert.Equal("q", Assert.IsType<Refusal.Invalid>((await businesses.ListAsync(TestPortal.Support, "a\0b", null, 10, Cancel)).Refusal).Field);
        Assert.Equal("after", Assert.IsType<Refusal.Invalid>((await businesses.ListAsync(TestPortal.Support, null, Cursor.Encode(Guid.Empty.ToString("N") + "\0"), 10, Cancel)).Refusal).Field);
    }
}
