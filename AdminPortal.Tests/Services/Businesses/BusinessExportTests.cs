using System.Text;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Services.Agents;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Businesses;

public sealed class BusinessExportTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Export_Row_HasTheColumnsOfTheHeader_AndTextsThatAreSafe(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var number = (await portal.AddNumbersAsync(1))[0];
        var (evil, _) = await portal.AddAgentAsync("=Evil, \"Corp\"");
        await portal
            .Get<BusinessService>()
            .ChangeAsync(TestPortal.Admin, evil.Id, new BusinessChanges(ContactEmail: "a@evil.example", ExternalId: "@4711"), null, Cancel);
        await portal.Get<NumberService>().DoAsync(TestPortal.Admin, number, new NumberCommand.Assign(evil.Id), null, Cancel);
        var waiting = await portal.AddBusinessAsync("Waiting");
        await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, waiting.Id, wait: true, Cancel);
        var record = (await portal.Get<BusinessService>().FindAsync(TestPortal.Viewer, evil.Id, Cancel)).Value!;

        var lines = await ExportAsync(portal, BusinessSelection.Of(new BusinessFilter()));

        Assert.Equal(
            [
                "id,name,contact_email,external_id,number,assigned_at,agent_state,waitlisted,created_at,closed_at",
                $"{evil.Id},\"'=Evil, \"\"Corp\"\"\",a@evil.example,'@4711,{number},{record.AssignedAt:yyyy-MM-dd'T'HH:mm:ss'Z'},"
                    + $"provisioning,false,{record.CreatedAt:yyyy-MM-dd'T'HH:mm:ss'Z'},",
                $"{waiting.Id},Waiting,,,,,,true,{waiting.CreatedAt:yyyy-MM-dd'T'HH:mm:ss'Z'},",
            ],
            lines
        );
    }

    [Theory, OnEachDatabase]
    public async Task Export_OfAFilterOrASelection_WritesEachBusinessOnceByName_AcrossPages(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using (var db = portal.Database.CreateDbContext())
        {
            // More than two pages, with pages that end between equal names.
            for (var i = 0; i < 2_500; i++)
                db.Businesses.Add(new Business { Id = Guid.CreateVersion7(), Name = i < 1_500 ? "Same" : $"Acme {i}" });
            await db.SaveChangesAsync(Cancel);
        }

        var all = (await ExportAsync(portal, BusinessSelection.Of(new BusinessFilter())))[1..];
        var ids = all.Select(l => Guid.Parse(l.Split(',')[0])).ToList();

        Assert.Equal(2_500, ids.Distinct().Count());
        Assert.Equal(1_000, all.Take(1_000).Count(l => l.Contains(",Acme ", StringComparison.Ordinal)));
        Assert.Equal(1_000, (await ExportAsync(portal, BusinessSelection.Of(new BusinessFilter("acme"))))[1..].Length);
        Assert.Equal(
            ids.Except([ids[0], ids[1_200]]),
            (await ExportAsync(portal, new BusinessSelection(new BusinessFilter(), [ids[1_200], ids[0]])))[1..]
                .Select(l => Guid.Parse(l.Split(',')[0]))
        );
        Assert.Equal(
            [ids[3], ids[1_800]],
            (await ExportAsync(portal, new BusinessSelection(null, [ids[1_800], Guid.NewGuid(), ids[3]])))[1..]
                .Select(l => Guid.Parse(l.Split(',')[0]))
        );
    }

    [Theory, OnEachDatabase]
    public async Task Export_ByOthersThanStaff_OrWithAnInvalidSearch_WritesNothing(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var output = new MemoryStream();
        var exports = portal.Get<BusinessExportService>();
        var business = new Actor("business", PortalRole.Business, Guid.NewGuid());

        Assert.IsType<Refusal.NotAllowed>(
            (await exports.ExportAsync(business, BusinessSelection.Of(new BusinessFilter()), output, Cancel)).Refusal
        );
        Assert.IsType<Refusal.Invalid>(
            (await exports.ExportAsync(TestPortal.Viewer, BusinessSelection.Of(new BusinessFilter("a\0b")), output, Cancel)).Refusal
        );
        Assert.Equal(0, output.Length);
    }

    [Fact]
    public void FileName_SaysWhatItContains_AndTheViewersDay()
    {
        var now = new DateTimeOffset(2026, 11, 26, 2, 30, 0, TimeSpan.Zero);
        var chicago = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");

        Assert.Equal("businesses-2026-11-26.csv", BusinessExportService.FileName(new(), now, TimeZoneInfo.Utc));
        Assert.Equal("businesses-selected-2026-11-25.csv", BusinessExportService.FileName(null, now, chicago));
        Assert.Equal("businesses-waiting-2026-11-26.csv", BusinessExportService.FileName(new(IsWaiting: true), now, TimeZoneInfo.Utc));
        Assert.Equal(
            "businesses-without-number-search-2026-11-25.csv",
            BusinessExportService.FileName(new("../x", HasNumber: false), now, chicago)
        );
    }

    private static async Task<string[]> ExportAsync(TestPortal portal, BusinessSelection selection)
    {
        var output = new MemoryStream();
        var outcome = await portal.Get<BusinessExportService>().ExportAsync(TestPortal.Viewer, selection, output, Cancel);
        Assert.True(outcome.IsDone, outcome.ToString());
        var lines = Encoding.UTF8.GetString(output.ToArray()).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(outcome.Value, lines.Length - 1);
        return lines;
    }
}
