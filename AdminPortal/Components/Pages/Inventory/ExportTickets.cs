using System.Collections.Concurrent;
using AdminPortal.Services;
using AdminPortal.Services.Inventory;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>Download addresses for individually selected numbers, which do not fit in an address: the selection is kept until the browser
/// requests the file. Valid for one user and a few minutes.</summary>
internal sealed class ExportTickets(TimeProvider clock)
{
    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<Guid, (string Caller, NumberSelection Selection, DateTimeOffset Until)> _waiting = [];

    public Guid Issue(Actor actor, NumberSelection selection)
    {
        var now = clock.GetUtcNow();
        foreach (var old in _waiting.Where(t => t.Value.Until < now))
            _waiting.TryRemove(old.Key, out _);
        var ticket = Guid.NewGuid();
        _waiting[ticket] = (actor.CallerId, selection, now + s_life);
        return ticket;
    }

    /// <summary>The selection; null for a ticket that has expired or belongs to another user.</summary>
    public NumberSelection? Find(Actor actor, Guid ticket) =>
        _waiting.TryGetValue(ticket, out var found) && found.Caller == actor.CallerId && found.Until >= clock.GetUtcNow()
            ? found.Selection
            : null;
}
