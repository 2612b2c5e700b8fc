using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Writes;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.People;

/// <summary>Manages user accounts, roles and locks. For admins. Every change that removes rights replaces the security stamp in the same
/// transaction, so that open sessions end.</summary>
public sealed class PeopleService
{
    /// <summary>The end of a lock that only an admin removes; a lockout after wrong passwords ends automatically.</summary>
    internal static readonly DateTimeOffset Forever = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    private readonly PortalReader _reads;
    private readonly PortalWriter _writer;
    private readonly UserManagers _managers;
    private readonly IdentityConfirmation _owner;

    public PeopleService(PortalReader reads, PortalWriter writer, UserManagers managers, IdentityConfirmation owner) =>
        (_reads, _writer, _managers, _owner) = (reads, writer, managers, owner);

    /// <summary>Creates a user without a password. With the invitation's token they choose one within seven days, once.</summary>
    /// <param name="businessId">For the role Business only.</param>
    public async Task<Outcome<Invitation>> InviteAsync(
        Actor actor,
        string? email,
        PortalRole role,
        Guid? businessId,
        CancellationToken cancel
    )
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("invite people");
        var read = EmailAddresses.Read("email", email);
        if (!read.IsDone)
            return read.Refusal;
        email = read.Value;
        if (CheckRole(role, businessId) is { } fault)
            return fault;

