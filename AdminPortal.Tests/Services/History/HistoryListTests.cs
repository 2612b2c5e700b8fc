using System.Globalization;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Audit;
using AdminPortal.Services.History;
using AdminPortal.Services.Numbers;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Services.History;

public sealed class HistoryListTests(PostgresCluster cluster)
{
    private static readonly Actor s_jo = new("Jo Smith", PortalRole.Admin);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task List_InPages_ReturnsEveryEventOnceNewestFirst(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(7);

        var seen = new List<HistoryEntry>();
        string? after = null;
        do
        {
            var page = (await ListAsync(portal, new(), after, 3)).Value!;
            seen.AddRange(page.Items);
            after = page.Next;
        } while (after is not null);

        Assert.Equal(
            ["+18005550006", "+18005550005", "+18005550004", "+18005550003", "+18005550002", "+18005550001", "+18005550000"],
            seen.Select(e => e.Number)
        );
    }

    [Theory, OnEachDatabase]
    public async Task List_OldestFirst_IsTheSameListFromItsEnd_WithEveryFilter(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var (acme, _) = await LiveAsync(portal);
        await portal.Get<NumberService>().DoAsync(s_jo, "+18005550000", new NumberCommand.Note("VIP line"), null, Cancel);

        foreach (
            var filter in (HistoryFilter[])
                [
                    new(),
                    new(Who: "jo"),
                    new(What: EventKind.Assignments),
                    new(What: EventKind.Notes),
                    new(Number: "+18005550000"),
                    new(BusinessId: acme),
                    new(PeopleOnly: true),
                    new(From: DateTimeOffset.UtcNow.AddHours(-1), Until: DateTimeOffset.UtcNow.AddHours(1)),
                ]
        )
        {
            var newest = (await ListAsync(portal, filter, null, 100)).Value!.Items.Select(e => e.Id).ToList();
            var oldest = new List<HistoryEntry>();
            string? after = null;
            do
            {
                var page = (await ListAsync(portal, filter with { OldestFirst = true }, after, 2)).Value!;
                oldest.AddRange(page.Items);
                after = page.Next;
            } while (after is not null);

            Assert.NotEmpty(newest);
            newest.Reverse();
            Assert.Equal(newest, oldest.Select(e => e.Id));
        }
    }

    [Theory, OnEachDatabase]
    public async Task List_WhileEventsAreAdded_ContinuesWhereThePageEnded(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(4);
        var first = (await ListAsync(portal, new(), null, 2)).Value!;

        await portal.AddNumbersAsync(3, from: 100);

        Assert.Equal(["+18005550001", "+18005550000"], (await ListAsync(portal, new(), first.Next, 10)).Value!.Items.Select(e => e.Number));
    }

    [Theory, OnEachDatabase]
    public async Task List_ByPartOfAName_FindsTheirEventsIgnoringCase(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(2);
        await portal.Get<NumberService>().DoAsync(s_jo, "+18005550000", new NumberCommand.Note("VIP line"), null, Cancel);
        await portal
            .Get<NumberService>()
            .DoAsync(s_jo with { Name = "key:Joinery" }, "+18005550001", new NumberCommand.Note("Workshop"), null, Cancel);

        Assert.Equal(["key:Joinery", "Jo Smith"], (await ListAsync(portal, new(Who: "jo"))).Value!.Items.Select(e => e.Actor));
        Assert.Equal(["Jo Smith"], (await ListAsync(portal, new(Who: "SMITH"))).Value!.Items.Select(e => e.Actor));
        Assert.Empty((await ListAsync(portal, new(Who: "nobody"))).Value!.Items);
    }

