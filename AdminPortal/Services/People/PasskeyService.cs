using System.Buffers.Text;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Writes;
using Microsoft.AspNetCore.Identity;

namespace AdminPortal.Services.People;

/// <summary>A passkey as shown to its owner.</summary>
/// <param name="Id">The credential's id, as in URLs (base64url).</param>
/// <param name="IsSynced">Whether it is synced by the owner's platform account, and so on several devices.</param>
public sealed record PasskeyRecord(string Id, string Name, DateTimeOffset CreatedAt, bool IsSynced)
{
    internal static PasskeyRecord Of(UserPasskeyInfo passkey) =>
        new(Base64Url.EncodeToString(passkey.CredentialId), passkey.Name ?? "Passkey", passkey.CreatedAt, passkey.IsBackedUp);
}

/// <summary>A user's own passkeys. Changing them requires a confirmed identity. <see cref="PasskeySignIn"/> verifies them before.</summary>
public sealed class PasskeyService(PortalWriter writer, UserManagers managers, IdentityConfirmation owner)
{
    /// <summary>Most passkeys per user.</summary>
    public const int Most = 20;

    private const int MostName = 100;

    private static readonly Refusal.NotFound s_missing = new("such passkey in your account");

    /// <summary>Adds a passkey. Sessions continue, because nothing is revoked.</summary>
    public async Task<Outcome<PasskeyRecord>> AddAsync(Actor actor, string? name, UserPasskeyInfo passkey, CancellationToken cancel)
    {
        if (CheckName(ref name) is { } fault)
            return fault;
        if (await owner.FreshFaultAsync(actor, cancel) is { } stale)
            return stale;
        return await AccountService.ChangeAsync<PasskeyRecord>(
            writer,
            managers,
            actor,
            async (write, manager, user) =>
            {
                if ((await manager.GetPasskeysAsync(user)).Count >= Most)
                    return new Refusal.InvalidTransition($"An account has at most {Most} passkeys. Remove one first.");
                if (await manager.FindByPasskeyIdAsync(passkey.CredentialId) is not null)
                    return new Refusal.Conflict("passkey", "This passkey is already in use.");
                passkey.Name = name;
                await manager.AddOrUpdatePasskeyAsync(user, passkey);
                Audit(write, AuditActions.PasskeyAdded, user, null, name);
                return PasskeyRecord.Of(passkey);
            },
            cancel
        );
    }

    /// <summary>Renames a passkey.</summary>
    public async Task<Outcome<PasskeyRecord>> RenameAsync(Actor actor, string id, string? name, CancellationToken cancel)
    {
        if (CheckName(ref name) is { } fault)
            return fault;
        if (await owner.FreshFaultAsync(actor, cancel) is { } stale)
            return stale;
        return await AccountService.ChangeAsync<PasskeyRecord>(
            writer,
            managers,
            actor,
            async (write, manager, user) =>
            {
                if (await FindAsync(manager, user, id) is not { } passkey)
                    return s_missing;
                var before = passkey.Name;
                passkey.Name = name;
                await manager.AddOrUpdatePasskeyAsync(user, passkey);
                Audit(write, AuditActions.PasskeyRenamed, user, before, name);
                return PasskeyRecord.Of(passkey);
            },
            cancel
        );
    }

    /// <summary>Removes a passkey. Every session ends, because one may have begun with it; the caller renews this one.</summary>
    public async Task<Outcome<PasskeyRecord>> RemoveAsync(Actor actor, string id, CancellationToken cancel)
    {
        if (await owner.FreshFaultAsync(actor, cancel) is { } stale)
            return stale;
        return await AccountService.ChangeAsync<PasskeyRecord>(
            writer,
            managers,
            actor,
            async (write, manager, user) =>
            {
                if (await FindAsync(manager, user, id) is not { } passkey)
                    return s_missing;
                await manager.RemovePasskeyAsync(user, passkey.CredentialId);
                await manager.UpdateSecurityStampAsync(user);
                Audit(write, AuditActions.PasskeyRemoved, user, passkey.Name, null);
                return PasskeyRecord.Of(passkey);
            },
            cancel
        );
    }

    /// <summary>Saves a passkey's signature counter at sign-in. Refused if the passkey was just removed: Identity's own method would
    /// restore it.</summary>
    internal Task<Outcome<PasskeyRecord>> NoteUseAsync(PortalUser owner, UserPasskeyInfo passkey, CancellationToken cancel) =>
        writer.RunAsync<PasskeyRecord>(
            Actor.Nobody with
            {
                Name = owner.Email!,
            },
            async write =>
            {
                var manager = managers.On(write.Db);
                if (
                    await manager.FindByPasskeyIdAsync(passkey.CredentialId) is not { } user
                    || user.Id != owner.Id
                    || user.SecurityStamp != owner.SecurityStamp
                )
                    return s_missing;
                await manager.AddOrUpdatePasskeyAsync(user, passkey);
                return PasskeyRecord.Of(passkey);
            },
            cancel
        );

    private static Refusal? CheckName(ref string? name)
    {
        name = TextRules.Trim(name);
        return name is null ? new Refusal.Invalid("name", "Give the passkey a name.") : TextRules.CheckText("name", name, MostName);
    }

    private static async Task<UserPasskeyInfo?> FindAsync(PortalUserManager manager, PortalUser user, string id) =>
        Base64Url.IsValid(id) ? await manager.GetPasskeyAsync(user, Base64Url.DecodeFromChars(id)) : null;

    private static void Audit(PortalWrite write, string action, PortalUser user, string? before, string? after) =>
        write.Audit(
            action,
            AuditRecords.User,
            user.Id,
            before is null ? null : new { name = before },
            after is null ? null : new { name = after },
            ChangeKind.Users,
            user.BusinessId
        );
}
