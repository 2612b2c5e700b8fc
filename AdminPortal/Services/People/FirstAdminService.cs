using System.Data.Common;
using System.Globalization;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Writes;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.People;

/// <summary>Creates the first admin of an empty portal through a link that only the person who started the portal has seen. There is no
/// default password.</summary>
public sealed class FirstAdminService
{
    /// <summary>The lifetime of the link.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private readonly PortalDatabase _database;
    private readonly PortalWriter _writer;
    private readonly UserManagers _managers;
    private readonly TimeProvider _clock;
    private readonly SecurityLog _security;
    private readonly IDataProtector _protector;

    public FirstAdminService(
        PortalDatabase database,
        PortalWriter writer,
        UserManagers managers,
        IDataProtectionProvider protection,
        TimeProvider clock,
        SecurityLog security
    ) =>
        (_database, _writer, _managers, _clock, _security, _protector) = (
            database,
            writer,
            managers,
            clock,
            security,
            protection.CreateProtector("AdminPortal.FirstAdmin")
        );

    /// <summary>Whether there is no active admin yet.</summary>
    public async Task<bool> IsNeededAsync(CancellationToken cancel)
    {
        await using var db = _database.CreateReadContext();
        return !await HasAdminAsync(db, cancel);
    }

    /// <summary>The same, and false if the database does not say.</summary>
    public async Task<bool> IsSurelyNeededAsync(CancellationToken cancel)
    {
        try
        {
            return await IsNeededAsync(cancel);
        }
        catch (Exception error) when (error is DbException || DatabaseErrors.IsUnavailable(error))
        {
            return false;
        }
    }

    /// <summary>A token for the link, valid for <see cref="Lifetime"/>; null if there is an admin.</summary>
    public async Task<string?> CreateTokenAsync(CancellationToken cancel) =>
        await IsNeededAsync(cancel)
            ? _protector.Protect((_clock.GetUtcNow() + Lifetime).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture))
            : null;

    /// <summary>Whether a link's token is genuine and not expired.</summary>
    public bool IsGood(string? token)
    {
        if (string.IsNullOrEmpty(token))
            return false;
        try
        {
            return long.TryParse(_protector.Unprotect(token), out var end)
                && _clock.GetUtcNow() <= DateTimeOffset.FromUnixTimeMilliseconds(end);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Creates the admin. Refused if there is one, also for the second of two concurrent uses.</summary>
    public async Task<Outcome<UserRecord>> CreateAsync(string? token, string? email, string? password, CancellationToken cancel)
    {
        if (!IsGood(token))
            return new Refusal.Invalid("token", "This link has expired: it is valid for 30 minutes. Restart the portal for a new one.");
        var read = EmailAddresses.Read("email", email);
        if (!read.IsDone)
            return read.Refusal;
        email = read.Value;
        if (PasswordRules.Check(password, email, null) is { } fault)
            return fault;

        var hash = await PasswordHashing.HashAsync(password!, cancel);

        // The idempotency key is unique: of two concurrent calls one loses, retries, and finds the other's admin.
        var once = new IdempotentRequest("first admin", "first admin", [1], _ => new SavedAnswer(201, ""));
        var made = await _writer.RunAsync<UserRecord>(
            Actor.Nobody with
            {
                Name = email,
                Idempotency = once,
            },
            async write =>
            {
                if (await HasAdminAsync(write.Db, cancel))
                    return s_exists;
                var manager = _managers.On(write.Db);
                if (await manager.FindByEmailAsync(email) is not null)
                    return new Refusal.Conflict("email", $"{email} already has an account.");
                var user = new PortalUser
                {
                    UserName = email,
                    Email = email,
                    EmailConfirmed = true,
                    Role = PortalRole.Admin,
                    PasswordHash = hash,
                    CreatedAt = write.Now,
                };
                if (UserRules.Fault(await manager.CreateAsync(user)) is { } wrong)
                    return wrong;
                write.Audit(
                    AuditActions.UserJoined,
                    AuditRecords.User,
                    user.Id,
                    null,
                    new { user.Email, role = "admin" },
                    ChangeKind.Users
                );
                return UserRecord.Of(user);
            },
            cancel
        );
        if (made.IsDone)
            _security.FirstAdminMade(made.Value.Id);
        return made.Refusal is Refusal.AlreadyAnswered ? s_exists : made;
    }

    private static readonly Refusal.InvalidTransition s_exists = new("There is already an admin. Sign in, or ask them to invite you.");

    private static Task<bool> HasAdminAsync(PortalDbContext db, CancellationToken cancel) =>
        db.Users.AnyAsync(u => u.Role == PortalRole.Admin && u.PasswordHash != null, cancel);
}