    [Theory, OnEachDatabase]
    public async Task List_PeopleOnly_HidesTheSystemAndKeys(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(3);
        var numbers = portal.Get<NumberService>();
        var actors = (Actor[])[s_jo, s_jo with { Name = "key:Jo's website" }, Actor.System, Actor.CommandLine];
        for (var i = 0; i < actors.Length; i++)
            await numbers.DoAsync(actors[i], "+18005550000", new NumberCommand.Note($"Note {i}"), null, Cancel);
        await numbers.DoAsync(Actor.System, "+18005550001", new NumberCommand.Delete(), null, Cancel);

        Assert.Equal(["command line", "Jo Smith", "test admin"], await ActorsAsync(new(PeopleOnly: true)));
        Assert.Equal(["Jo Smith"], await ActorsAsync(new(Who: "jo", PeopleOnly: true)));
        Assert.Empty(await ActorsAsync(new(Who: "system", PeopleOnly: true)));
        Assert.Equal(["command line", "Jo Smith"], await ActorsAsync(new(What: EventKind.Notes, PeopleOnly: true)));
        Assert.Equal(["command line", "Jo Smith", "test admin"], await ActorsAsync(new(Number: "+18005550000", PeopleOnly: true)));

        async Task<IEnumerable<string>> ActorsAsync(HistoryFilter filter) =>
            (await ListAsync(portal, filter)).Value!.Items.Select(e => e.Actor).Distinct();
    }

