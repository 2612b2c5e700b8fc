using AdminPortal.Data;
using AdminPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Audit;

/// <summary>Finds changes of other processes (another portal, the command line) in the audit, which every change writes, and notifies this
/// process's listeners. Changes of this process are delivered twice: listeners only refresh, and excluding them would need a mark on every
/// write.</summary>
public sealed class ChangeWatch(PortalDatabase database, ChangeFeed feed, TimeProvider clock)
{
    /// <summary>How far back to look for events: another machine's clock may be behind, or a commit may come later than its time.</summary>
    private static readonly TimeSpan s_lateness = TimeSpan.FromSeconds(30);

    /// <summary>Events read at a time. If there are more within <see cref="s_lateness"/>, new ones are always among them.</summary>
    private const int Most = 500;

    private HashSet<Guid>? _seen;
    private List<(Guid Id, long Done)> _running = [];
    private List<(Guid Id, long Done)> _bulk = [];
    private (DateTimeOffset? Opened, DateTimeOffset? Closed) _notified;

    /// <summary>Looks once. Does nothing without listeners.</summary>
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
        var bulk = (
            await db
                .BulkChanges.Where(c => c.Status == BulkStatus.Running)
                .OrderBy(c => c.Id)
                .Select(c => new { c.Id, c.Reached })
                .ToListAsync(cancel)
        ).ConvertAll(c => (c.Id, (long)c.Reached));
        var notified = (
            await db.Notifications.MaxAsync(n => (DateTimeOffset?)n.OpenedAt, cancel),
            await db.Notifications.MaxAsync(n => n.ClosedAt, cancel)
        );

        if (_seen is null)
        {
            // A new listener may have read the database before a change that was not published.
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
            Publish(
                ChangeKind.Orders,
                fresh.Where(e => e.RecordType is AuditRecords.Order or AuditRecords.Supplier).Select(e => e.RecordId)
            );
            Publish(ChangeKind.Comments, fresh.Where(e => e.RecordType == AuditRecords.Comment).Select(e => e.RecordId));
            Publish(ChangeKind.Users, fresh.Where(e => e.RecordType == AuditRecords.User).Select(e => e.RecordId));
            if (fresh.Exists(e => e.RecordType is AuditRecords.Import or AuditRecords.SampleData) || !running.SequenceEqual(_running))
            {
                feed.Publish(new PortalChange(ChangeKind.Imports, []));
                feed.Publish(new PortalChange(ChangeKind.Numbers, []));
            }

            if (!bulk.SequenceEqual(_bulk))
                feed.Publish(new PortalChange(ChangeKind.BulkChanges, []));
            if (notified != _notified)
                feed.Publish(new PortalChange(ChangeKind.Notifications, []));
        }

        _seen = [.. events.Select(e => e.Id)];
        (_running, _bulk, _notified) = (running, bulk, notified);
    }

    private void Publish(ChangeKind kind, IEnumerable<Guid> ids)
    {
        if (ids.Distinct().ToList() is { Count: > 0 } some)
            feed.Publish(new PortalChange(kind, some));
    }
}
