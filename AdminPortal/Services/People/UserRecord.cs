using AdminPortal.Data;
using AdminPortal.Data.Entities;

namespace AdminPortal.Services.People;

/// <summary>Whether a user can sign in.</summary>
public enum UserState
{
    /// <summary>Has not used their invitation yet.</summary>
    Invited,
    Active,

    /// <summary>By an admin, until an admin unlocks them.</summary>
    Locked,

    /// <summary>Their business is closed, until an admin reopens it.</summary>
    BusinessClosed,
}

/// <summary>A user as shown to admins, without secrets.</summary>
/// <param name="IsInvitation">Whether the invitation was not accepted yet; it may be locked.</param>
public sealed record UserRecord(
    Guid Id,
    string Email,
    PortalRole Role,
    Guid? BusinessId,
    string? BusinessName,
    UserState State,
    bool HasTwoFactor,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSignInAt,
    bool IsInvitation
)
{
    /// <summary>Without the business's name.</summary>
    internal static UserRecord Of(PortalUser u) =>
        new(
            u.Id,
            u.Email!,
            u.Role,
            u.BusinessId,
            null,
            u.LockoutEnd == UserRules.LockedForever ? UserState.Locked
                : u.PasswordHash is null ? UserState.Invited
                : UserState.Active,
            u.TwoFactorEnabled,
            u.CreatedAt,
            u.LastSignInAt,
            u.PasswordHash is null
        );

    internal static IQueryable<UserRecord> Project(PortalDbContext db, IQueryable<PortalUser> users) =>
        from u in users
        join b in db.Businesses on u.BusinessId equals b.Id into owners
        from owner in owners.DefaultIfEmpty()
        orderby u.NormalizedEmail
        select new UserRecord(
            u.Id,
            u.Email!,
            u.Role,
            u.BusinessId,
            owner!.Name,
            u.LockoutEnd == UserRules.LockedForever ? UserState.Locked
                : owner!.ClosedAt != null ? UserState.BusinessClosed
                : u.PasswordHash == null ? UserState.Invited
                : UserState.Active,
            u.TwoFactorEnabled,
            u.CreatedAt,
            u.LastSignInAt,
            u.PasswordHash == null
        );
}

/// <summary>A user, and the token of the link with which they choose their password. Shown to the person who passes it on, and stored
/// nowhere.</summary>
public sealed record Invitation(UserRecord User, string Token);