    [Theory, OnEachDatabase]
    public async Task List_PeopleOnlyWithMorePeopleThanAreReadOneByOne_FindsTheSame(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(1);
        for (var i = 0; i < 52; i++)
        {
            var actor = s_jo with { Name = i % 2 == 0 ? $"jo{i}@example.com" : $"key:{i}" };
            await portal.Get<NumberService>().DoAsync(actor, "+18005550000", new NumberCommand.Note($"Note {i}"), null, Cancel);
        }

        await portal.Get<NumberService>().DoAsync(Actor.System, "+18005550000", new NumberCommand.Note("Last"), null, Cancel);
        var few = await PeopleAsync();
        for (var i = 0; i < 30; i++)
            await portal
                .Get<NumberService>()
                .DoAsync(s_jo with { Name = $"al{i}@example.com" }, "+18005550000", new NumberCommand.Note($"More {i}"), null, Cancel);
        var many = await PeopleAsync();

        Assert.Equal(Enumerable.Range(0, 26).Select(i => $"jo{50 - 2 * i}@example.com").Append("test admin"), few);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"al{29 - i}@example.com").Concat(few), many);

        async Task<IEnumerable<string>> PeopleAsync() => (await ListAsync(portal, new(PeopleOnly: true))).Value!.Items.Select(e => e.Actor);
    }

    [Theory, OnEachDatabase]
    public async Task List_UndoneActions_AreNamedAsUndo(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var (acme, bolt) = await LiveAsync(portal);
        var service = portal.Get<NumberService>();
        await portal.AddNumbersAsync(1, from: 5);
        foreach (
            var command in (NumberCommand[])
                [
                    new NumberCommand.Assign(acme),
                    new NumberCommand.Reassign(bolt, "sold"),
                    new NumberCommand.Reassign(acme, "Reassignment undone") { IsUndo = true },
                    new NumberCommand.Note("VIP"),
                    new NumberCommand.Note(null) { IsUndo = true },
                ]
        )
            Assert.True((await service.DoAsync(s_jo, "+18005550005", command, null, Cancel)).IsDone);

        var events = (await ListAsync(portal, new(Number: "+18005550005"))).Value!.Items;

        Assert.Equal(
            [
                "Undo: removed the note on +1 800 555 0005",
                "Added a note on +1 800 555 0005 “VIP”",
                "Undo: reassigned +1 800 555 0005 from Bolt Plumbing to Acme Dental",
                "Reassigned +1 800 555 0005 from Acme Dental to Bolt Plumbing",
            ],
            events.Take(4).Select(e => EventWords.Text(e))
        );
        Assert.DoesNotContain(EventChanges.Of(events[0]), change => change.Field == "Undo");
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task List_ByKind_FindsItsActionsInOrder(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await LiveAsync(portal);

        Assert.Equal([AuditActions.NumberReassigned, AuditActions.NumberAssigned], await ActionsAsync(new(What: EventKind.Assignments)));
        Assert.Equal([AuditActions.NumberReleased], await ActionsAsync(new(What: EventKind.Releases)));
        Assert.Equal(
            [AuditActions.NumberDeleted, AuditActions.NumberAdded, AuditActions.NumberAdded],
            await ActionsAsync(new(What: EventKind.Stock))
        );
        Assert.Equal([AuditActions.NumberReleased], await ActionsAsync(new(Who: "jo", What: EventKind.Releases)));
        Assert.Equal([AuditActions.NumberReassigned], await ActionsAsync(new(Who: "jo", What: EventKind.Assignments)));

        async Task<IEnumerable<string>> ActionsAsync(HistoryFilter filter) =>
            (await ListAsync(portal, filter)).Value!.Items.Select(e => e.Action);
    }

    [Theory, OnEachDatabase]
    public async Task List_OfANumber_FindsItInAnyNotationAndAfterItsDeletion(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await LiveAsync(portal);

        Assert.Equal(4, (await ListAsync(portal, new(Number: "(800) 555-0000"))).Value!.Items.Count);
        Assert.Equal(
            [AuditActions.NumberDeleted, AuditActions.NumberAdded],
            (await ListAsync(portal, new(Number: "1-800-555-0001"))).Value!.Items.Select(e => e.Action)
        );
        Assert.Empty((await ListAsync(portal, new(Number: "hello"))).Value!.Items);
    }

    [Theory, OnEachDatabase]
    public async Task List_OfABusiness_ContainsBothSidesOfAReassignment(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var (acme, bolt) = await LiveAsync(portal);

        Assert.Equal(
            [AuditActions.BusinessLostNumber, AuditActions.NumberAssigned, AuditActions.BusinessCreated],
            (await ListAsync(portal, new(BusinessId: acme))).Value!.Items.Select(e => e.Action)
        );
        Assert.Equal(
            [AuditActions.NumberReleased, AuditActions.NumberReassigned, AuditActions.BusinessCreated],
            (await ListAsync(portal, new(BusinessId: bolt))).Value!.Items.Select(e => e.Action)
        );
        // The list of all events has one event for the change.
        Assert.DoesNotContain((await ListAsync(portal, new())).Value!.Items, e => e.Action == AuditActions.BusinessLostNumber);
    }

    [Theory, OnEachDatabase]
    public async Task List_ByTime_IncludesTheStartAndExcludesTheEnd(TestDatabase kind)
    {
        // Ids only move forward with the clock, so the days are in the future.
        var start = DateTimeOffset.UtcNow.AddYears(1);
        var clock = new FakeTimeProvider(start);
        await using var portal = await TestPortal.StartAsync(kind, cluster, clock);
        for (var day = 0; day < 4; day++, clock.Advance(TimeSpan.FromDays(1)))
            await portal.AddNumbersAsync(1, from: day);
        var moments = (await ListAsync(portal, new())).Value!.Items.Select(e => e.At).Reverse().ToList();

        var found = (await ListAsync(portal, new(From: moments[1], Until: moments[3]))).Value!.Items;

        Assert.Equal([moments[2], moments[1]], found.Select(e => e.At));
        Assert.Equal(
            [moments[3]],
            (await ListAsync(portal, new(Who: "test", What: EventKind.Stock, From: moments[2].AddSeconds(1)))).Value!.Items.Select(e =>
                e.At
            )
        );
    }

    [Theory, OnEachDatabase]
    public async Task Holders_InPages_ReturnEachOnceLatestFirst(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var number = (await portal.AddNumbersAsync(1))[0];
        var businesses = await portal.AddBusinessesAsync(4);
        await portal.Get<NumberService>().DoAsync(s_jo, number, new NumberCommand.Assign(businesses[0]), null, Cancel);
        foreach (var next in businesses.Skip(1))
            Assert.True(
                (await portal.Get<NumberService>().DoAsync(s_jo, number, new NumberCommand.Reassign(next, "moved on"), null, Cancel)).IsDone
            );

        var first = (await portal.Get<HistoryService>().HoldersAsync(s_jo, number, null, 3, Cancel)).Value!;
        var second = (await portal.Get<HistoryService>().HoldersAsync(s_jo, number, first.Next, 3, Cancel)).Value!;

        Assert.Equal(businesses.Reverse(), first.Items.Concat(second.Items).Select(h => h.BusinessId));
        Assert.Null(second.Next);
    }

    [Theory, OnEachDatabase]
    public async Task List_WithAFilter_ReadsAnIndexInItsOrder(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var db = portal.Database.CreateReadContext();
        // PostgreSQL scans an empty table completely, whatever the indexes.
        if (kind == TestDatabase.Postgres)
        {
            await db.Database.OpenConnectionAsync(Cancel);
            await db.Database.ExecuteSqlRawAsync("SET enable_seqscan = off; SET enable_sort = off; SET enable_bitmapscan = off", Cancel);
        }

        var rare = db
            .AuditEvents.Where(e => e.Action == AuditActions.NumberDeleted && e.Action != AuditActions.NumberAssigned)
            .OrderByDescending(e => e.Id)
            .Take(51);
        var someones = db.AuditEvents.Where(e => e.Actor == "Jo Smith").OrderByDescending(e => e.Id).Take(51);

        Assert.Contains("ix_audit_events_action_id", await PlanAsync(rare));
        Assert.Contains("ix_audit_events_actor_id", await PlanAsync(someones));

        async Task<string> PlanAsync(IQueryable<AuditEvent> events)
        {
            await using var command = events.CreateDbCommand();
            command.CommandText = (kind == TestDatabase.Sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + command.CommandText;
            await db.Database.OpenConnectionAsync(Cancel);
            await using var reader = await command.ExecuteReaderAsync(Cancel);
            var lines = new List<string>();
            while (await reader.ReadAsync(Cancel))
                lines.Add(Convert.ToString(reader.GetValue(reader.FieldCount - 1), CultureInfo.InvariantCulture)!);
            Assert.DoesNotContain(
                lines,
                l => l.Contains("TEMP B-TREE", StringComparison.Ordinal) || l.Contains("Sort", StringComparison.Ordinal)
            );
            return string.Join('\n', lines);
        }
    }

    [Fact]
    public async Task List_ForABusinessOrWithAnInvalidCursor_IsRefused()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);

        Assert.IsType<Refusal.NotAllowed>(
            (
                await portal
                    .Get<HistoryService>()
                    .ListAsync(new Actor("shop", PortalRole.Business, Guid.NewGuid()), new(), null, 10, Cancel)
            ).Refusal
        );
        Assert.IsType<Refusal.Invalid>((await ListAsync(portal, new(), "bm9uc2Vuc2U")).Refusal);
        Assert.IsType<Refusal.Invalid>((await ListAsync(portal, new(Who: "a\0b"))).Refusal);
    }

    private static Task<Outcome<Page<HistoryEntry>>> ListAsync(
        TestPortal portal,
        HistoryFilter filter,
        string? after = null,
        int limit = 100
    ) => portal.Get<HistoryService>().ListAsync(TestPortal.Support, filter, after, limit, Cancel);

    /// <summary>One number is assigned to Acme, reassigned to Bolt and released by Jo; the other is deleted.</summary>
    private static async Task<(Guid Acme, Guid Bolt)> LiveAsync(TestPortal portal)
    {
        await portal.AddNumbersAsync(2);
        var acme = (await portal.AddBusinessAsync()).Id;
        var bolt = (await portal.AddBusinessAsync("Bolt Plumbing")).Id;
        var service = portal.Get<NumberService>();
        Assert.True((await service.DoAsync(TestPortal.Admin, "+18005550000", new NumberCommand.Assign(acme), null, Cancel)).IsDone);
        Assert.True((await service.DoAsync(s_jo, "+18005550000", new NumberCommand.Reassign(bolt, "sold"), null, Cancel)).IsDone);
        Assert.True((await service.DoAsync(s_jo, "+18005550000", new NumberCommand.Release("closed"), null, Cancel)).IsDone);
        Assert.True(
            (await portal.Get<NumberService>().DoAsync(TestPortal.Admin, "+18005550001", new NumberCommand.Delete(), null, Cancel)).IsDone
        );
        return (acme, bolt);
    }
}
