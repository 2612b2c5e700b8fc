using AdminPortal.Data.Entities;
using AdminPortal.Services.Bulk;
using AdminPortal.Services.Import;
using AdminPortal.Services.Supply;

namespace AdminPortal.Services.Overview;

/// <summary>A piece of work that takes a while: exactly one of the three is set.</summary>
/// <param name="Orders">The orders of one purchase.</param>
public sealed record ActivityRecord(BulkRecord? Bulk = null, ImportRecord? Import = null, IReadOnlyList<OrderRecord>? Orders = null)
{
    public Guid Id => Bulk?.Id ?? Import?.Id ?? Orders![0].PurchaseId;

    public string StartedBy => Bulk?.StartedBy ?? Import?.StartedBy ?? Orders![0].OrderedBy;

    public DateTimeOffset StartedAt => Bulk?.StartedAt ?? Import?.StartedAt ?? Orders!.Min(o => o.CreatedAt);

    public bool IsRunning => Bulk?.IsRunning ?? (Import is { } import ? import.Status == ImportStatus.Running : Orders!.Any(o => o.IsOpen));
}

/// <summary>Lists imports, bulk changes with their undos, and purchases that the actor may see, on whatever node they run.</summary>
public sealed class ActivityService(BulkService bulk, ImportService imports, OrderService orders)
{
    /// <summary>The newest of each kind that are listed.</summary>
    private const int Most = 50;

    /// <summary>Running ones first, then the newest. For staff and viewers; imports for admins.</summary>
    public async Task<Outcome<IReadOnlyList<ActivityRecord>>> ReadAsync(Actor actor, CancellationToken cancel)
    {
        var changes = await bulk.ListAsync(actor, Most, cancel);
        if (!changes.IsDone)
            return changes.Refusal;
        var ordered = await orders.ListAsync(actor, new OrderFilter(), null, 2 * Most, cancel);
        if (!ordered.IsDone)
            return ordered.Refusal;
        var activities = changes
            .Value.Select(c => new ActivityRecord(Bulk: c))
            .Concat(ordered.Value.Items.GroupBy(o => o.PurchaseId).Select(p => new ActivityRecord(Orders: [.. p])));
        if (actor.IsAdmin)
        {
            var imported = await imports.PageAsync(actor, null, Most, cancel);
            if (!imported.IsDone)
                return imported.Refusal;
            activities = activities.Concat(imported.Value.Items.Select(i => new ActivityRecord(Import: i)));
        }

        return activities.OrderByDescending(a => a.IsRunning).ThenByDescending(a => a.StartedAt).Take(2 * Most).ToList();
    }
}
