using AdminPortal.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AdminPortal.Services.People;

/// <summary>
/// Counts tries at a code or a password before they are judged, each in one statement: of a thousand that come at once only so many are
/// looked at. Counts with Identity's own, which counts wrong passwords at the door: after five the account refuses for 15 minutes.
/// </summary>
public sealed class FailedAttempts(PortalDatabase database, IOptions<IdentityOptions> identity, TimeProvider clock)
{
    /// <summary>
    /// Takes a try; false when the account is locked. The last try locks it, until <see cref="ForgetAsync"/> says that it was right.
    /// </summary>
    public async Task<bool> TakeAsync(Guid userId, CancellationToken cancel)
    {
        var most = identity.Value.Lockout.MaxFailedAccessAttempts;
        var now = clock.UtcNowMicroseconds();
        DateTimeOffset? until = now + identity.Value.Lockout.DefaultLockoutTimeSpan;
        await using var db = database.CreateDbContext();
        return await db
                .Users.Where(u => u.Id == userId && (u.LockoutEnd == null || u.LockoutEnd <= now))
                .ExecuteUpdateAsync(
                    set =>
                        set.SetProperty(u => u.LockoutEnd, u => u.AccessFailedCount + 1 >= most ? until : u.LockoutEnd)
                            .SetProperty(u => u.AccessFailedCount, u => u.AccessFailedCount + 1 >= most ? 0 : u.AccessFailedCount + 1),
                    cancel
                ) == 1;
    }

    /// <summary>The try was right: it and those before count no more, unless somebody locked the account for good meanwhile.</summary>
    public async Task ForgetAsync(Guid userId, CancellationToken cancel)
    {
        var forGood = PeopleService.Forever;
        await using var db = database.CreateDbContext();
        await db
            .Users.Where(u => u.Id == userId && (u.LockoutEnd == null || u.LockoutEnd < forGood))
            .ExecuteUpdateAsync(
                set => set.SetProperty(u => u.LockoutEnd, (DateTimeOffset?)null).SetProperty(u => u.AccessFailedCount, 0),
                cancel
            );
    }

    /// <summary>Whether the account refuses now.</summary>
    public async Task<bool> AreOverAsync(Guid userId, CancellationToken cancel)
    {
        var now = clock.UtcNowMicroseconds();
        await using var db = database.CreateReadContext();
        return await db.Users.AnyAsync(u => u.Id == userId && u.LockoutEnd > now, cancel);
    }
}
