using System.Security.Cryptography;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Writes;

/// <summary>Saved responses of requests with an <c>Idempotency-Key</c>.</summary>
public static class IdempotencyRecords
{
    /// <summary>How long a response is kept: longer than any client retries.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>The saved response; <see cref="Refusal.IdempotencyKeyReused"/> if the key was used for another request; null if it is
    /// new.</summary>
    public static async Task<Outcome<SavedAnswer>?> FindAsync(
        PortalDatabase database,
        string caller,
        string key,
        byte[] requestHash,
        CancellationToken cancel
    )
    {
        await using var db = database.CreateReadContext();
        var found = await db.IdempotencyKeys.SingleOrDefaultAsync(k => k.Caller == caller && k.Key == key, cancel);
        if (found is null)
            return null;
        if (!CryptographicOperations.FixedTimeEquals(found.RequestHash, requestHash))
            return new Refusal.IdempotencyKeyReused();
        return new SavedAnswer(found.StatusCode, found.Body, found.ETag, found.Location);
    }

    internal static Task<bool> ExistsAsync(PortalDbContext db, IdempotentRequest request, CancellationToken cancel) =>
        db.IdempotencyKeys.AnyAsync(k => k.Caller == request.Caller && k.Key == request.Key, cancel);

    internal static IdempotencyKey Of(IdempotentRequest request, object value, DateTimeOffset now)
    {
        var answer = request.Answer(value);
        return new IdempotencyKey
        {
            Caller = request.Caller,
            Key = request.Key,
            RequestHash = request.RequestHash,
            StatusCode = answer.StatusCode,
            Body = answer.Body,
            ETag = answer.ETag,
            Location = answer.Location,
            CreatedAt = now,
        };
    }
}
