using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Writes;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.People;

/// <summary>Changes or deletes one user in one transaction, for an admin.</summary>
public sealed class UserWrites(PortalWriter writer, UserManagers managers)
{
    /// <param name="what">What the actor does, for the refusal: "lock people out".</param>
    /// <param name="change">Runs in the transaction, and may run again after a lost race.</param>
    /// <param name="orSelf">Whether users may do it to their own account too.</param>
    internal async Task<Outcome<UserRecord>> ChangeAsync(
        Actor actor,
        Guid id,
        string what,
        Func<PortalWrite, UserManager<PortalUser>, PortalUser, Task<Outcome<UserRecord>>> change,
        CancellationToken cancel,
        bool orSelf = false
    )
    {
        if (!actor.IsAdmin && !(orSelf && actor.SessionIdentity?.UserId == id))
            return new Refusal.NotAllowed(what);
        return await writer.RunAsync<UserRecord>(
            actor,
            async write =>
            {
                var user = await write.Db.Users.SingleOrDefaultAsync(u => u.Id == id, cancel);
                return user is null ? new Refusal.NotFound("such person") : await change(write, managers.On(write.Db), user);
            },
            cancel
        );
    }

    /// <param name="action">The audit action, with <paramref name="after"/> as its details.</param>
    /// <param name="check">Why the user may not be deleted; null if they may.</param>
    /// <returns>The user as they were.</returns>
    internal Task<Outcome<UserRecord>> DeleteAsync(
        Actor actor,
        Guid id,
        string what,
        string action,
        object? after,
        Func<PortalWrite, PortalUser, Task<Refusal?>> check,
        CancellationToken cancel
    ) =>
        ChangeAsync(
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

    /// <summary>Saves the changes so far, and reads the user as admins see them.</summary>
    internal static async Task<UserRecord> SaveAsync(PortalWrite write, Guid id, CancellationToken cancel)
    {
        await write.Db.SaveChangesAsync(cancel);
        return await UserRecord.Project(write.Db, write.Db.Users.AsNoTracking().Where(u => u.Id == id)).SingleAsync(cancel);
    }
}
