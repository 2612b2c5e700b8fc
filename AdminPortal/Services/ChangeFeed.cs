using System.Collections.Concurrent;
using AdminPortal.Services.Audit;

namespace AdminPortal.Services;

/// <summary>What kind of records a change touched.</summary>
public enum ChangeKind
{
    Numbers,
    Businesses,
    Imports,

    /// <summary>Uploaded files on the way to an import; known to this process alone.</summary>
    Uploads,
    ApiKeys,
    Agents,

    /// <summary>Telephone calls, by the business that was called.</summary>
    Calls,
    Users,
}

/// <summary>Told after a commit. <paramref name="Ids"/> is empty where the change touched too many records to name.</summary>
public sealed record PortalChange(ChangeKind Kind, IReadOnlyList<Guid> Ids);

/// <summary>
/// Tells listeners in this process what changed, after it is committed. What other processes change, <see cref="ChangeWatch"/> finds and
/// tells here.
/// </summary>
public sealed class ChangeFeed(ILogger<ChangeFeed> log)
{
    private readonly ConcurrentDictionary<object, Action<PortalChange>> _listeners = new();

    /// <summary>Whether anybody listens, such as an open page.</summary>
    public bool HasListeners => !_listeners.IsEmpty;

    /// <summary>
    /// Calls <paramref name="listener"/> for every change until the returned value is disposed. It is called on the
    /// writer's thread, so it must only take note and return.
    /// </summary>
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
                // The change is committed; a listener's fault must not turn it into a failure for its caller.
                log.LogError(error, "A listener failed on {Kind}", change.Kind);
            }
        }
    }

    private sealed class Subscription(ChangeFeed feed) : IDisposable
    {
        public void Dispose() => feed._listeners.TryRemove(this, out _);
    }
}
