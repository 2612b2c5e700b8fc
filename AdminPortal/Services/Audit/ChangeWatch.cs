using AdminPortal.Data;
using AdminPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Audit;

/// <summary>
/// Finds what other processes (another portal, the command line) changed, by the audit that every change writes, and tells this
/// process's listeners. What this process changed itself is found again, and told twice: listeners only look again, and
/// leaving it out would cost a mark on every write.
/// </summary>
public sealed class ChangeWatch(PortalDatabase database, ChangeFeed feed, TimeProvider clock)
{
    /// <summary>
    /// Events are looked for this far back: by so much may another machine's clock be behind, or its commit come after its date.
    /// </summary>
    private static readonly TimeSpan s_lateness = TimeSpan.FromSeconds(30);

    /// <summary>Events read at a time. Under more than that in <see cref="s_lateness"/> there are always new ones among them.</summary>
    private const int Most = 500;

    private HashSet<Guid>? _seen;
    private List<(Guid Id, long Read)> _running = [];

    /// <summary>Looks once. Costs nothing while nobody listens.</summary>
    public async Task LookAsync(CancellationToken cancel)
    {
        if (!feed.HasListeners)
        {
            _seen = null;
            return;
        }

        await using var db = database.CreateReadContext();
        var from = UuidV7.First(clock.GetUtcNow() - s_lateness);
        var events = await db
            .AuditEvents.Where(e => e.Id > from)
            .OrderByDescending(e => e.Id)
            .Take(Most)
            .Select(e => new
            {
                e.Id,
                e.RecordType,
                e.RecordId,
                e.BusinessId,
            })
            .ToListAsync(cancel);
        var running = (
            await db
                .Imports.Where(i => i.Status == ImportStatus.Running)
                .OrderBy(i => i.Id)
                .Select(i => new { i.Id, i.Read })
                .ToListAsync(cancel)
        ).ConvertAll(i => (i.Id, i.Read));

        if (_seen is null)
        {
            // Whoever began to listen since the last look may have read the database before something that nobody told of.
            foreach (var kind in Enum.GetValues<ChangeKind>())
                feed.Publish(new PortalChange(kind, []));
        }
        else
        {
            var fresh = events.Where(e => !_seen.Contains(e.Id)).ToList();
            Publish(ChangeKind.Numbers, fresh.Where(e => e.RecordType is AuditRecords.Number or AuditRecords.Call).Select(e => e.RecordId));
            Publish(ChangeKind.Businesses, fresh.Where(e => e.BusinessId is not null).Select(e => e.BusinessId!.Value));
            Publish(ChangeKind.ApiKeys, fresh.Where(e => e.RecordType == AuditRecords.ApiKey).Select(e => e.RecordId));
            Publish(ChangeKind.Agents, fresh.Where(e => e.RecordType == AuditRecords.Agent).Select(e => e.RecordId));
            Publish(ChangeKind.Users, fresh.Where(e => e.RecordType == AuditRecords.User).Select(e => e.RecordId));
            if (fresh.Exists(e => e.RecordType is AuditRecords.Import or AuditRecords.SampleData) || !running.SequenceEqual(_running))
            {
                feed.Publish(new PortalChange(ChangeKind.Imports, []));
                feed.Publish(new PortalChange(ChangeKind.Numbers, []));
            }
        }

        _seen = [.. events.Select(e => e.Id)];
        _running = running;
    }

    private void Publish(ChangeKind kind, IEnumerable<Guid> ids)
    {
        if (ids.Distinct().ToList() is { Count: > 0 } some)
            feed.Publish(new PortalChange(kind, some));
    }
}
