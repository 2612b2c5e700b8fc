namespace AdminPortal.Services.Agents;

/// <summary>Webhooks refused because of their signature.</summary>
/// <param name="Reason">The reason for the last one.</param>
public sealed record RefusedWebhooks(long Count, DateTimeOffset Since, DateTimeOffset LastAt, string Reason);

/// <summary>Counts refused webhooks, so that a wrong key or clock is noticed. Kept in memory per process, because anyone can send any
/// number of them. For admins, support and viewers.</summary>
public sealed class WebhookRefusals(ChangeFeed feed, TimeProvider clock)
{
    /// <summary>Minimum time between notifications of open pages.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private RefusedWebhooks? _refused;
    private DateTimeOffset _told;

    /// <summary>Refused webhooks since the process started; a count of 0 without any.</summary>
    public Outcome<RefusedWebhooks> Read(Actor actor)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("see refused webhooks");
        lock (_lock)
            return _refused ?? new RefusedWebhooks(0, default, default, "");
    }

    internal void Note(string reason)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            _refused = new RefusedWebhooks((_refused?.Count ?? 0) + 1, _refused?.Since ?? now, now, reason);
            if (now - _told < s_pause)
                return;
            _told = now;
        }

        feed.Publish(new PortalChange(ChangeKind.Agents, []));
    }
}
