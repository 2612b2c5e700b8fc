using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Keys;

/// <summary>A new key; <paramref name="Key"/> is shown only here.</summary>
public sealed record CreatedApiKey(Guid Id, string Key, PortalRole Role, Guid? BusinessId, string Name, DateTimeOffset? ExpiresAt);

/// <summary>A key in lists, without its secret.</summary>
public sealed record ApiKeyRecord(
    Guid Id,
    string Name,
    string Prefix,
    PortalRole Role,
    Guid? BusinessId,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt,
    string? BusinessName = null
);

/// <summary>Creates and revokes API keys. For admins.</summary>
public sealed class ApiKeyService(PortalReader reads, PortalWriter writer)
{
    /// <summary>Creates a key. A business key acts for one business; others belong to none.</summary>
    /// <param name="expiresDays">Days until it expires, 1 to 3650; null for never.</param>
    /// <returns><see cref="Refusal.InvalidTransition"/> if the business is closed.</returns>
    public Task<Outcome<CreatedApiKey>> CreateAsync(
        Actor actor,
        string? name,
        PortalRole? role,
        Guid? businessId,
        int? expiresDays,
        CancellationToken cancel
    )
    {
        name = TextRules.Trim(name) ?? "";
        Refusal? fault =
            !actor.IsAdmin ? new Refusal.NotAllowed("create API keys")
            : name.Length == 0 ? new Refusal.Invalid("name", "An API key needs a 'name' that says what it is for.")
            : expiresDays is < 1 or > 3650 ? new Refusal.Invalid("expires_days", "'expires_days' takes a number from 1 to 3650.")
            : role is null ? new Refusal.Invalid("role", "An API key needs a 'role': admin, support, viewer or business.")
            : (role == PortalRole.Business) != (businessId is not null)
                ? new Refusal.Invalid("business_id", "API keys with the role business need a 'business_id'; other roles have none.")
            : TextRules.CheckText("name", name, 100);
        if (fault is not null)
            return Task.FromResult<Outcome<CreatedApiKey>>(fault);

        return writer.RunAsync<CreatedApiKey>(
            actor,
            async write =>
            {
                if (businessId is { } id && await OpenBusinesses.FaultAsync(write.Db, id, cancel) is { } closed)
                    return closed;
                var secret = ApiKeySecret.Create(UuidV7.Create(write.Now));
                var key = new ApiKey
                {
                    Id = secret.Id,
                    Name = name,
                    Prefix = secret.Prefix,
                    Hash = secret.Hash,
                    Role = role!.Value,
                    BusinessId = businessId,
                    CreatedBy = actor.Name,
                    CreatedAt = write.Now,
                    ExpiresAt = expiresDays is { } days ? write.Now.AddDays(days) : null,
                };
                write.Db.ApiKeys.Add(key);
                write.Audit(
                    AuditActions.ApiKeyCreated,
                    AuditRecords.ApiKey,
                    key.Id,
                    null,
                    new
                    {
                        key.Name,
                        role = key.Role.ToText(),
                        key.ExpiresAt,
                    },
                    ChangeKind.ApiKeys,
                    businessId
                );
                return new CreatedApiKey(key.Id, secret.Text, key.Role, businessId, name, key.ExpiresAt);
            },
            cancel
        );
    }

    /// <summary>Revokes a key immediately; revoking it again changes nothing.</summary>
    public Task<Outcome<ApiKeyRecord>> RevokeAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return Task.FromResult<Outcome<ApiKeyRecord>>(new Refusal.NotAllowed("revoke API keys"));
        return writer.RunAsync<ApiKeyRecord>(
            actor,
            async write =>
            {
                var key = await write.Db.ApiKeys.SingleOrDefaultAsync(k => k.Id == id, cancel);
                if (key is null)
                    return new Refusal.NotFound("such API key");
                if (key.RevokedAt is null)
                {
                    key.RevokedAt = write.Now;
                    write.Audit(
                        AuditActions.ApiKeyRevoked,
                        AuditRecords.ApiKey,
                        id,
                        new { key.Name },
                        null,
                        ChangeKind.ApiKeys,
                        key.BusinessId
                    );
                }

                return Of(key);
            },
            cancel
        );
    }

    /// <summary>All keys, or one business's, newest first.</summary>
    public async Task<Outcome<IReadOnlyList<ApiKeyRecord>>> ListAsync(Actor actor, Guid? businessId, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("list API keys");
        return await reads.RunAsync<IReadOnlyList<ApiKeyRecord>>(
            async db =>
            {
                var keys = await (
                    from key in db.ApiKeys.Where(k => businessId == null || k.BusinessId == businessId)
                    join b in db.Businesses on key.BusinessId equals b.Id into owners
                    from owner in owners.DefaultIfEmpty()
                    orderby key.Id descending
                    select new { Key = key, owner!.Name }
                ).ToListAsync(cancel);
                return Outcome.Done<IReadOnlyList<ApiKeyRecord>>([.. keys.Select(k => Of(k.Key) with { BusinessName = k.Name })]);
            },
            cancel
        );
    }

    private static ApiKeyRecord Of(ApiKey k) =>
        new(k.Id, k.Name, k.Prefix, k.Role, k.BusinessId, k.CreatedBy, k.CreatedAt, k.ExpiresAt, k.RevokedAt, k.LastUsedAt);
}
