using System.Collections.Concurrent;
using AdminPortal.Services;
using AdminPortal.Services.Inventory;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>
/// Addresses for downloads of what a person selected by hand, which no address can name: the selection waits here for the browser to
/// ask for the file. Good for one person, a few minutes.
/// </summary>
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

    /// <summary>The selection; null for a ticket that is over or another person's.</summary>
    public NumberSelection? Find(Actor actor, Guid ticket) =>
        _waiting.TryGetValue(ticket, out var found) && found.Caller == actor.CallerId && found.Until >= clock.GetUtcNow()
            ? found.Selection
            : null;
}
