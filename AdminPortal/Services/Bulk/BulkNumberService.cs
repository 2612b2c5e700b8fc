using System.Collections.Concurrent;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Bulk;

/// <summary>Applies the actions of <see cref="NumberService"/> to many numbers, if the rules allow it in bulk: first a plan for the
/// decision, then a job of this process, which continues when the user leaves the page. Permissions are those for one number.</summary>
public sealed class BulkNumberService(PortalDatabase database, PortalReader reads, NumberReader reader, BulkWork work, TimeProvider clock)
    : IAsyncDisposable
{
    /// <summary>Most results kept.</summary>
    private const int MostKept = 20;

    private readonly ConcurrentDictionary<Guid, BulkJob> _jobs = [];
    private readonly Lock _starting = new();

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
                var numbers = new List<PlannedNumber>();
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
                    numbers.AddRange(page.Value.Select(n => new PlannedNumber(E164.ParseExact(n.Number), n.Status, n.RowVersion)));
                }

                var gone = selection.Filter is null ? selection.Numbers.Count - numbers.Count : 0;
                return new BulkPlan(action, numbers, gone, action == NumberAction.Release ? await LosingAsync(numbers, cancel) : []);
            },
            cancel
        );
    }

    /// <summary>Starts the job of a plan. A user has one at a time.</summary>
    public Outcome<BulkJob> Start(Actor actor, BulkPlan plan, string? reason)
    {
        var rule = NumberRules.Of(plan.Action);
        if (!rule.IsAllowedTo(actor))
            return new Refusal.NotAllowed(rule.Words);
        if (TextRules.CheckReason(ref reason, rule.NeedsReason) is { } fault)
            return fault;
        lock (_starting)
        {
            if (JobsOf(actor).Any(j => j.State == BulkState.Running))
                return new Refusal.InvalidTransition("Your last bulk change is still running. Wait for it or cancel it.");
            foreach (var old in _jobs.Values.Where(j => j.State != BulkState.Running).OrderByDescending(j => j.Id).Skip(MostKept - 1))
                _jobs.TryRemove(old.Id, out _);
            var job = new BulkJob(UuidV7.Create(clock.GetUtcNow()), plan, actor, reason);
            _jobs[job.Id] = job;
            job.Completion = Task.Run(() => work.RunAsync(job));
            return job;
        }
    }

    /// <summary>The actor's jobs that are running or not yet dismissed, newest first.</summary>
    public IReadOnlyList<BulkJob> JobsOf(Actor actor) =>
        [.. _jobs.Values.Where(j => j.Actor.CallerId == actor.CallerId).OrderByDescending(j => j.Id)];

    /// <summary>One of the actor's own jobs.</summary>
    public Outcome<BulkJob> Find(Actor actor, Guid id) =>
        JobsOf(actor).FirstOrDefault(j => j.Id == id) is { } job
            ? job
            : new Refusal.NotFound("such bulk change; results are kept until the portal restarts");

    /// <summary>Stops a job before its next batch; completed changes stay.</summary>
    public Outcome<BulkJob> Cancel(Actor actor, Guid id)
    {
        var found = Find(actor, id);
        if (found.IsDone)
            found.Value.Cancel();
        return found;
    }

    /// <summary>Removes the result of a finished job.</summary>
    public void Dismiss(Actor actor, Guid id)
    {
        if (Find(actor, id) is { IsDone: true, Value.State: not BulkState.Running })
            _jobs.TryRemove(id, out _);
    }

    /// <summary>Stops all jobs before their next batch and waits for them.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var job in _jobs.Values)
            job.Cancel();
        await Task.WhenAll(_jobs.Values.Select(j => j.Completion));
    }

    private async Task<IReadOnlyList<LosingBusiness>> LosingAsync(List<PlannedNumber> numbers, CancellationToken cancel)
    {
        var first = numbers
            .Where(n => n.Status == NumberStatus.Assigned)
            .Take(BulkPlan.MostNamed)
            .Select(n => n.Number.ToString())
            .ToList();
        await using var db = database.CreateReadContext();
        return await db
            .Numbers.Where(n => first.Contains(n.Number))
            .OrderBy(n => n.Number)
            .Join(db.Businesses, n => n.AssignedTo, b => b.Id, (n, b) => new LosingBusiness(b.Name, n.Number))
            .ToListAsync(cancel);
    }
}
