using System.Collections.Concurrent;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Bulk;

/// <summary>Applies an action to many numbers or businesses, if the rules allow it in bulk: first a plan for the decision, then a change
/// that runs in this process, whether or not its user stays on the page. It is kept in the database: everyone who may see it sees its
/// progress, it can be undone as a whole, and one whose process ended can be continued. Permissions are those for one record.</summary>
public sealed class BulkService(
    PortalDatabase database,
    PortalReader reads,
    PortalWriter writer,
    NumberReader reader,
    BulkWork work,
    BulkSubjects subjects,
    TimeProvider clock
) : IAsyncDisposable
{
    internal const string Interrupted = "The portal stopped during the change.";

    /// <summary>How long results are kept. The history of each record is kept for good.</summary>
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(90);

    private readonly ConcurrentDictionary<Guid, Task> _running = [];
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Reads what the action would do now.</summary>
    public async Task<Outcome<BulkPlan>> PlanAsync(Actor actor, NumberAction action, NumberSelection selection, CancellationToken cancel)
    {
        var rule = NumberRules.Of(action);
        if (!rule.IsAllowedTo(actor))
            return new Refusal.NotAllowed(rule.Words);
        if (!rule.IsBulk)
            throw new ArgumentOutOfRangeException(nameof(action), action, "Not offered for many numbers.");
        return await reads.RunAsync<BulkPlan>(
            async () =>
            {
                var numbers = new List<PlannedRow>();
                var pages = selection.ReadAsync(
                    database,
                    reader,
                    (_, some) =>
                        some.OrderBy(n => n.Number)
                            .Select(n => new
                            {
                                n.Number,
                                n.Status,
                                n.RowVersion,
                            }),
                    n => n.Number,
                    cancel
                );
                await foreach (var page in pages)
                {
                    if (!page.IsDone)
                        return page.Refusal;
                    numbers.AddRange(page.Value.Select(n => BulkNumbers.Row(n.Number, n.Status, n.RowVersion)));
                }

                var gone = selection.Filter is null ? selection.Numbers.Count - numbers.Count : 0;
                return new BulkPlan(
                    BulkAct.Of(action),
                    numbers,
                    gone,
                    action == NumberAction.Release ? await LosingAsync(numbers, cancel) : []
                );
            },
            cancel
        );
    }

    /// <summary>Reads what the action would do now.</summary>
    public async Task<Outcome<BulkPlan>> PlanAsync(
        Actor actor,
        BusinessAction action,
        BusinessSelection selection,
        CancellationToken cancel
    )
    {
        var rule = BusinessRules.Of(action);
        if (!rule.IsAllowedTo(actor))
            return new Refusal.NotAllowed(rule.Words);
        if (selection.Fault is { } fault)
            return fault;
        return await reads.RunAsync<BulkPlan>(
            async db =>
            {
                var rows = new List<PlannedRow>();
                var pages = selection.ReadAsync(database, reader, BulkBusinesses.Project, b => (b.Name, b.Id), cancel);
                await foreach (var page in pages)
                    rows.AddRange(page.Select(b => b.Row));
                var gone = selection.Filter is null ? selection.Ids.Count - rows.Count : 0;
                long? available =
                    action == BusinessAction.RequestNumbers
                        ? await db.NumberCounts.Where(c => c.Status == NumberStatus.Available).SumAsync(c => c.Count, cancel)
                        : null;
                return new BulkPlan(BulkAct.Of(action), rows, gone, []) { Available = available };
            },
            cancel
        );
    }

    /// <summary>Reads what undoing a change would do now: records that were changed since stay as they are.</summary>
    public async Task<Outcome<BulkPlan>> PlanUndoAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return new Refusal.NotAllowed("undo bulk changes");
        var found = await FindAsync(actor, id, cancel);
        if (!found.IsDone)
            return found.Refusal;
        if (found.Value.Undo is not { } undo)
            return new Refusal.InvalidTransition("This change cannot be undone, or was undone already.");
        if (!undo.IsAllowedTo(actor))
            return new Refusal.NotAllowed(undo.Words);
        return await reads.RunAsync<BulkPlan>(
            async db =>
            {
                var subject = subjects.Of(undo);
                var changed = await BulkResult.ChangedAsync(db, subject, found.Value, cancel);
                var present = await subject.UnchangedSinceAsync(db, undo, changed, cancel);
                return new BulkPlan(undo, present, changed.Count - present.Count, []) { UndoOf = id };
            },
            cancel
        );
    }

    /// <summary>Starts the change of a plan. A caller has one at a time.</summary>
    public async Task<Outcome<BulkRecord>> StartAsync(Actor actor, BulkPlan plan, string? reason, CancellationToken cancel)
    {
        if (!plan.Act.IsAllowedTo(actor))
            return new Refusal.NotAllowed(plan.Act.Words);
        reason ??= plan.UndoOf is null ? null : "Undo of a bulk change";
        if (TextRules.CheckReason(ref reason, plan.Act.NeedsReason) is { } fault)
            return fault;
        var started = clock.UtcNowMicroseconds();
        var change = new BulkChange
        {
            Id = UuidV7.Create(started),
            Action = plan.Act.Name,
            Reason = reason,
            Selected = plan.Rows.Count,
            Changing = (int)plan.Changing,
            UndoOf = plan.UndoOf,
            StartedBy = actor.Name,
            CallerId = actor.CallerId,
            StartedAt = started,
        };
        return await RunAsync(
            actor,
            change.Id,
            async write =>
            {
                if (await BusyAsync(write.Db, actor, cancel) is { } busy)
                    return busy;
                if (plan.UndoOf is { } undoOf && await write.Db.BulkChanges.AnyAsync(c => c.UndoOf == undoOf, cancel))
                    return new Refusal.InvalidTransition("Somebody has undone this change already.");
                if (await write.Db.BulkChanges.AnyAsync(c => c.Id == plan.UndoOf && c.Status == BulkStatus.Running, cancel))
                    return new Refusal.InvalidTransition("Somebody continued this change. Undo it when it has ended.");
                write.Db.BulkChanges.Add(change);
                BulkChunks.Add(write.Db, change.Id, subjects.Of(plan.Act), plan.Rows);
                return BulkRecord.Of(change, null);
            },
            cancel
        );
    }

    /// <summary>Goes on with a change that ended before its end.</summary>
    public async Task<Outcome<BulkRecord>> ContinueAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return new Refusal.NotAllowed("continue bulk changes");
        var found = await FindAsync(actor, id, cancel);
        if (!found.IsDone)
            return found.Refusal;
        if (!found.Value.Act.IsAllowedTo(actor))
            return new Refusal.NotAllowed(found.Value.Act.Words);
        return await RunAsync(
            actor,
            id,
            async write =>
            {
                if (await BusyAsync(write.Db, actor, cancel) is { } busy)
                    return busy;
                var change = await write.Db.BulkChanges.SingleAsync(c => c.Id == id, cancel);
                if (!BulkRecord.Of(change, await UndoneByAsync(write.Db, id, cancel)).CanContinue)
                    return new Refusal.InvalidTransition("There is nothing left to do, or the change was undone.");
                (change.Status, change.Problem, change.FinishedAt) = (BulkStatus.Running, null, null);
                (change.IsStopping, change.IsDismissed, change.CallerId) = (false, false, actor.CallerId);
                return BulkRecord.Of(change, null);
            },
            cancel
        );
    }

    /// <summary>The changes of the last 90 days, newest first. For staff and viewers.</summary>
    public Task<Outcome<IReadOnlyList<BulkRecord>>> ListAsync(Actor actor, int limit, CancellationToken cancel) =>
        ReadAsync(actor, changes => changes.OrderByDescending(c => c.Id).Take(limit), cancel);

    /// <summary>The caller's newest change that is running or whose result is not closed yet; none if there is no such.</summary>
    public Task<Outcome<IReadOnlyList<BulkRecord>>> NewestOfAsync(Actor actor, CancellationToken cancel) =>
        ReadAsync(
            actor,
            changes => changes.Where(c => c.CallerId == actor.CallerId && !c.IsDismissed).OrderByDescending(c => c.Id).Take(1),
            cancel
        );

    public async Task<Outcome<BulkRecord>> FindAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        var found = await ReadAsync(actor, changes => changes.Where(c => c.Id == id), cancel);
        return !found.IsDone ? found.Refusal
            : found.Value is [var change] ? change
            : new Refusal.NotFound("such bulk change; results are kept for 90 days");
    }

    /// <summary>Stops a running change before its next batch; completed changes stay. For its caller, and for admins.</summary>
    public Task<Outcome<BulkRecord>> CancelAsync(Actor actor, Guid id, CancellationToken cancel) =>
        SetAsync(actor, id, change => change.IsStopping = change.Status == BulkStatus.Running, cancel);

    /// <summary>Closes the result of a change that ended, for its caller.</summary>
    public Task<Outcome<BulkRecord>> DismissAsync(Actor actor, Guid id, CancellationToken cancel) =>
        SetAsync(actor, id, change => change.IsDismissed = change.Status != BulkStatus.Running, cancel);

    /// <summary>Writes every selected record with its result, as CSV.</summary>
    public async Task<Outcome<long>> WriteResultAsync(Actor actor, Guid id, Stream output, CancellationToken cancel)
    {
        var found = await FindAsync(actor, id, cancel);
        if (!found.IsDone)
            return found.Refusal;
        await using var db = database.CreateReadContext();
        return await BulkResult.WriteAsync(db, subjects.Of(found.Value.Act), found.Value, output, cancel);
    }

    /// <summary>Marks changes whose process ended, and deletes results that are older than 90 days; returns how many.</summary>
    public async Task<int> CleanUpAsync(CancellationToken cancel)
    {
        var oldest = clock.GetUtcNow() - s_kept;
        await using var db = database.CreateDbContext();
        var deleted = await db.BulkChanges.Where(c => c.FinishedAt < oldest).ExecuteDeleteAsync(cancel);
        return deleted + await MarkInterruptedAsync(cancel);
    }

    /// <summary>Stops all changes of this process before their next batch and waits for them.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running.Values);
        _stopping.Dispose();
    }

    /// <summary>Completes when a change of this process ends.</summary>
    internal Task CompletionOf(Guid id) => _running.GetValueOrDefault(id, Task.CompletedTask);

    /// <summary>Writes the start of a change while its lock is held, and runs it.</summary>
    private async Task<Outcome<BulkRecord>> RunAsync(
        Actor actor,
        Guid id,
        Func<PortalWrite, Task<Outcome<BulkRecord>>> start,
        CancellationToken cancel
    )
    {
        RunLock? held = null;
        try
        {
            held = await RunLock.TryTakeAsync(database, id, cancel);
            if (held is null)
                return new Refusal.InvalidTransition("This change is running.");
            var begun = await writer.RunAsync<BulkRecord>(
                actor with
                {
                    Idempotency = null,
                },
                async write =>
                {
                    var record = await start(write);
                    if (record.IsDone)
                        write.Touch(ChangeKind.BulkChanges, id);
                    return record;
                },
                cancel
            );
            if (begun.IsDone)
            {
                Follow(begun.Value, actor, held);
                held = null;
            }

            return begun;
        }
        catch (Exception error) when (DatabaseErrors.IsUnavailable(error))
        {
            return new Refusal.Unavailable();
        }
        finally
        {
            if (held is not null)
                await held.DisposeAsync();
        }
    }

    /// <summary>Runs a change to its end, and releases its lock.</summary>
    private void Follow(BulkRecord change, Actor actor, RunLock held)
    {
        var running = Task.Run(
            async () =>
            {
                await using (held)
                    await work.RunAsync(actor, change.Id, change.Act, change.Reason, _stopping.Token);
            },
            CancellationToken.None
        );
        _running[change.Id] = running;
        _ = running.ContinueWith(_ => _running.TryRemove(change.Id, out var _), TaskScheduler.Default);
    }

    private static async Task<Refusal?> BusyAsync(PortalDbContext db, Actor actor, CancellationToken cancel) =>
        await db.BulkChanges.AnyAsync(c => c.CallerId == actor.CallerId && c.Status == BulkStatus.Running, cancel)
            ? new Refusal.InvalidTransition("Your last bulk change is still running. Wait for it or stop it.")
            : null;

    private static Task<Guid?> UndoneByAsync(PortalDbContext db, Guid id, CancellationToken cancel) =>
        db.BulkChanges.Where(c => c.UndoOf == id).Select(c => (Guid?)c.Id).SingleOrDefaultAsync(cancel);

    private async Task<Outcome<IReadOnlyList<BulkRecord>>> ReadAsync(
        Actor actor,
        Func<IQueryable<BulkChange>, IQueryable<BulkChange>> which,
        CancellationToken cancel
    )
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("see bulk changes");
        return await reads.RunAsync<IReadOnlyList<BulkRecord>>(
            async db =>
            {
                var found = await ListAsync();
                // A killed process leaves its change in state running while another portal goes on.
                if (found.Exists(c => c.IsRunning) && await MarkInterruptedAsync(cancel) > 0)
                    found = await ListAsync();
                return found;

                async Task<List<BulkRecord>> ListAsync()
                {
                    var rows = await which(db.BulkChanges)
                        .Select(c => new
                        {
                            Change = c,
                            UndoneBy = db.BulkChanges.Where(u => u.UndoOf == c.Id).Select(u => (Guid?)u.Id).FirstOrDefault(),
                        })
                        .ToListAsync(cancel);
                    return rows.ConvertAll(r => BulkRecord.Of(r.Change, r.UndoneBy));
                }
            },
            cancel
        );
    }

    private async Task<Outcome<BulkRecord>> SetAsync(Actor actor, Guid id, Action<BulkChange> set, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return new Refusal.NotAllowed("see bulk changes");
        return await writer.RunAsync<BulkRecord>(
            actor with
            {
                Idempotency = null,
            },
            async write =>
            {
                var change = await write.Db.BulkChanges.SingleOrDefaultAsync(c => c.Id == id, cancel);
                if (change is null || (change.CallerId != actor.CallerId && !actor.IsAdmin))
                    return new Refusal.NotFound("bulk change of yours");
                set(change);
                write.Touch(ChangeKind.BulkChanges, id);
                return BulkRecord.Of(change, await UndoneByAsync(write.Db, id, cancel));
            },
            cancel
        );
    }

    private async Task<int> MarkInterruptedAsync(CancellationToken cancel)
    {
        await using var db = database.CreateReadContext();
        var marked = 0;
        foreach (var id in await db.BulkChanges.Where(c => c.Status == BulkStatus.Running).Select(c => c.Id).ToListAsync(cancel))
        {
            await using var free = await RunLock.TryTakeAsync(database, id, cancel);
            if (free is not null && await work.EndAsync(id, BulkStatus.Interrupted, Interrupted))
                marked++;
        }

        return marked;
    }

    private async Task<IReadOnlyList<LosingBusiness>> LosingAsync(List<PlannedRow> numbers, CancellationToken cancel)
    {
        var first = numbers
            .Where(n => n.State == (byte)NumberStatus.Assigned)
            .Take(BulkPlan.MostNamed)
            .Select(BulkNumbers.NumberOf)
            .ToList();
        await using var db = database.CreateReadContext();
        return await db
            .Numbers.Where(n => first.Contains(n.Number))
            .OrderBy(n => n.Number)
            .Join(db.Businesses, n => n.AssignedTo, b => b.Id, (n, b) => new LosingBusiness(b.Name, n.Number))
            .ToListAsync(cancel);
    }
}
