using System.Collections.Concurrent;

namespace AdminPortal.Services.Bulk;

/// <summary>The state of an action on many numbers.</summary>
public enum BulkState
{
    Running,

    /// <summary>Everything was done, or skipped for a reason.</summary>
    Finished,

    /// <summary>A user stopped it, or the portal was stopped. Completed changes stay.</summary>
    Cancelled,

    /// <summary>The database was not available. Completed changes stay.</summary>
    Stopped,
}

/// <summary>A running action on many numbers, and afterwards its result. It continues when the user leaves the page; thread-safe for
/// reading.</summary>
public sealed class BulkJob
{
    private volatile bool _isCancelled;
    private long _changed;
    private long _looked;

    internal BulkJob(Guid id, BulkPlan plan, Actor actor, string? reason)
    {
        Id = id;
        Plan = plan;
        Actor = actor;
        Reason = reason;
    }

    public Guid Id { get; }

    public BulkPlan Plan { get; }

    public string? Reason { get; }

    public BulkState State { get; private set; }

    /// <summary>What stopped it; null unless <see cref="BulkState.Stopped"/>.</summary>
    public string? Problem { get; private set; }

    /// <summary>Numbers changed so far.</summary>
    public long Changed => Interlocked.Read(ref _changed);

    /// <summary>Numbers processed so far, of <see cref="BulkPlan.Changing"/>.</summary>
    public long Looked => Interlocked.Read(ref _looked);

    /// <summary>Numbers that could have changed according to the plan but were skipped.</summary>
    public long Skipped => Skips.Count;

    /// <summary>Completes when the work ends; never faults.</summary>
    public Task Completion { get; internal set; } = Task.CompletedTask;

    internal Actor Actor { get; }

    /// <summary>Why a number was skipped, by its position in the plan.</summary>
    internal ConcurrentDictionary<int, string> Skips { get; } = [];

    /// <summary>The position in the plan up to which it was processed.</summary>
    internal int Reached { get; private set; }

    internal bool IsCancelled => _isCancelled;

    /// <summary>Stops it before the next batch.</summary>
    internal void Cancel() => _isCancelled = true;

    internal void Advance(int reached, int looked, int changed)
    {
        Reached = reached;
        Interlocked.Add(ref _looked, looked);
        Interlocked.Add(ref _changed, changed);
    }

    internal void End(BulkState state, string? problem = null)
    {
        Problem = problem;
        State = state;
    }
}
