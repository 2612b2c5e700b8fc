using System.Collections.Concurrent;
using AdminPortal.Services.Audit;

namespace AdminPortal.Services;

/// <summary>The kind of records that a change affects.</summary>
public enum ChangeKind
{
    Numbers,
    Businesses,
    Imports,

    /// <summary>Actions on many numbers.</summary>
    BulkChanges,

    /// <summary>Uploaded files, known to this process only.</summary>
    Uploads,
    ApiKeys,
    Agents,

    /// <summary>Orders of numbers, and what suppliers have.</summary>
    Orders,

    /// <summary>Calls, by the business that was called.</summary>
    Calls,
    Users,
    Comments,
    Notifications,
}

/// <summary>Published after a commit. <paramref name="Ids"/> is empty if the change affects too many records.</summary>
public sealed record PortalChange(ChangeKind Kind, IReadOnlyList<Guid> Ids);

/// <summary>Notifies listeners in this process of committed changes. <see cref="ChangeWatch"/> publishes changes of other processes
/// here.</summary>
public sealed class ChangeFeed(ILogger<ChangeFeed> log)
{
    private readonly ConcurrentDictionary<object, Action<PortalChange>> _listeners = new();

    /// <summary>Whether there are listeners, such as open pages.</summary>
    public bool HasListeners => !_listeners.IsEmpty;

    /// <summary>Calls <paramref name="listener"/> for every change until the returned value is disposed. It runs on the writer's thread, so
    /// it must return quickly.</summary>
    public IDisposable Subscribe(Action<PortalChange> listener)
    {
        var subscription = new Subscription(this);
        _listeners[subscription] = listener;
        return subscription;
    }

    internal void Publish(PortalChange change)
    {
        foreach (var (_, listener) in _listeners)
        {
            try
            {
                listener(change);
            }
            catch (Exception error)
            {
                // The change is committed; a listener's error must not make the call fail.
                log.LogError(error, "A listener failed for {Kind}", change.Kind);
            }
        }
    }

    private sealed class Subscription(ChangeFeed feed) : IDisposable
    {
        public void Dispose() => feed._listeners.TryRemove(this, out _);
    }
}
