using AdminPortal.Data.Entities;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Inventory;

public sealed class SortedInventoryTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Window_InAnyOrderAtAnyPosition_IsPartOfTheSortedList(TestDatabase kind)
    {
        await using var portal = await LivelyAsync(kind);
        var inventory = portal.Get<InventoryService>();
        var everything = (await inventory.ListAsync(TestPortal.Admin, new(), null, 1000, Cancel)).Value!.Items;
        var random = new Random(7);

        foreach (var filter in Filters())
        {
            var matching = everything.Where(n => Matches(n, filter)).ToList();
            foreach (
                var sort in Enum.GetValues<NumberSortBy>()
                    .SelectMany(by => new NumberSort[] { new(by), new(by, true) })
                    .Where(s => s.IsPossibleFor(filter))
            )
            {
                var whole = (await inventory.WindowAsync(TestPortal.Support, filter, sort, null, 0, 1000, Cancel)).Value!;
                Assert.Equal(matching.Select(n => n.Number).Order(), whole.Select(n => n.Number).Order());
                AssertInOrder(whole, sort);
                for (var i = 0; i < 12; i++)
                {
                    var known = random.Next(-1, whole.Count);
                    var skip = random.Next(30);
                    var window = (
                        await inventory.WindowAsync(TestPortal.Support, filter, sort, known < 0 ? null : whole[known], skip, 7, Cancel)
                    ).Value!;
                    Assert.Equal(whole.Skip(known + 1 + skip).Take(7), window);
                }

                var few = (await inventory.FewAsync(TestPortal.Support, filter, sort, Cancel)).Value!;
                if (!filter.IsCounted)
                    Assert.Equal(whole.Select(n => n.Number), few.All);
                Assert.Equal(whole.Count, (await inventory.CountAsync(TestPortal.Support, filter, Cancel)).Value);
            }
        }
    }

    [Theory, OnEachDatabase]
    public async Task Records_OfNumbers_AreInTheRequestedOrderWithoutDeletedOnes(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var numbers = await portal.AddNumbersAsync(5);

        var records = await portal
            .Get<InventoryService>()
            .RecordsAsync(TestPortal.Support, [numbers[3], "+18009999999", numbers[1]], Cancel);

        Assert.Equal([numbers[3], numbers[1]], records.Value!.Select(r => r.Number));
    }

    /// <summary>Numbers in every status, several with the same time, and businesses with the same name.</summary>
    private async Task<TestPortal> LivelyAsync(TestDatabase kind)
    {
        var portal = await TestPortal.StartAsync(kind, cluster);
        var numbers = await portal.AddNumbersAsync(60);
        await portal.Get<NumberService>().AddAsync(TestPortal.Admin, ["+18001234567", "+18881234567"], Cancel);
        foreach (var name in (string[])["Zephyr", "Acme", "Acme", "Birch", "acme", "Cedar", "Élan", "Acme", "Delta", "Oak"])
        {
            var business = await portal.AddBusinessAsync(name);
            await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business.Id, Cancel);
        }

        foreach (var number in numbers.Take(3))
            Assert.True(
                (
                    await portal.Get<NumberService>().DoAsync(TestPortal.Admin, number, new NumberCommand.Release("Closed"), null, Cancel)
                ).IsDone
            );
        foreach (var number in numbers.Skip(20).Take(9))
            Assert.True(
                (
                    await portal
                        .Get<NumberService>()
                        .DoAsync(TestPortal.Admin, number, new NumberCommand.Deactivate("Resold"), null, Cancel)
                ).IsDone
            );
        return portal;
    }

    private static IEnumerable<NumberFilter> Filters() =>
        [
            new(),
            .. Enum.GetValues<NumberStatus>().Select(s => new NumberFilter(s)),
            new(Query: "55500"),
            new(NumberStatus.Available, "5550"),
            new(HasWarning: true),
            new(NumberStatus.Available, HasWarning: true),
            new(Prefix: "888"),
            new(NumberStatus.Quarantined, FreeBefore: DateTimeOffset.UtcNow.AddYears(1)),
            new(FreeBefore: DateTimeOffset.UtcNow),
        ];

    private static bool Matches(NumberRecord n, NumberFilter filter) =>
        (filter.Status is null || n.Status == filter.Status)
        && (filter.Query is null || n.Number.Contains(filter.Query))
        && (!filter.HasWarning || n.Warning is not null)
        && (filter.Prefix is null || n.Number.StartsWith("+1" + filter.Prefix))
        && (filter.FreeBefore is null || n.QuarantinedUntil < filter.FreeBefore);

    private static void AssertInOrder(IReadOnlyList<NumberRecord> rows, NumberSort sort)
    {
        for (var i = 1; i < rows.Count; i++)
        {
            var (a, b) = sort.Descending ? (rows[i], rows[i - 1]) : (rows[i - 1], rows[i]);
            Assert.True(
                sort.By switch
                {
                    NumberSortBy.Number => string.CompareOrdinal(a.Number, b.Number) < 0,
                    NumberSortBy.Status => a.Status <= b.Status,
                    NumberSortBy.Time => (a.AvailableSince ?? a.AssignedAt ?? a.QuarantinedUntil)
                        <= (b.AvailableSince ?? b.AssignedAt ?? b.QuarantinedUntil),
                    NumberSortBy.Created => a.CreatedAt <= b.CreatedAt,
                    // The database decides how names sort; equal names are together, and numbers without a business are last.
                    _ => rows[i].BusinessName is null
                        || (
                            rows[i - 1].BusinessName is { } before
                            && (before == rows[i].BusinessName || rows.Take(i).All(r => r.BusinessName != rows[i].BusinessName))
                        ),
                },
                $"{rows[i - 1]} before {rows[i]} by {sort}"
            );
        }
    }
}
