using System.Text;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Import.Csv;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Services.Import;
using AdminPortal.Tests.Services.Import.Csv;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Inventory;

public sealed class ExportServiceTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Export_ImportedAgain_ChangesNothing(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.ImportAsync(CsvFiles.TestData("messy.csv"));
        string[] hostile =
        [
            "=1+1",
            "+1",
            "-1",
            "@cmd",
            "\ttab",
            "\rcr",
            "\nlf",
            "＝wide",
            "'=quoted",
            "''=twice",
            " =space",
            "a,b;c\"d\"\r\ne",
            "é😀",
            "x;=1+1",
            "x|@y",
            "a,-b",
            "q;\"=1",
            "l\n- m",
        ];
        var file = string.Concat(
            hostile.Select((note, i) => $"+1877555{1000 + i},\"{SpreadsheetSafe.Escape(note).Replace("\"", "\"\"")}\"\n")
        );
        await portal.ImportAsync("number,note\n" + file);
        await portal.ImportAsync(Imports.File(100));
        await portal
            .Get<ProvisioningService>()
            .ProvisionAsync(TestPortal.Admin, (await portal.AddBusinessAsync("=Evil \"Corp\"")).Id, Cancel);
        var before = await portal.NumbersAsync();
        Assert.Equal(
            hostile.Order(StringComparer.Ordinal),
            before.Where(n => n.Number.StartsWith("+18775551", StringComparison.Ordinal)).Select(n => n.Note).Order(StringComparer.Ordinal)
        );

        var exported = await ExportAsync(portal, new NumberFilter());

        Assert.Equal((before.Count, 0, before.Count, 0, 1), (await portal.ImportAsync(exported)).Counts());
        Assert.Equal(before.Select(Tell), (await portal.NumbersAsync()).Select(Tell));
        await using var empty = await TestPortal.StartAsync(kind, cluster);
        Assert.Equal((before.Count, before.Count, 0, 0, 1), (await empty.ImportAsync(exported)).Counts());
        Assert.Equal(
            before.Select(n => (n.Number, n.Note, n.Warning)),
            (await empty.NumbersAsync()).Select(n => (n.Number, n.Note, n.Warning))
        );

        static (string, string?, NumberStatus, Guid?, long) Tell(TollFreeNumber n) =>
            (n.Number, n.Note, n.Status, n.AssignedTo, n.RowVersion);
    }

    [Theory, OnEachDatabase]
    public async Task Export_WritesEachNumberOnceInOrder_AcrossPages(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.ImportAsync(Imports.File(12_345));

        var lines = Encoding
            .UTF8.GetString(await ExportAsync(portal, new NumberFilter()))
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(
            (await portal.NumbersAsync()).Select(n => n.Number),
            lines[1..].Select(l => l[..l.IndexOf(',', StringComparison.Ordinal)])
        );
    }

    [Theory, OnEachDatabase]
    public async Task Export_Row_HasTheColumnsOfTheHeader(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var number = (await portal.AddNumbersAsync(2))[0];
        var business = await portal.AddBusinessAsync("Acme, Inc.");
        var given = await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business.Id, Cancel);
        var row = (await portal.NumbersAsync()).Single(n => n.Number == number);

        var text = Encoding.UTF8.GetString(await ExportAsync(portal, new NumberFilter(NumberStatus.Assigned)));

        Assert.Equal(number, given.Value!.PhoneNumber);
        Assert.Equal(
            "\uFEFFnumber,status,business,business_id,assigned_at,available_since,quarantined_until,released_from,released_from_id,"
                + "note,warning,source,created_at\r\n"
                + $"{number},assigned,\"Acme, "
                + $"Inc.\",{business.Id},{row.AssignedAt:yyyy-MM-dd'T'HH:mm:ss'Z'},"
                + $",,,,,,manual,{row.CreatedAt:yyyy-MM-dd'T'HH:mm:ss'Z'}\r\n",
            text
        );
    }

    [Theory, OnEachDatabase]
    public async Task Export_OfAReleasedNumber_NamesItsLastBusiness(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var number = (await portal.AddNumbersAsync(1))[0];
        var business = await portal.AddBusinessAsync("=Evil");
        var numbers = portal.Get<NumberService>();
        await numbers.DoAsync(TestPortal.Support, number, new NumberCommand.Assign(business.Id), null, Cancel);
        await numbers.DoAsync(TestPortal.Support, number, new NumberCommand.Release("Closed"), null, Cancel);

        var cells = Encoding.UTF8.GetString(await ExportAsync(portal, new NumberFilter())).Split("\r\n")[1].Split(',');

        Assert.Equal(("quarantined", "", "'=Evil", $"{business.Id}"), (cells[1], cells[2], cells[7], cells[8]));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", cells[6]);
    }

    [Fact]
    public void FileName_SaysWhatItContains_AndTheViewersDay()
    {
        var now = new DateTimeOffset(2026, 11, 26, 2, 30, 0, TimeSpan.Zero);
        var chicago = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");

        Assert.Equal("phone-numbers-2026-11-26.csv", ExportFileName.Of(new(), now, TimeZoneInfo.Utc));
        Assert.Equal("phone-numbers-selected-2026-11-25.csv", ExportFileName.Of(null, now, chicago));
        Assert.Equal(
            "phone-numbers-available-44-search-2026-11-25.csv",
            ExportFileName.Of(new(NumberStatus.Available, "../x\"", "+44/"), now, chicago)
        );
        Assert.Equal(
            "phone-numbers-leaving-with-warning-of-business-2026-11-26.csv",
            ExportFileName.Of(new(AssignedTo: Guid.NewGuid(), HasWarning: true, FreeBefore: now), now, TimeZoneInfo.Utc)
        );
    }

    [Theory, OnEachDatabase]
    public async Task Export_ByOthersThanStaff_OrWithAnInvalidPrefix_WritesNothing(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var output = new MemoryStream();

        var business = await portal
            .Get<ExportService>()
            .ExportAsync(new Actor("business", PortalRole.Business, Guid.NewGuid()), new NumberFilter(), output, Cancel);
        var prefix = await portal.Get<ExportService>().ExportAsync(TestPortal.Support, new NumberFilter(Prefix: "toll"), output, Cancel);

        Assert.IsType<Refusal.NotAllowed>(business.Refusal);
        Assert.IsType<Refusal.Invalid>(prefix.Refusal);
        Assert.Equal(0, output.Length);
    }

    private static async Task<byte[]> ExportAsync(TestPortal portal, NumberFilter filter)
    {
        var output = new MemoryStream();
        var outcome = await portal.Get<ExportService>().ExportAsync(TestPortal.Support, filter, output, Cancel);
        Assert.True(outcome.IsDone, outcome.ToString());
        return output.ToArray();
    }
}
