using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.People;

/// <summary>Manages user accounts: roles, locks, sessions, removal. For admins. Every change that removes rights replaces the security
/// stamp in the same transaction, so that open sessions end.</summary>
public sealed class PeopleService
{
    private readonly PortalReader _reads;
    private readonly UserWrites _writes;
    private readonly IdentityConfirmation _owner;

    public PeopleService(PortalReader reads, UserWrites writes, IdentityConfirmation owner) =>
        (_reads, _writes, _owner) = (reads, writes, owner);

    /// <summary>Changes the role, with the business for the role Business. The last admin cannot be demoted.</summary>
    public Task<Outcome<UserRecord>> ChangeRoleAsync(Actor actor, Guid id, PortalRole role, Guid? businessId, CancellationToken cancel)
    {
        if (UserRules.CheckRole(role, businessId) is { } fault)
            return Refused(fault);
        return _writes.ChangeAsync(
            actor,
            id,
            "change roles",
            async (write, manager, user) =>
            {
                if (user.Role == role && user.BusinessId == businessId)
                    return await UserWrites.SaveAsync(write, id, cancel);
                if (await UserRules.CheckBusinessAsync(write.Db, businessId, cancel) is { } unknown)
                    return unknown;
                if (role != PortalRole.Admin && await UserRules.CheckNotLastAdminAsync(write, user, cancel) is { } last)
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
                return await UserWrites.SaveAsync(write, id, cancel);
            },
            cancel
        );
    }

    /// <summary>Locks a user until <see cref="UnlockAsync"/> and ends their sessions. The last admin cannot be locked.</summary>
    public Task<Outcome<UserRecord>> LockAsync(Actor actor, Guid id, string? reason, CancellationToken cancel)
    {
        if (TextRules.CheckReason(ref reason, required: true) is { } fault)
            return Refused(fault);
        return _writes.ChangeAsync(
            actor,
            id,
            "lock people out",
            async (write, manager, user) =>
            {
                if (user.LockoutEnd != UserRules.LockedForever)
                {
                    if (await UserRules.CheckNotLastAdminAsync(write, user, cancel) is { } last)
                        return last;
                    user.LockoutEnd = UserRules.LockedForever;
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

                return await UserWrites.SaveAsync(write, id, cancel);
            },
            cancel
        );
    }

    /// <summary>Unlocks a user, also after a lockout for wrong passwords.</summary>
    public Task<Outcome<UserRecord>> UnlockAsync(Actor actor, Guid id, CancellationToken cancel) =>
        _writes.ChangeAsync(
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

                return await UserWrites.SaveAsync(write, id, cancel);
            },
            cancel
        );

    /// <summary>Removes authenticator app, recovery codes and passkeys of a user who has lost them, and signs them out everywhere: they
    /// then sign in with the password only, until they set up another. Not for one's own account, which would bypass the identity
    /// confirmation.</summary>
    public Task<Outcome<UserRecord>> TakeOffSecondFactorAsync(Actor actor, Guid id, string? reason, CancellationToken cancel)
    {
        if (TextRules.CheckReason(ref reason, required: true) is { } fault)
            return Refused(fault);
        return _writes.ChangeAsync(
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
                return await UserWrites.SaveAsync(write, id, cancel);
            },
            cancel
        );
    }

    /// <summary>Ends every session of a user: an admin for anyone; everyone for themselves, after confirming their identity.</summary>
    public async Task<Outcome<UserRecord>> SignOutEverywhereAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        if (actor.SessionIdentity?.UserId == id && await _owner.FreshFaultAsync(actor, cancel) is { } stale)
            return stale;
        return await _writes.ChangeAsync(
            actor,
            id,
            "sign people out",
            async (write, manager, user) =>
            {
                await manager.UpdateSecurityStampAsync(user);
                write.Audit(AuditActions.UserSignedOut, AuditRecords.User, id, null, new { user.Email }, ChangeKind.Users, user.BusinessId);
                return await UserWrites.SaveAsync(write, id, cancel);
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
            return Refused(fault);
        return _writes.DeleteAsync(
            actor,
            id,
            "remove people",
            AuditActions.UserRemoved,
            new { reason },
            async (write, user) =>
                actor.SessionIdentity?.UserId == id
                    ? new Refusal.InvalidTransition("You cannot remove your own account. Ask another admin.")
                : UserRules.IsInvited(user)
                    ? new Refusal.InvalidTransition($"{user.Email} has not accepted the invitation yet. Withdraw it instead.")
                : await UserRules.CheckNotLastAdminAsync(write, user, cancel),
            cancel
        );
    }

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

    private static Task<Outcome<UserRecord>> Refused(Refusal refusal) => Task.FromResult<Outcome<UserRecord>>(refusal);
}
