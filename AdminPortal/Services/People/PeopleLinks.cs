using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Writes;
using Microsoft.AspNetCore.Identity;

namespace AdminPortal.Services.People;

/// <summary>Setting a password through an invitation or reset link.</summary>
public sealed class PeopleLinks
{
    internal const string InvitationPurpose = "invitation";

    private readonly PortalDatabase _database;
    private readonly PortalWriter _writer;
    private readonly UserManagers _managers;

    public PeopleLinks(PortalDatabase database, PortalWriter writer, UserManagers managers) =>
        (_database, _writer, _managers) = (database, writer, managers);

    /// <summary>A token for a forgotten password, valid once and for two hours; null if there is no such user or they may not sign in.
    /// Callers respond the same in both cases, and send the link only to the address itself.</summary>
    public async Task<Invitation?> ForgottenAsync(string? email, CancellationToken cancel)
    {
        if (TextRules.Trim(email) is null || EmailAddresses.ForLookup(email) is not { Length: <= EmailAddresses.MaxLength } address)
            return null;
        await using var db = _database.CreateDbContext();
        var manager = _managers.On(db);
        if (
            await manager.FindByEmailAsync(address) is not { PasswordHash: not null } user
            || await manager.GetLockoutEndDateAsync(user) == UserRules.LockedForever
        )
            return null;
        var token = await manager.GeneratePasswordResetTokenAsync(user);
        return new Invitation(UserRecord.Of(user), token);
    }

    /// <summary>Sets the password with the token of an invitation or a reset link. The user's other links and sessions end.</summary>
    public async Task<Outcome<UserRecord>> ChoosePasswordAsync(Guid userId, string? token, string? password, CancellationToken cancel)
    {
        // Before the transaction: decryption may write a new key to the key ring, which would wait for it on SQLite.
        if (await HolderAsync(userId, token) is not { } holder)
            return s_spent;
        await using (var db = _database.CreateReadContext())
            if (PasswordRules.Check(password, holder.Email!, await UserRules.BusinessNameAsync(db, holder, cancel)) is { } fault)
                return fault;
        var hash = await PasswordHashing.HashAsync(password!, cancel);
        return await _writer.RunAsync<UserRecord>(
            Actor.Nobody with
            {
                Name = holder.Email!,
            },
            async write =>
            {
                var manager = _managers.On(write.Db);
                var user = await manager.FindByIdAsync(userId.ToString());

                // An earlier use of the link has replaced the stamp.
                if (user is null || user.SecurityStamp != holder.SecurityStamp)
                    return s_spent;
                var isNew = user.PasswordHash is null;
                user.PasswordHash = hash;
                user.EmailConfirmed = true;
                (user.LockoutEnd, user.AccessFailedCount) = (null, 0);
                await manager.UpdateSecurityStampAsync(user);
                write.Audit(
                    isNew ? AuditActions.UserJoined : AuditActions.UserPasswordChanged,
                    AuditRecords.User,
                    user.Id,
                    null,
                    new { user.Email },
                    ChangeKind.Users,
                    user.BusinessId
                );
                return UserRecord.Of(user);
            },
            cancel
        );
    }

    /// <summary>The user of a link that still works; null otherwise. Checked before anybody types a password.</summary>
    public async Task<UserRecord?> FindAsync(Guid userId, string? token) =>
        await HolderAsync(userId, token) is { } user ? UserRecord.Of(user) : null;

    private static readonly Refusal.Invalid s_spent = new("token", "This link has expired or was already used. Ask for a new one.");

    /// <summary>The user of a valid link, if they may sign in.</summary>
    private async Task<PortalUser?> HolderAsync(Guid userId, string? token)
    {
        await using var db = _database.CreateReadContext();
        var manager = _managers.On(db);
        var user = await manager.FindByIdAsync(userId.ToString());
        return
            user is not null
            && !string.IsNullOrEmpty(token)
            && await manager.GetLockoutEndDateAsync(user) != UserRules.LockedForever
            && await IsGoodAsync(manager, user, token)
            ? user
            : null;
    }

    private static async Task<bool> IsGoodAsync(UserManager<PortalUser> manager, PortalUser user, string token) =>
        await manager.VerifyUserTokenAsync(user, IdentityRegistration.Invitation, InvitationPurpose, token)
        || await manager.VerifyUserTokenAsync(
            user,
            manager.Options.Tokens.PasswordResetTokenProvider,
            UserManager<PortalUser>.ResetPasswordTokenPurpose,
            token
        );
}
