using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Import;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Services.Import;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Numbers;

/// <summary>Provisioning and imports write numbers with their own SQL, because it is several times as fast: the row must equal the result
/// of <see cref="TollFreeNumber"/>, column by column.</summary>
public sealed class StoredTransitionTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Provisioned_EqualsGiveTo(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, settings: ("Numbers:QuarantineDays", "0"));
        var service = portal.Get<NumberService>();
        var first = await portal.AddBusinessAsync("Held it before");
        var used = (await portal.AddNumbersAsync(1))[0];
        Assert.True((await service.DoAsync(TestPortal.Admin, used, new NumberCommand.Note("Easy to remember"), null, Cancel)).IsDone);
        Assert.True((await service.DoAsync(TestPortal.Admin, used, new NumberCommand.Assign(first.Id), null, Cancel)).IsDone);
        Assert.True((await service.DoAsync(TestPortal.Admin, used, new NumberCommand.Release("closed"), null, Cancel)).IsDone);
        Assert.Equal(1, (await service.AddAsync(TestPortal.Admin, ["+18005550001"], Cancel)).Value!.Added);
        Assert.Equal(1, (await service.AddAsync(TestPortal.Admin, ["+18001234567"], Cancel)).Value!.Added);

        foreach (var number in (string[])[used, "+18005550001", "+18001234567"])
        {
            var business = await portal.AddBusinessAsync($"Wants {number}");
            var expected = await RowAsync(portal, number);

            var given = (await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business.Id, Cancel)).Value!;

            Assert.Equal(number, given.PhoneNumber);
            expected.GiveTo(business.Id, given.AssignedAt);
            expected.RowVersion++;
            AssertSame(portal, expected, await RowAsync(portal, number));
        }
    }

    [Theory, OnEachDatabase]
    public async Task ProvisionedFromTheWaitingList_EqualsGiveTo(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var business = await portal.AddBusinessAsync();
        await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business.Id, wait: true, Cancel);
        var number = (await portal.AddNumbersAsync(1))[0];
        var expected = await RowAsync(portal, number);

        await portal.Get<WaitingListService>().ServeAsync(Cancel);

        var row = await RowAsync(portal, number);
        Assert.NotNull(row.AssignedAt);
        expected.GiveTo(business.Id, row.AssignedAt.Value);
        expected.RowVersion++;
        AssertSame(portal, expected, row);
    }

    [Theory, OnEachDatabase]
    public async Task Imported_EqualsNew(TestDatabase kind)
    {
        foreach (var mode in (ImportMode[])[ImportMode.Skip, ImportMode.Strict])
        {
            await using var portal = await TestPortal.StartAsync(kind, cluster);

            var report = (await portal.ImportAsync("number,note\n+18005550000,VIP line\n+18001234567,\n", mode)).Value!;

            var import = await portal.FindImportAsync(report.ImportId);
            var rows = await portal.NumbersAsync();
            Assert.Equal([("+18001234567", null), ("+18005550000", "VIP line")], rows.Select(r => (r.Number, r.Note)));
            Assert.NotNull(rows[0].Warning);
            foreach (var row in rows)
            {
                var expected = TollFreeNumber.New(row.Id, row.Number, import.StartedAt, $"import:{report.ImportId:D}", row.Warning);
                expected.Note = row.Note;
                expected.RowVersion = 1;
                AssertSame(portal, expected, row);
            }
        }
    }

    [Theory, OnEachDatabase]
    public async Task AddedManually_EqualsNew(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var number = (await portal.AddNumbersAsync(1))[0];

        var row = await RowAsync(portal, number);

        var expected = TollFreeNumber.New(row.Id, number, row.CreatedAt, "manual");
        expected.RowVersion = 1;
        AssertSame(portal, expected, row);
    }

    private static async Task<TollFreeNumber> RowAsync(TestPortal portal, string number)
    {
        await using var db = portal.Database.CreateReadContext();
        return await db.Numbers.SingleAsync(n => n.Number == number, Cancel);
    }

    private static void AssertSame(TestPortal portal, TollFreeNumber expected, TollFreeNumber actual) =>
        Assert.Equal(Columns(portal.Database, expected), Columns(portal.Database, actual));

    private static IReadOnlyList<(string Column, object? Value)> Columns(PortalDatabase database, TollFreeNumber row)
    {
        using var db = database.CreateReadContext();
        return [.. db.Entry(row).Properties.Select(p => (p.Metadata.GetColumnName(), p.CurrentValue))];
    }
}
