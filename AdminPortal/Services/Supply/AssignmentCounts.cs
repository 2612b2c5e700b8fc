using AdminPortal.Data;
using AdminPortal.Services.Audit;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Supply;

/// <summary>Numbers of one prefix that were assigned within a quarter of an hour.</summary>
/// <param name="At">The beginning of the slot.</param>
public sealed record AssignmentCount(DateTimeOffset At, string Prefix, long Count);

/// <summary>
/// Counts the numbers that were assigned in the last 30 days. Completed slots are counted once and kept in memory.
/// </summary>
public sealed class AssignmentCounts
{
    public const int Days = 30;

    /// <summary>The finest step between two zones' midnights.</summary>
    private static readonly TimeSpan s_slot = TimeSpan.FromMinutes(15);

    /// <summary>How late a commit or another machine's clock may be before a slot counts as over.</summary>
    private static readonly TimeSpan s_lateness = TimeSpan.FromHours(1);

    /// <summary>What was counted of the time that is over; replaced as a whole.</summary>
    private volatile Past? _past;

    /// <summary>
    /// Numbers assigned in each slot. Reassignments and undone releases are not counted, because they do not use stock.
    /// </summary>
    internal async Task<IReadOnlyList<AssignmentCount>> ReadAsync(PortalDbContext db, DateTimeOffset now, CancellationToken cancel)
    {
        var first = await db.AuditEvents.OrderBy(e => e.Id).Select(e => (Guid?)e.Id).FirstOrDefaultAsync(cancel);
        var since = SlotOf(DayCount.Before(Days, now));
        var past = _past is { } known && known.First == first ? known : new Past(first, since, []);

        // Ids sort by time, so the events since a moment are the end of the primary key: a month of them once, then only the last hour's.
        var added = await ReadAsync(past);
        // Sample data writes a past that was counted already.
        if (past.Until > since && added.Exists(e => e.Action == AuditActions.SampleDataAdded))
            added = await ReadAsync(past = new Past(first, since, []));
        var counts = past.Counts.Where(c => c.At >= since).ToDictionary(c => (c.At, c.Prefix), c => c.Count);
        foreach (var assigned in added.Where(e => e.Action == AuditActions.NumberAssigned))
        {
            var key = (SlotOf(assigned.At), E164.TryParseExact(assigned.Number, out var number) ? number.Prefix : "");
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        var until = SlotOf(now - s_lateness);
        List<AssignmentCount> all = [.. counts.Select(c => new AssignmentCount(c.Key.At, c.Key.Prefix, c.Value))];
        _past = new Past(first, until, all.FindAll(c => c.At < until));
        return all;

        async Task<List<Event>> ReadAsync(Past known)
        {
            var from = UuidV7.First(known.Until - s_lateness);
            return await db
                .AuditEvents.Where(e => e.Id >= from && e.At >= known.Until)
                .Where(e => e.Action == AuditActions.NumberAssigned || e.Action == AuditActions.SampleDataAdded)
                .Select(e => new Event(e.At, e.Action, e.Number))
                .ToListAsync(cancel);
        }
    }

    private static DateTimeOffset SlotOf(DateTimeOffset at) => new(at.UtcTicks - at.UtcTicks % s_slot.Ticks, TimeSpan.Zero);

    private sealed record Event(DateTimeOffset At, string Action, string? Number);

    /// <param name="First">The first event there was when it was counted.</param>
    /// <param name="Until">Slots before this one are over and counted.</param>
    private sealed record Past(Guid? First, DateTimeOffset Until, IReadOnlyList<AssignmentCount> Counts);
}
