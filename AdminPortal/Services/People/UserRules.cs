using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Writes;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.People;

/// <summary>The rules on users that several services share.</summary>
internal static class UserRules
{
    /// <summary>The end of a lock that only an admin removes; a lockout after wrong passwords ends automatically.</summary>
    public static readonly DateTimeOffset LockedForever = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Whether the user has not accepted their invitation yet. They may be locked all the same.</summary>
    public static bool IsInvited(PortalUser user) => user.PasswordHash is null;

    /// <summary>Refused unless the role Business comes with a business, and any other role without one.</summary>
    public static Refusal.Invalid? CheckRole(PortalRole role, Guid? businessId) =>
        (role == PortalRole.Business) != (businessId is not null)
            ? new Refusal.Invalid("business_id", "Users with the role business need a business; other roles have none.")
            : null;

    /// <summary>Refused if there is no such business, or if it is closed.</summary>
    public static async Task<Refusal?> CheckBusinessAsync(PortalDbContext db, Guid? businessId, CancellationToken cancel) =>
        businessId is { } id ? await OpenBusinesses.FaultAsync(db, id, cancel) : null;

    /// <summary>Refused if no active admin would remain without this one. Invited and locked admins do not count.</summary>
    public static async Task<Refusal?> CheckNotLastAdminAsync(PortalWrite write, PortalUser user, CancellationToken cancel)
    {
        if (user.Role != PortalRole.Admin || IsInvited(user))
            return null;

        // A no-op update for its locks: of two admins who demote each other concurrently, one waits for the other.
        var others = await write
            .Db.Users.Where(u =>
                u.Role == PortalRole.Admin
                && u.Id != user.Id
                && u.PasswordHash != null
                && (u.LockoutEnd == null || u.LockoutEnd != LockedForever)
            )
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.Role, PortalRole.Admin), cancel);
        return others > 0 ? null : new Refusal.InvalidTransition($"{user.Email} is the only admin. Add another admin first.");
    }

    /// <summary>The name of a user's business; null for staff.</summary>
    public static async Task<string?> BusinessNameAsync(PortalDbContext db, PortalUser user, CancellationToken cancel) =>
        user.BusinessId is { } id ? await db.Businesses.Where(b => b.Id == id).Select(b => b.Name).SingleOrDefaultAsync(cancel) : null;

    /// <summary>What Identity has against a new user, for example its address; null if nothing.</summary>
    public static Refusal? Fault(IdentityResult result) =>
        result.Succeeded ? null : new Refusal.Invalid("email", string.Join(' ', result.Errors.Select(e => e.Description)));
}
