using System.Text;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Audit;
using AdminPortal.Services.History;
using AdminPortal.Services.Import.Csv;
using AdminPortal.Services.Numbers;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.History;

public sealed class HistoryExportTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Export_AcrossPages_HasEveryMatchingEventOnceNewestFirst(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(Cursor.MaxLimit + 5);
        var numbers = portal.Get<NumberService>();
        await numbers.DoAsync(TestPortal.Support, "+18005550000", new NumberCommand.Note("VIP"), null, Cancel);

        var rows = await ExportAsync(portal, TestPortal.Viewer, new(What: EventKind.Stock));

        Assert.Equal(
            ["at", "actor", "event", "reason", "number", "business", "business_id", "action", "record_type", "record_id"],
            rows[0][..10]
        );
        Assert.Equal(Cursor.MaxLimit + 5, rows.Count - 1);
        Assert.Equal(Cursor.MaxLimit + 5, rows.Skip(1).Select(row => row[^1]).Distinct().Count());
        Assert.Equal("+18005551004", rows[1][4]);
        Assert.Equal("Added +1 800 555 1004", rows[1][2]);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", rows[1][0]);
    }

    [Theory, OnEachDatabase]
    public async Task Export_Texts_AreSafeInASpreadsheet(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(1);
        var evil = await portal.AddBusinessAsync("=Evil \"Corp\"");
        var numbers = portal.Get<NumberService>();
        var actor = TestPortal.Support with { Name = "@jo" };
        await numbers.DoAsync(actor, "+18005550000", new NumberCommand.Assign(evil.Id, "-1+1;=2"), null, Cancel);

        var row = (await ExportAsync(portal, TestPortal.Support, new(Who: "jo")))[1];

        Assert.Equal(("'@jo", "'-1+1;'=2", "'=Evil \"Corp\"", $"{evil.Id}"), (row[1], row[3], row[5], row[6]));
        Assert.Contains("\"status\":\"assigned\"", row[11]);
    }

    [Fact]
    public async Task Export_ByABusiness_OrWithAnInvalidFilter_WritesNothing()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var output = new MemoryStream();
        var service = portal.Get<HistoryExportService>();
        var business = new Actor("business", PortalRole.Business, Guid.NewGuid());

        Assert.IsType<Refusal.NotAllowed>((await service.ExportAsync(business, new(), output, Cancel)).Refusal);
        Assert.IsType<Refusal.Invalid>((await service.ExportAsync(TestPortal.Admin, new(Who: "a\0b"), output, Cancel)).Refusal);
        Assert.Equal(0, output.Length);
    }

    private static async Task<List<string[]>> ExportAsync(TestPortal portal, Actor actor, HistoryFilter filter)
    {
        var output = new MemoryStream();
        var written = await portal.Get<HistoryExportService>().ExportAsync(actor, filter, output, Cancel);
        using var records = new CsvRecords(new StringReader(Encoding.UTF8.GetString(output.ToArray()).TrimStart('\uFEFF')), ',');
        var rows = new List<string[]>();
        while (records.Read())
            rows.Add(records.ToArray());
        Assert.Equal(rows.Count - 1, written.Value);
        return rows;
    }
}
