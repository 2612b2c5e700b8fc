using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.History;

/// <summary>Reads the audit by time, in either direction, without scanning more rows than necessary: each filter uses an index in the order
/// of the ids, and ids sort by time.</summary>
internal sealed class EventQuery(PortalDbContext db, NumberReader reader)
{
    /// <summary>Most actors that a partial name can match.</summary>
    private const int MostActors = 500;

    /// <summary>Most people whose events are read one after the other.</summary>
    private const int MostPeople = 50;

    /// <summary>Ids are ahead of their events' times after a clock was set back; events are found by time up to this difference.</summary>
    private static readonly TimeSpan s_ahead = TimeSpan.FromHours(1);

    /// <summary>The first matching events in the filter's order.</summary>
    /// <param name="last">The last event before them; null from the start.</param>
    public async Task<List<AuditEvent>> ReadAsync(HistoryFilter filter, Guid? last, int count, CancellationToken cancel)
    {
        var events = Timed(filter, last);
        var actions = filter.What is { } kind ? AuditActions.NamesOf(kind) : null;
        var actors = string.IsNullOrWhiteSpace(filter.Who) ? null : await ActorsLikeAsync(filter.Who.Trim(), cancel);
        if (filter.PeopleOnly)
        {
            // Each of a few people has an index range; with many, the newest events of all soon include enough of theirs.
            actors ??= await ActorsAsync(cancel) is { Count: < MostActors } all && all.Count(IsPerson) <= MostPeople ? all : null;
            actors = actors?.FindAll(IsPerson);
            events = events.Where(e => e.Actor != Actor.System.Name && !e.Actor.StartsWith(Actor.KeyPrefix));
        }

        // A reassignment describes the whole change; the event of the business that lost the number is for that business's history.
        if (filter.BusinessId is null)
            events = events.Where(e => e.Action != AuditActions.BusinessLostNumber);

        if (filter.BusinessId is { } business)
            events = events.Where(e => e.BusinessId == business);
        if (!string.IsNullOrWhiteSpace(filter.Number))
            return await MergeAsync(
                filter,
                await RecordsAsync(filter.Number, cancel),
                id => Narrowed().Where(e => e.RecordId == id),
                count,
                cancel
            );
        if (filter.BusinessId is not null)
            return await MergeAsync(filter, [true], _ => Narrowed(), count, cancel);

        // Uses the index with fewer rows: assignments are most of all events, other actions are rare.
        if (actions is not null && !actions.Contains(AuditActions.NumberAssigned))
            return await MergeAsync(
                filter,
                actions,
                action => ByActor(events.Where(e => e.Action == action && e.Action != AuditActions.NumberAssigned)),
                count,
                cancel
            );
        if (actors is not null)
            return await MergeAsync(filter, actors, actor => ByAction(events.Where(e => e.Actor == actor)), count, cancel);
        return await MergeAsync(filter, [true], _ => ByAction(events), count, cancel);

        IQueryable<AuditEvent> Narrowed() => ByAction(ByActor(events));
        IQueryable<AuditEvent> ByAction(IQueryable<AuditEvent> some) =>
            actions is null ? some : some.Where(e => actions.Contains(e.Action));
        IQueryable<AuditEvent> ByActor(IQueryable<AuditEvent> some) => actors is null ? some : some.Where(e => actors.Contains(e.Actor));
    }

    /// <summary>All actors by name: one index step for each.</summary>
    public async Task<List<string>> ActorsAsync(CancellationToken cancel)
    {
        var found = new List<string>();
        for (var last = ""; found.Count < MostActors; found.Add(last))
        {
            var next = await db
                .AuditEvents.Where(e => string.Compare(e.Actor, last) > 0)
                .OrderBy(e => e.Actor)
                .Select(e => e.Actor)
                .FirstOrDefaultAsync(cancel);
            if (next is null)
                break;
            last = next;
        }

        return found;
    }

    private static bool IsPerson(string actor) =>
        actor != Actor.System.Name && !actor.StartsWith(Actor.KeyPrefix, StringComparison.Ordinal);

    private IQueryable<AuditEvent> Timed(HistoryFilter filter, Guid? after)
    {
        var events = db.AuditEvents.AsQueryable();
        if (after is { } last)
            events = filter.OldestFirst ? events.Where(e => e.Id > last) : events.Where(e => e.Id < last);
        if (filter.From is { } from)
        {
            // An id is never dated before its event, so older rows can be skipped by the index.
            var first = UuidV7.First(from);
            events = events.Where(e => e.Id >= first && e.At >= from);
        }

        if (filter.Until is { } until)
        {
            var end = UuidV7.First(until < DateTimeOffset.MaxValue - s_ahead ? until + s_ahead : until);
            events = events.Where(e => e.Id < end && e.At < until);
        }

        return events;
    }

    private async Task<List<string>> ActorsLikeAsync(string text, CancellationToken cancel)
    {
        var folded = SearchText.Fold(text);
        return [.. (await ActorsAsync(cancel)).Where(a => SearchText.Fold(a).Contains(folded, StringComparison.Ordinal))];
    }

    /// <summary>The number's id, and its earlier ids from before it was deleted and added again.</summary>
    private async Task<List<Guid>> RecordsAsync(string number, CancellationToken cancel)
    {
        if (reader.Normalize(number.Trim()) is not { } text)
            return [];
        var ids = await db.Numbers.Where(n => n.Number == text).Select(n => n.Id).ToListAsync(cancel);
        ids.AddRange(
            await db
                .AuditEvents.Where(e =>
                    e.Action == AuditActions.NumberDeleted && e.Action != AuditActions.NumberAssigned && e.Number == text
                )
                .Select(e => e.RecordId)
                .Distinct()
                .OrderByDescending(id => id)
                .Take(20)
                .ToListAsync(cancel)
        );
        return ids;
    }

    /// <summary>The first events of all keys. One query per key, each from its own index range; a single query would sort all of
    /// them.</summary>
    private static async Task<List<AuditEvent>> MergeAsync<TKey>(
        HistoryFilter filter,
        IReadOnlyList<TKey> keys,
        Func<TKey, IQueryable<AuditEvent>> eventsOf,
        int count,
        CancellationToken cancel
    )
    {
        var found = new List<AuditEvent>();
        foreach (var key in keys)
        {
            var events = eventsOf(key);
            found.AddRange(
                await (filter.OldestFirst ? events.OrderBy(e => e.Id) : events.OrderByDescending(e => e.Id)).Take(count).ToListAsync(cancel)
            );
        }

        if (keys.Count <= 1)
            return found;
        var merged = found.OrderBy(e => e.Id.ToString("N"), StringComparer.Ordinal);
        return [.. (filter.OldestFirst ? merged : merged.Reverse()).Take(count)];
    }
}
