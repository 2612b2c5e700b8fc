using System.Collections.Concurrent;

namespace AdminPortal.Services.Bulk;

/// <summary>Where an action on many numbers stands.</summary>
public enum BulkState
{
    Running,

    /// <summary>All of it was done, or skipped for a reason.</summary>
    Finished,

    /// <summary>A person stopped it, or the portal was stopped. What was done stays.</summary>
    Cancelled,

    /// <summary>The database could not go on. What was done stays.</summary>
    Stopped,
}

/// <summary>
/// An action on many numbers at work, and its result afterwards. It runs on when the page is left; any thread may read it.
/// </summary>
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

    /// <summary>How many were changed so far.</summary>
    public long Changed => Interlocked.Read(ref _changed);

    /// <summary>How many were worked through so far, of <see cref="BulkPlan.Changing"/>.</summary>
    public long Looked => Interlocked.Read(ref _looked);

    /// <summary>How many could have changed when it was decided and were skipped all the same.</summary>
    public long Skipped => Skips.Count;

    /// <summary>Ends when the work does; never faults.</summary>
    public Task Completion { get; internal set; } = Task.CompletedTask;

    internal Actor Actor { get; }

    /// <summary>Why a number was skipped, by its place in the plan.</summary>
    internal ConcurrentDictionary<int, string> Skips { get; } = [];

    /// <summary>The place in the plan up to which it was worked through.</summary>
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
