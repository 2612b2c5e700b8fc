using System.Security.Claims;
using AdminPortal.Services.People;
using AdminPortal.Services.Settings;

namespace AdminPortal.Security;

/// <summary>The session that opened a page.</summary>
internal sealed record PageOwner(Guid UserId, Guid SessionId, bool IsStaff)
{
    /// <summary>The session of a request or connection; null if nobody is signed in.</summary>
    public static PageOwner? Of(ClaimsPrincipal? principal) =>
        principal is not null && SessionActor.Of(principal) is { SessionIdentity: { } me } actor && me.SessionId != Guid.Empty
            ? new PageOwner(me.UserId, me.SessionId, actor.MaySeeAll)
            : null;
}

/// <summary>Knows which session opened each live page (circuit), so that no other session can take it over, and counts live pages. The
/// secret id of a page is kept after its end for as long as the framework can restore the page.</summary>
internal sealed class OpenPages(OpenPageSettings settings, TimeProvider clock)
{
    /// <summary>The framework keeps the state of a disconnected page for two hours.</summary>
    private static readonly TimeSpan s_memory = TimeSpan.FromHours(2);

    private const int MostRemembered = 10_000;

    private static readonly AsyncLocal<OpenPage?> s_opening = new();

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, int> _ofSession = [];
    private readonly Dictionary<Guid, int> _ofUser = [];
    private readonly Dictionary<string, PageOwner> _owners = new(StringComparer.Ordinal);
    private readonly Queue<(string Secret, DateTimeOffset Until)> _ended = new();
    private int _total;

    /// <summary>The page that the current call is opening; read by the objects that the framework creates for it.</summary>
    public static OpenPage? Opening
    {
        get => s_opening.Value;
        set => s_opening.Value = value;
    }

    /// <summary>Most connections of one session: one for each page, and as many for reconnecting.</summary>
    public int ConnectionsPerSession => 2 * settings.PerSession;

    /// <summary>Most connections of all sessions together.</summary>
    public int Connections => 2 * settings.Total;

    /// <summary>Open pages.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _total;
        }
    }

    /// <summary>Why another page cannot be opened now; null if it can.</summary>
    public string? WhyFull(PageOwner owner)
    {
        lock (_lock)
        {
            if (_ofSession.GetValueOrDefault(owner.SessionId) >= settings.PerSession)
                return $"You have {settings.PerSession} pages open in this browser, which is the limit. Close some, wait three "
                    + "minutes, then reload this page.";
            if (_ofUser.GetValueOrDefault(owner.UserId) >= settings.PerUser)
                return $"You have {settings.PerUser} pages open on your devices, which is the limit. Close some, wait three minutes, "
                    + "then reload this page.";
            return _total >= (owner.IsStaff ? settings.Total : settings.Total - settings.Total / 10)
                ? "The portal has too many open pages. Wait a few minutes, then reload this page."
                : null;
        }
    }

    /// <summary>Reserves a slot for a page that is about to open; null if there is none.</summary>
    public OpenPage? TryOpen(PageOwner owner)
    {
        lock (_lock)
        {
            if (WhyFull(owner) is not null)
                return null;
            _ofSession[owner.SessionId] = _ofSession.GetValueOrDefault(owner.SessionId) + 1;
            _ofUser[owner.UserId] = _ofUser.GetValueOrDefault(owner.UserId) + 1;
            _total++;
            return new OpenPage(this, owner);
        }
    }

    /// <summary>Stores the secret id of an opened page.</summary>
    public void Remember(OpenPage page, string secret)
    {
        lock (_lock)
        {
            page.Secret = secret;
            _owners[secret] = page.Owner;
            if (page.IsClosed)
                Ended(secret);
        }
    }

    /// <summary>Whether this session opened the page with that secret id.</summary>
    public bool IsOf(string? secret, PageOwner? owner)
    {
        lock (_lock)
            return secret is not null
                && owner is not null
                && _owners.TryGetValue(secret, out var opener)
                && opener.SessionId == owner.SessionId
                && opener.UserId == owner.UserId;
    }

    internal void Close(OpenPage page)
    {
        lock (_lock)
        {
            if (page.IsClosed)
                return;
            page.IsClosed = true;
            Less(_ofSession, page.Owner.SessionId);
            Less(_ofUser, page.Owner.UserId);
            _total--;
            if (page.Secret is { } secret)
                Ended(secret);
        }
    }

    private void Ended(string secret)
    {
        var now = clock.GetUtcNow();
        _ended.Enqueue((secret, now + s_memory));
        while (_ended.TryPeek(out var oldest) && (oldest.Until <= now || _ended.Count > MostRemembered))
            _owners.Remove(_ended.Dequeue().Secret);
    }

    private static void Less(Dictionary<Guid, int> counts, Guid id)
    {
        if (counts[id] == 1)
            counts.Remove(id);
        else
            counts[id]--;
    }
}

/// <summary>The slot of one open page, until it is closed.</summary>
internal sealed class OpenPage(OpenPages pages, PageOwner owner)
{
    public PageOwner Owner => owner;

    private int _claims;

    internal string? Secret { get; set; }

    internal bool IsClosed { get; set; }

    /// <summary>True for the first caller, who closes the page.</summary>
    public bool Claim() => Interlocked.Increment(ref _claims) == 1;

    public void Close() => pages.Close(this);
}
