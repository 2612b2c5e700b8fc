using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Tests.Support;
using static AdminPortal.Tests.Services.Verification.VerifiedRowsTests;

namespace AdminPortal.Tests.Services.Verification;

/// <summary>Changes without events, events without changes, and missing imports.</summary>
public sealed class VerifiedAuditTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Verify_ConsistentRowChangeWithoutAnEvent_NamesIt(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var lively = await PopulatedPortal.LiveAsync(portal);
        await using (var db = portal.Database.CreateDbContext())
        {
            // As a program error would: the guards accept it.
            var number = db.Numbers.Single(n => n.Number == lively.Free[0]);
            number.Note = "changed behind the audit's back";
            var business = db.Businesses.Single(b => b.Id == lively.Without);
            business.Name = "Changed behind the audit's back";
            db.Numbers.Add(New("+18005559999", "manual"));
            db.Businesses.Add(new Business { Id = UuidV7.Create(), Name = "Out of the blue" });
            await db.SaveChangesAsync(Cancel);
        }

        var report = await portal.VerifyAsync();

        AssertFound(report, lively.Free[0], "at row_version 2, and its last event is of version 1: it was changed without an event");
        AssertFound(report, $"{lively.Without} 'Changed behind the audit's back'", "row_version 2, and its last event is of version 1");
        AssertFound(report, "+18005559999", "the audit has no event of it");
        AssertFound(report, "'Out of the blue'", "no event of its making");
    }

    [Theory, OnEachDatabase]
    public async Task Verify_EventsRemovedOrDuplicatedOrRowsSetBack_NamesEach(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var lively = await PopulatedPortal.LiveAsync(portal);
        var gone = lively.Free[5];
        await using (var tampering = await Tampering.WithAsync(portal))
        {
            static string Events(string number) => $"audit_events WHERE number = '{number}'";
            await tampering.RunAsync($"DELETE FROM {Events(lively.Resting)} AND row_version = 3");
            await tampering.RunAsync($"DELETE FROM {Events(lively.Held[0].Number)} AND row_version = 1");
            await tampering.RunAsync(
                $"UPDATE audit_events SET row_version = 1 WHERE number = '{lively.Held[1].Number}' AND row_version = 2"
            );
            await tampering.RunAsync($"UPDATE toll_free_numbers SET row_version = 1 WHERE number = '{lively.Held[2].Number}'");
            await tampering.RunAsync($"DELETE FROM toll_free_numbers WHERE number = '{gone}'");
            await tampering.RunAsync($"UPDATE audit_events SET action = 'number.deleted' WHERE number = '{lively.Free[6]}'");
        }

        var report = await portal.VerifyAsync();

        AssertFound(report, lively.Resting, "the audit has 5 events: 1 changes have none");
        AssertFound(report, lively.Held[0].Number, "Its first event is of version 2");
        AssertFound(report, lively.Held[1].Number, "one is in the audit twice");
        AssertFound(report, lively.Held[2].Number, "at row_version 1, and its last event is of version 2: it was set back");
        AssertFound(report, gone, "no event says that it was deleted");
        AssertFound(report, lively.Free[6], "The audit says that it was deleted, and it exists");
    }

    [Theory, OnEachDatabase]
    public async Task Verify_BusinessVersionOnANumbersEvent_Counts(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var lively = await PopulatedPortal.LiveAsync(portal);
        await using (var tampering = await Tampering.WithAsync(portal))
            await tampering.RunAsync($"UPDATE audit_events SET business_row_version = NULL WHERE number = '{lively.Held[3].Number}'");

        AssertFound(await portal.VerifyAsync(), lively.Held[3].Business.ToString(), "its last event is of version 1");
    }

    [Theory, OnEachDatabase]
    public async Task Verify_MissingImports_NamesTheNumbers(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var import = new NumberImport
        {
            Id = UuidV7.Create(),
            FileName = "march.csv",
            FileSha256 = new string('0', 64),
            Mode = "skip",
            Status = ImportStatus.Done,
            Added = 1,
            StartedBy = "nobody",
        };
        var missing = Guid.NewGuid();
        await using (var db = portal.Database.CreateDbContext())
        {
            db.Imports.Add(import);
            db.Numbers.AddRange(
                New("+18005550001", $"import:{import.Id}"),
                New("+18005550002", $"import:{import.Id}"),
                New("+18005550003", $"import:{missing}"),
                New("+18005550004", "sample")
            );
            await db.SaveChangesAsync(Cancel);
        }

        var report = await portal.VerifyAsync();

        AssertFound(report, "+18005550003", $"The source is 'import:{missing}', and there is no such import");
        AssertFound(report, $"import {import.Id}", "It added 1 numbers, and 2 say that they came by it", "+18005550001");
        AssertFound(report, $"import {import.Id} 'march.csv'", "the audit has no event of it");
        Assert.DoesNotContain(report.Findings, f => f.Message.Contains("row_version", StringComparison.Ordinal));
    }

    private static TollFreeNumber New(string number, string source) =>
        TollFreeNumber.New(UuidV7.Create(), number, DateTimeOffset.UnixEpoch, source);
}
