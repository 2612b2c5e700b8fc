using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Businesses;

public sealed class BusinessListTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task List_EqualNames_ReturnsEachOnceOverThePages(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        foreach (var name in (string[])["Beta", "Alpha", "Alpha", "Alpha", "alpha", "Zoë 🌸"])
            await portal.AddBusinessAsync(name);

        var seen = new List<BusinessRecord>();
        string? after = null;
        do
        {
            var page = (await portal.Get<BusinessService>().ListAsync(TestPortal.Support, new BusinessFilter(), after, 2, Cancel)).Value!;
            seen.AddRange(page.Items);
            after = page.Next;
        } while (after is not null);

        Assert.Equal(6, seen.DistinctBy(b => b.Id).Count());
        Assert.Equal(["Alpha", "Alpha", "Alpha", "Beta"], seen.Take(4).Select(b => b.Name));
    }

    [Theory, OnEachDatabase]
    public async Task List_QueryInOtherCaseOrWithoutAccents_FindsTheBusiness(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        foreach (
            var name in (string[])["École Dentaire", "Ärzte Straße", "ΑΘΗΝΑ Café", "Żółw Łódź", "İstanbul Diş", "МОСКВА", "Plain Dental"]
        )
            await portal.AddBusinessAsync(name);
        var renamed = await portal.AddBusinessAsync("Before");
        await portal
            .Get<BusinessService>()
            .ChangeAsync(TestPortal.Admin, renamed.Id, new BusinessChanges("Ñandú", "Büro@example.com"), null, Cancel);

        foreach (
            var (query, name) in (ValueTuple<string, string>[])
                [
                    ("école", "École Dentaire"),
                    ("ECOLE D", "École Dentaire"),
                    ("ÉCOLE", "École Dentaire"),
                    ("ärzte", "Ärzte Straße"),
                    ("STRASSE", "Ärzte Straße"),
                    ("αθηνα", "ΑΘΗΝΑ Café"),
                    ("CAFÉ", "ΑΘΗΝΑ Café"),
                    ("zolw lodz", "Żółw Łódź"),
                    ("istanbul dis", "İstanbul Diş"),
                    ("москва", "МОСКВА"),
                    ("nandu", "Ñandú"),
                    ("büro@", "Ñandú"),
                    ("e\u0301cole", "École Dentaire"),
                ]
        )
            Assert.Equal(
                [name],
                (
                    await portal.Get<BusinessService>().ListAsync(TestPortal.Support, new BusinessFilter(query), null, 10, Cancel)
                ).Value!.Items.Select(b => b.Name)
            );

        foreach (var query in (string[])["before", "%", "_", "🜏"])
            Assert.Empty(
                (await portal.Get<BusinessService>().ListAsync(TestPortal.Support, new BusinessFilter(query), null, 10, Cancel))
                    .Value!
                    .Items
            );
    }

    [Theory, OnEachDatabase]
    public async Task List_ControlCharacters_AreRefusedAndNotSentToTheDatabase(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var businesses = portal.Get<BusinessService>();

        Assert.Equal(
            "q",
            Assert
                .IsType<Refusal.Invalid>(
                    (await businesses.ListAsync(TestPortal.Support, new BusinessFilter("a\0b"), null, 10, Cancel)).Refusal
                )
                .Field
        );
        Assert.Equal(
            "after",
            Assert
                .IsType<Refusal.Invalid>(
                    (
                        await businesses.ListAsync(
                            TestPortal.Support,
                            new BusinessFilter(),
                            Cursor.Encode(Guid.Empty.ToString("N") + "\0"),
                            10,
                            Cancel
                        )
                    ).Refusal
                )
                .Field
        );
    }

    [Theory, OnEachDatabase]
    public async Task Slice_AnyFilter_ReturnsThePartAndTheTotal(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(1);
        foreach (var name in (string[])["Delta", "alpha", "Beta", "Alpha", "Gamma"])
            await portal.AddBusinessAsync(name);
        var beta = (await SliceAsync(new BusinessFilter("bet"), 0, 10)).Items.Single();
        await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, beta.Id, Cancel);
        var gone = (await portal.AddBusinessAsync("Alpha Gone")).Id;
        Assert.True((await portal.Get<ClosingService>().CloseAsync(TestPortal.Admin, gone, "Test", null, Cancel)).IsDone);

        Assert.Equal([gone], (await SliceAsync(new BusinessFilter(IsClosed: true), 0, 10)).Items.Select(b => b.Id));
        Assert.Equal(3, (await SliceAsync(new BusinessFilter("alpha", IsClosed: null), 0, 10)).Total);
        var middle = await SliceAsync(new BusinessFilter(), 1, 2);
        Assert.Equal(5, middle.Total);
        Assert.Equal((await SliceAsync(new BusinessFilter(), 0, 10)).Items.Skip(1).Take(2), middle.Items);
        Assert.Equal(["Beta"], (await SliceAsync(new BusinessFilter(HasNumber: true), 0, 10)).Items.Select(b => b.Name));
        Assert.Equal(["Beta"], (await SliceAsync(new BusinessFilter("800-555"), 0, 10)).Items.Select(b => b.Name));
        Assert.Equal(2, (await SliceAsync(new BusinessFilter("ALPHA", HasNumber: false), 0, 1)).Total);
        Assert.Equal(5, (await SliceAsync(new BusinessFilter(), 40, 10)).Total);

        Assert.Equal(
            (await SliceAsync(new BusinessFilter(), 0, 10)).Items.Select(b => b.Id).Reverse(),
            (await SliceAsync(new BusinessFilter(IsDescending: true), 0, 10)).Items.Select(b => b.Id)
        );
        var created = (await SliceAsync(new BusinessFilter(Sort: BusinessSort.Created), 0, 10)).Items;
        Assert.Equal(created.OrderBy(b => b.CreatedAt).Select(b => b.Id), created.Select(b => b.Id));
        Assert.Equal("Beta", (await SliceAsync(new BusinessFilter(Sort: BusinessSort.Number), 0, 1)).Items.Single().Name);
        var last = await SliceAsync(new BusinessFilter(Sort: BusinessSort.Number, IsDescending: true), 0, 1);
        Assert.Equal("Beta", last.Items.Single().Name);

        async Task<BusinessSlice> SliceAsync(BusinessFilter filter, int skip, int take) =>
            (await portal.Get<BusinessService>().SliceAsync(TestPortal.Support, filter, skip, take, Cancel)).Value!;
    }
}