        return await WithTokenAsync(
            await _writer.RunAsync<UserRecord>(
                actor,
                async write =>
                {
                    var manager = _managers.On(write.Db);
                    if (await manager.FindByEmailAsync(email) is not null)
                        return new Refusal.Conflict("email", $"{email} already has an account.");
                    if (businessId is { } id && await OpenBusinesses.FaultAsync(write.Db, id, cancel) is { } closed)
                        return closed;
                    var user = new PortalUser
                    {
                        UserName = email,
                        Email = email,
                        Role = role,
                        BusinessId = businessId,
                        CreatedAt = write.Now,
                    };
                    if (Fault(await manager.CreateAsync(user)) is { } wrong)
                        return wrong;
                    write.Audit(
                        AuditActions.UserInvited,
                        AuditRecords.User,
                        user.Id,
                        null,
                        new { user.Email, role = role.ToText() },
                        ChangeKind.Users,
                        businessId
                    );
                    return await RecordAsync(write, user.Id, cancel);
                },
                cancel
            )
        );
    }

    /// <summary>A new link for a user who lost theirs or their password. Older links and open sessions end.</summary>
    public async Task<Outcome<Invitation>> ReinviteAsync(Actor actor, Guid id, CancellationToken cancel) =>
        await WithTokenAsync(
            await ChangeAsync<UserRecord>(
                actor,
                id,
                "invite people",
                async (write, manager, user) =>
                {
                    if (actor.SessionIdentity?.UserId == id)
                        return new Refusal.InvalidTransition("Change your own password on your account page.");
                    if (user.LockoutEnd == Forever)
                        return new Refusal.InvalidTransition($"{user.Email} is locked. Unlock them first.");
                    await manager.UpdateSecurityStampAsync(user);
                    write.Audit(
                        AuditActions.UserInvited,
                        AuditRecords.User,
                        user.Id,
                        null,
                        new { user.Email, role = user.Role.ToText() },
                        ChangeKind.Users,
                        user.BusinessId
                    );
                    return await RecordAsync(write, user.Id, cancel);
                },
                cancel
            )
        );

    /// <summary>Changes the role, with the business for the role Business. The last admin cannot be demoted.</summary>
    public Task<Outcome<UserRecord>> ChangeRoleAsync(Actor actor, Guid id, PortalRole role, Guid? businessId, CancellationToken cancel)
    {
        if (CheckRole(role, businessId) is { } fault)
            return Refused<UserRecord>(fault);
        return ChangeAsync<UserRecord>(
            actor,
            id,
            "change roles",
            async (write, manager, user) =>
            {
                if (user.Role == role && user.BusinessId == businessId)
                    return await RecordAsync(write, id, cancel);
                if (businessId is { } business && await OpenBusinesses.FaultAsync(write.Db, business, cancel) is { } closed)
                    return closed;
                if (role != PortalRole.Admin && await IsLastAdminAsync(write, user, cancel) is { } last)
                    return last;
                var before = new
                {
                    user.Email,
                    role = user.Role.ToText(),
                    user.BusinessId,
                };
                (user.Role, user.BusinessId) = (role, businessId);
                await manager.UpdateSecurityStampAsync(user);
                write.Audit(
                    AuditActions.UserRoleChanged,
                    AuditRecords.User,
                    id,
                    before,
                    new
                    {
                        user.Email,
                        role = role.ToText(),
                        businessId,
                    },
                    ChangeKind.Users,
                    businessId
                );
                return await RecordAsync(write, id, cancel);
            },
            cancel
        );
    }

    /// <summary>Locks a user until <see cref="UnlockAsync"/> and ends their sessions. The last admin cannot be locked.</summary>
    public Task<Outcome<UserRecord>> LockAsync(Actor actor, Guid id, string? reason, CancellationToken cancel)
    {
        if (TextRules.CheckReason(ref reason, required: true) is { } fault)
            return Refused<UserRecord>(fault);
        return ChangeAsync<UserRecord>(
            actor,
            id,
            "lock people out",
            async (write, manager, user) =>
            {
                if (user.LockoutEnd != Forever)
                {
                    if (await IsLastAdminAsync(write, user, cancel) is { } last)
                        return last;
                    user.LockoutEnd = Forever;
                    await manager.UpdateSecurityStampAsync(user);
                    write.Audit(
                        AuditActions.UserLocked,
                        AuditRecords.User,
                        id,
                        null,
                        new { user.Email, reason },
                        ChangeKind.Users,
                        user.BusinessId
                    );
                }

                return await RecordAsync(write, id, cancel);
            },
            cancel
        );
    }

    /// <summary>Unlocks a user, also after a lockout for wrong passwords.</summary>
    public Task<Outcome<UserRecord>> UnlockAsync(Actor actor, Guid id, CancellationToken cancel) =>
        ChangeAsync<UserRecord>(
            actor,
            id,
            "unlock people",
            async (write, manager, user) =>
            {
                if (user.LockoutEnd is not null || user.AccessFailedCount > 0)
                {
                    (user.LockoutEnd, user.AccessFailedCount) = (null, 0);
                    await manager.UpdateAsync(user);
                    write.Audit(
                        AuditActions.UserUnlocked,
                        AuditRecords.User,
                        id,
                        null,
                        new { user.Email },
                        ChangeKind.Users,
                        user.BusinessId
                    );
                }

                return await RecordAsync(write, id, cancel);
            },
            cancel
        );

    /// <summary>Removes authenticator app, recovery codes and passkeys of a user who has lost them, and signs them out everywhere: they
    /// then sign in with the password only, until they set up another. Not for one's own account, which would bypass the identity
    /// confirmation.</summary>
    public Task<Outcome<UserRecord>> TakeOffSecondFactorAsync(Actor actor, Guid id, string? reason, CancellationToken cancel)
    {
        if (TextRules.CheckReason(ref reason, required: true) is { } fault)
            return Refused<UserRecord>(fault);
        return ChangeAsync<UserRecord>(
            actor,
            id,
            "reset two-factor authentication",
            async (write, users, user) =>
            {
                if (actor.SessionIdentity?.UserId == id)
                    return new Refusal.InvalidTransition(
                        "Turn off your own two-factor authentication on your account page, or ask another admin."
                    );
                var manager = (PortalUserManager)users;
                var passkeys = await manager.GetPasskeysAsync(user);
                if (!user.TwoFactorEnabled && passkeys.Count == 0)
                    return new Refusal.InvalidTransition($"{user.Email} does not use two-factor authentication.");
                foreach (var passkey in passkeys)
                    await manager.RemovePasskeyAsync(user, passkey.CredentialId);
                await manager.DropAuthenticatorAsync(user);
                await manager.UpdateSecurityStampAsync(user);
                write.Audit(
                    AuditActions.SecondFactorTakenOff,
                    AuditRecords.User,
                    id,
                    null,
                    new
                    {
                        user.Email,
                        reason,
                        passkeys = passkeys.Count,
                    },
                    ChangeKind.Users,
                    user.BusinessId
                );
                return await RecordAsync(write, id, cancel);
            },
            cancel
        );
    }

    /// <summary>Ends every session of a user: an admin for anyone; everyone for themselves, after confirming their identity.</summary>
    public async Task<Outcome<UserRecord>> SignOutEverywhereAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        if (actor.SessionIdentity?.UserId == id && await _owner.FreshFaultAsync(actor, cancel) is { } stale)
            return stale;
        return await ChangeAsync<UserRecord>(
            actor,
            id,
            "sign people out",
            async (write, manager, user) =>
            {
                await manager.UpdateSecurityStampAsync(user);
                write.Audit(AuditActions.UserSignedOut, AuditRecords.User, id, null, new { user.Email }, ChangeKind.Users, user.BusinessId);
                return await RecordAsync(write, id, cancel);
            },
            cancel,
            orSelf: true
        );
    }

    /// <summary>Removes a user with their sessions and sign-in methods. Their API keys stay, and the history keeps their name. The last
    /// admin cannot be removed, nor can one's own account.</summary>
    /// <returns>The user as they were; <see cref="Refusal.InvalidTransition"/> for an invitation, which is withdrawn instead.</returns>
    public Task<Outcome<UserRecord>> RemoveAsync(Actor actor, Guid id, string? reason, CancellationToken cancel)
    {
        if (TextRules.CheckReason(ref reason, required: true) is { } fault)
            return Refused<UserRecord>(fault);
        return DeleteAsync(
            actor,
            id,
            "remove people",
            AuditActions.UserRemoved,
            new { reason },
            async (write, user) =>
                actor.SessionIdentity?.UserId == id
                    ? new Refusal.InvalidTransition("You cannot remove your own account. Ask another admin.")
                : IsInvited(user) ? new Refusal.InvalidTransition($"{user.Email} has not accepted the invitation yet. Withdraw it instead.")
                : await IsLastAdminAsync(write, user, cancel),
            cancel
        );
    }

    /// <summary>Withdraws an invitation that was not accepted: its link stops working, and the address can be invited again.</summary>
    /// <returns>The user as they were; <see cref="Refusal.InvalidTransition"/> if they have accepted it meanwhile.</returns>
    public Task<Outcome<UserRecord>> WithdrawAsync(Actor actor, Guid id, CancellationToken cancel) =>
        DeleteAsync(
            actor,
            id,
            "withdraw invitations",
            AuditActions.InvitationWithdrawn,
            null,
            (_, user) =>
                Task.FromResult<Refusal?>(
                    IsInvited(user)
                        ? null
                        : new Refusal.InvalidTransition($"{user.Email} has accepted the invitation. Remove the user instead.")
                ),
            cancel
        );

    /// <summary>Users by address: all, or those whose address contains the text.</summary>
    public async Task<Outcome<Page<UserRecord>>> ListAsync(Actor actor, string? query, string? after, int limit, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("list people");
        if (limit is < 1 or > Cursor.MaxLimit)
            return Cursor.BadLimit;
        if (!Cursor.TryDecode(after, out var last))
            return Cursor.BadCursor;
        if (TextRules.Query(query) is { } text && TextRules.CheckText("q", text, EmailAddresses.MaxLength) is { } fault)
            return fault;

        return await _reads.RunAsync<Page<UserRecord>>(
            async db =>
            {
                var users = db.Users.AsQueryable();
                if (TextRules.Query(query)?.ToUpperInvariant() is { } part)
                    users = users.Where(u => u.NormalizedEmail!.Contains(part));
                if (last is not null)
                    users = users.Where(u => string.Compare(u.NormalizedEmail, last) > 0);
                var rows = await UserRecord.Project(db, users).Take(limit + 1).ToListAsync(cancel);
                return Page.Of(rows, limit, u => u.Email.ToUpperInvariant());
            },
            cancel
        );
    }

    /// <summary>The people of a business, by address.</summary>
    public async Task<Outcome<IReadOnlyList<UserRecord>>> OfBusinessAsync(Actor actor, Guid businessId, CancellationToken cancel) =>
        actor.IsAdmin
            ? await _reads.RunAsync<IReadOnlyList<UserRecord>>(
                async db => await UserRecord.Project(db, db.Users.Where(u => u.BusinessId == businessId)).ToListAsync(cancel),
                cancel
            )
            : new Refusal.NotAllowed("list people");

    internal static Refusal? Fault(IdentityResult result) =>
        result.Succeeded ? null : new Refusal.Invalid("email", string.Join(' ', result.Errors.Select(e => e.Description)));

    /// <summary>The name of a user's business; null for staff.</summary>
    internal static async Task<string?> BusinessNameAsync(PortalDbContext db, PortalUser user, CancellationToken cancel) =>
        user.BusinessId is { } id ? await db.Businesses.Where(b => b.Id == id).Select(b => b.Name).SingleOrDefaultAsync(cancel) : null;

    private static Refusal.Invalid? CheckRole(PortalRole role, Guid? businessId) =>
        (role == PortalRole.Business) != (businessId is not null)
            ? new Refusal.Invalid("business_id", "Users with the role business need a business; other roles have none.")
            : null;

    /// <summary>Refused if no active admin would remain. Invited and locked admins do not count.</summary>
    private static async Task<Refusal?> IsLastAdminAsync(PortalWrite write, PortalUser user, CancellationToken cancel)
    {
        if (user.Role != PortalRole.Admin || user.PasswordHash is null)
            return null;

        // A no-op update for its locks: of two admins who demote each other concurrently, one waits for the other.
        var others = await write
            .Db.Users.Where(u =>
                u.Role == PortalRole.Admin && u.Id != user.Id && u.PasswordHash != null && (u.LockoutEnd == null || u.LockoutEnd != Forever)
            )
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.Role, PortalRole.Admin), cancel);
        return others > 0 ? null : new Refusal.InvalidTransition($"{user.Email} is the only admin. Add another admin first.");
    }

    // A locked user has a password, or an invitation that can be withdrawn all the same.
    private static bool IsInvited(PortalUser user) => user.PasswordHash is null;

    private Task<Outcome<UserRecord>> DeleteAsync(
        Actor actor,
        Guid id,
        string what,
        string action,
        object? after,
        Func<PortalWrite, PortalUser, Task<Refusal?>> check,
        CancellationToken cancel
    ) =>
        ChangeAsync<UserRecord>(
            actor,
            id,
            what,
            async (write, _, user) =>
            {
                if (await check(write, user) is { } refusal)
                    return refusal;
                var removed = UserRecord.Of(user);
                // Its sessions, passkeys and tokens go with it; a change of the row since it was read is a lost race.
                write.Db.Users.Remove(user);
                write.Audit(
                    action,
                    AuditRecords.User,
                    id,
                    new { user.Email, role = user.Role.ToText() },
                    after,
                    ChangeKind.Users,
                    user.BusinessId
                );
                await write.Db.SaveChangesAsync(cancel);
                return removed;
            },
            cancel
        );

    private Task<Outcome<T>> ChangeAsync<T>(
        Actor actor,
        Guid id,
        string what,
        Func<PortalWrite, UserManager<PortalUser>, PortalUser, Task<Outcome<T>>> change,
        CancellationToken cancel,
        bool orSelf = false
    )
        where T : notnull
    {
        if (!actor.IsAdmin && !(orSelf && actor.SessionIdentity?.UserId == id))
            return Refused<T>(new Refusal.NotAllowed(what));
        return _writer.RunAsync<T>(
            actor,
            async write =>
            {
                var user = await write.Db.Users.SingleOrDefaultAsync(u => u.Id == id, cancel);
                return user is null ? new Refusal.NotFound("such person") : await change(write, _managers.On(write.Db), user);
            },
            cancel
        );
    }

    /// <summary>Creates the link's token after the commit: encrypting it may write a new key to the key ring, which would wait for this
    /// very transaction on SQLite.</summary>
    private async Task<Outcome<Invitation>> WithTokenAsync(Outcome<UserRecord> made)
    {
        if (!made.IsDone)
            return made.Refusal;
        return await _reads.RunAsync<Invitation>(
            async db =>
            {
                var user = await db.Users.SingleAsync(u => u.Id == made.Value.Id);
                return new Invitation(
                    made.Value,
                    await _managers.On(db).GenerateUserTokenAsync(user, IdentityRegistration.Invitation, PeopleLinks.InvitationPurpose)
                );
            },
            // The user exists now, so the caller gets the link even after cancelling.
            CancellationToken.None
        );
    }

    private static async Task<UserRecord> RecordAsync(PortalWrite write, Guid id, CancellationToken cancel)
    {
        await write.Db.SaveChangesAsync(cancel);
        return await UserRecord.Project(write.Db, write.Db.Users.AsNoTracking().Where(u => u.Id == id)).SingleAsync(cancel);
    }

    private static Task<Outcome<T>> Refused<T>(Refusal refusal)
        where T : notnull => Task.FromResult<Outcome<T>>(refusal);
}
