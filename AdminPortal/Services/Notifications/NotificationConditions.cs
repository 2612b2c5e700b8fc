using System.Globalization;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Bulk;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Supply;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Notifications;

/// <summary>Something to notify about.</summary>
/// <param name="Key">The same for the same condition or event.</param>
/// <param name="IsEvent">Whether it happened once, and does not last.</param>
internal sealed record Notice(
    NotificationKind Kind,
    string Key,
    string Title,
    string? Detail,
    bool ForAdmins = false,
    bool IsEvent = false
);

/// <summary>Finds what the staff should know now.</summary>
public sealed class NotificationConditions(
    PortalDatabase database,
    StockService stock,
    AgentBoardService agents,
    WebhookRefusals webhooks,
    TimeProvider clock
)
{
    /// <summary>Work that took less is noticed by the person who waits for it.</summary>
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(10);

    /// <summary>Events are found so long after they happened; a portal that was off for longer tells nothing of before.</summary>
    private static readonly TimeSpan s_recent = TimeSpan.FromHours(1);

    /// <summary>All conditions that hold, and the events of the last hour; null if the database does not say.</summary>
    internal async Task<IReadOnlyList<Notice>?> FindAsync(CancellationToken cancel)
    {
        var supply = await stock.ReadAsync(Actor.System, cancel);
        var counts = await agents.CountAsync(Actor.System, cancel);
        if (!supply.IsDone || !counts.IsDone)
            return null;
        var notices = new List<Notice>();
        // A portal without any numbers was just set up.
        if (supply.Value.IsLowAnywhere && supply.Value.ByPrefix.Count > 0)
            notices.Add(
                new(
                    NotificationKind.Stock,
                    "stock",
                    supply.Value.Low
                        ? $"Low stock: {Count(supply.Value.Available, "number is", "numbers are")} available"
                        : $"Low stock of {string.Join(", ", supply.Value.ByPrefix.Where(p => p.Low).Select(p => p.Prefix))}",
                    supply.Value.OnOrder > 0 ? $"{Count(supply.Value.OnOrder, "number is", "numbers are")} on order." : null
                )
            );
        if (counts.Value.NotInSync > 0)
            notices.Add(
                new(
                    NotificationKind.Agents,
                    "agents",
                    $"{Count(counts.Value.NotInSync, "agent is", "agents are")} not in sync",
                    "Calls may not be answered."
                )
            );
        if (supply.Value.Waiting > 0)
            notices.Add(
                new(
                    NotificationKind.Waiting,
                    "waiting",
                    $"{Count(supply.Value.Waiting, "business is", "businesses are")} waiting for a number",
                    null
                )
            );
        // Once a day: each process knows only of its own, so that none can say that it is over.
        if (webhooks.Read(Actor.System).Value is { Count: > 0 } refused && refused.LastAt > clock.GetUtcNow() - s_recent)
            notices.Add(
                new(
                    NotificationKind.Webhooks,
                    string.Create(CultureInfo.InvariantCulture, $"webhooks:{refused.LastAt.UtcDateTime:yyyy-MM-dd}"),
                    "Webhooks are refused",
                    refused.Reason,
                    IsEvent: true
                )
            );
        await using var db = database.CreateReadContext();
        await AddEventsAsync(db, notices, cancel);
        return notices;
    }

    private async Task AddEventsAsync(PortalDbContext db, List<Notice> notices, CancellationToken cancel)
    {
        var since = clock.GetUtcNow() - s_recent;
        foreach (var import in await db.Imports.Where(i => i.FinishedAt > since && !i.DryRun).ToListAsync(cancel))
        {
            var file = import.FileName ?? "an API upload";
            var (title, detail) = import.Status switch
            {
                ImportStatus.Failed => ($"Import of {file} was interrupted", import.Problem),
                ImportStatus.Done when import.FinishedAt - import.StartedAt > s_short => (
                    $"Imported {Count(import.Added, "number", "numbers")} from {file}",
                    import.Rejected > 0 ? $"{Count(import.Rejected, "row was", "rows were")} rejected." : null
                ),
                _ => (null, null),
            };
            if (title is not null)
                notices.Add(new(NotificationKind.Import, $"import:{import.Id}", title, detail, ForAdmins: true, IsEvent: true));
        }

        foreach (var change in await db.BulkChanges.Where(c => c.FinishedAt > since).ToListAsync(cancel))
        {
            var records = BulkAct.Parse(change.Action).Number is null
                ? Count(change.Changing, "business", "businesses")
                : Count(change.Changing, "number", "numbers");
            var what = $"Bulk change of {records} by {change.StartedBy}";
            var (title, detail) = change.Status switch
            {
                BulkStatus.Failed or BulkStatus.Interrupted => ($"{what} stopped before its end", change.Problem),
                BulkStatus.Finished when change.FinishedAt - change.StartedAt > s_short => (
                    $"{what} is done",
                    change.Skipped > 0 ? $"{Count(change.Skipped, "was", "were")} skipped." : null
                ),
                _ => (null, null),
            };
            // It may stop, go on and stop again.
            if (title is not null)
                notices.Add(new(NotificationKind.Bulk, $"bulk:{change.Id}:{change.Reached}", title, detail, IsEvent: true));
        }

        foreach (var order in await db.Orders.Where(o => o.FinishedAt > since && o.Status == OrderStatus.Failed).ToListAsync(cancel))
            notices.Add(
                new(
                    NotificationKind.Order,
                    $"order:{order.Id}",
                    $"The order for {E164.Shown(order.Number)} failed",
                    order.LastError,
                    ForAdmins: true,
                    IsEvent: true
                )
            );
    }

    private static string Count(long count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");
}
