using System.Collections.Concurrent;
using System.Security.Cryptography;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Keys;

/// <summary>Authenticates API keys. Results are cached for a second, because a busy website sends the same key thousands of times a second;
/// a revocation in this process applies immediately, one in another process within that second.</summary>
public sealed class ApiKeyAuthenticator : IDisposable
{
    private static readonly TimeSpan s_belief = TimeSpan.FromSeconds(1);
    private const int MostRemembered = 10_000;

    private readonly PortalDatabase _database;
    private readonly TimeProvider _clock;
    private readonly IDisposable _subscription;
    private readonly ConcurrentDictionary<Guid, Known> _known = new();
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _used = new();

    public ApiKeyAuthenticator(PortalDatabase database, ChangeFeed feed, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
        _subscription = feed.Subscribe(change =>
        {
            if (change.Kind == ChangeKind.ApiKeys)
                _known.Clear();
        });
    }

    /// <summary>The actor of a key; null if it does not exist, is revoked or expired, or its business is closed.</summary>
    public async ValueTask<Actor?> AuthenticateAsync(string text, CancellationToken cancel) => (await JudgeAsync(text, cancel)).Actor;

    /// <summary>The same with the reason, for the log only: callers all get the same response.</summary>
    public async ValueTask<ApiKeyCheck> JudgeAsync(string text, CancellationToken cancel)
    {
        if (!ApiKeySecret.TryParse(text, out var id))
            return s_noKey;
        var now = _clock.GetUtcNow();
        if (!_known.TryGetValue(id, out var known) || known.AskedAt + s_belief < now || known.AskedAt > now)
        {
            if (_known.Count >= MostRemembered)
                _known.Clear();
            known = await ReadAsync(id, now, cancel);
            _known[id] = known;
        }

        // The hash is compared for an unknown id too, so that response times do not differ.
        var matches = CryptographicOperations.FixedTimeEquals(ApiKeySecret.HashOf(text), known.Key?.Hash ?? s_noHash);
        if (known.Key is not { } key || !matches || key.RevokedAt is not null || key.ExpiresAt <= now || known.IsClosed)
            return new ApiKeyCheck(null, ApiKeySecret.PrefixOf(id), WhyNot(known, matches));
        _used[id] = now;
        return known.Judgement!;
    }

    /// <summary>The last uses of keys since the previous call, to be saved.</summary>
    internal IReadOnlyDictionary<Guid, DateTimeOffset> TakeUses()
    {
        var uses = new Dictionary<Guid, DateTimeOffset>();
        foreach (var id in _used.Keys)
            if (_used.TryRemove(id, out var at))
                uses[id] = at;
        return uses;
    }

    /// <summary>Puts back uses that could not be saved, unless the key was used again in the meantime.</summary>
    internal void ReturnUses(IReadOnlyDictionary<Guid, DateTimeOffset> uses)
    {
        foreach (var (id, at) in uses)
            _used.TryAdd(id, at);
    }

    public void Dispose() => _subscription.Dispose();

    private static readonly ApiKeyCheck s_noKey = new(null, null, "invalid format");
    private static readonly byte[] s_noHash = new byte[SHA256.HashSizeInBytes];

    private static string WhyNot(Known known, bool matches) =>
        known.Key is not { } key ? "unknown ID"
        : !matches ? "wrong secret"
        : key.RevokedAt is not null ? "revoked"
        : known.IsClosed ? "business closed"
        : "expired";

    private async Task<Known> ReadAsync(Guid id, DateTimeOffset now, CancellationToken cancel)
    {
        await using var db = _database.CreateReadContext();
        var found = await db
            .ApiKeys.Where(k => k.Id == id)
            .Select(k => new { Key = k, IsClosed = db.Businesses.Any(b => b.Id == k.BusinessId && b.ClosedAt != null) })
            .SingleOrDefaultAsync(cancel);
        return new Known(found?.Key, found?.IsClosed ?? false, now);
    }

    private sealed class Known(ApiKey? key, bool isClosed, DateTimeOffset askedAt)
    {
        public ApiKey? Key { get; } = key;

        /// <summary>Whether the key's business is closed.</summary>
        public bool IsClosed { get; } = isClosed;

        public DateTimeOffset AskedAt { get; } = askedAt;

        public ApiKeyCheck? Judgement { get; } =
            key is null
                ? null
                : new(new Actor(Actor.KeyPrefix + key.Name, key.Role, key.BusinessId) { CallerId = $"key:{key.Id:N}" }, key.Prefix, null);
    }
}

/// <summary>The result of checking a key.</summary>
/// <param name="Actor">Its actor; null if it is refused.</param>
/// <param name="Prefix">The public part of the key; null for a text that is not a key.</param>
/// <param name="WhyNot">Why it is refused.</param>
public sealed record ApiKeyCheck(Actor? Actor, string? Prefix, string? WhyNot);
