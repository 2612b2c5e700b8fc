using System.Collections.Concurrent;
using AdminPortal.Services;

namespace AdminPortal.Components.Shared;

/// <summary>Download addresses for individually selected rows, which do not fit in an address: the selection is kept until the browser
/// requests the file. Valid for one user and a few minutes.</summary>
internal sealed class ExportTickets(TimeProvider clock)
{
    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<Guid, (string Caller, object Selection, DateTimeOffset Until)> _waiting = [];

    public Guid Issue(Actor actor, object selection)
    {
        var now = clock.GetUtcNow();
        foreach (var old in _waiting.Where(t => t.Value.Until < now))
            _waiting.TryRemove(old.Key, out _);
        var ticket = Guid.NewGuid();
        _waiting[ticket] = (actor.CallerId, selection, now + s_life);
        return ticket;
    }

    /// <summary>The selection; null for a ticket that has expired, belongs to another user or is for another list.</summary>
    public T? Find<T>(Actor actor, Guid ticket)
        where T : class =>
        _waiting.TryGetValue(ticket, out var found) && found.Caller == actor.CallerId && found.Until >= clock.GetUtcNow()
            ? found.Selection as T
            : null;
}
