using AdminPortal.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AdminPortal.Services.People;

/// <summary>Counts attempts at a code or a password before they are checked, each in one atomic statement, so that concurrent guesses do
/// not exceed the limit. Shares Identity's counter of wrong passwords: after five the account is locked for 15 minutes.</summary>
public sealed class FailedAttempts(PortalDatabase database, IOptions<IdentityOptions> identity, TimeProvider clock)
{
    /// <summary>Counts an attempt; false if the account is locked. The last attempt locks it until <see cref="ForgetAsync"/> reports
    /// success.</summary>
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

    /// <summary>The attempt was correct: resets the counter, unless an admin locked the account in the meantime.</summary>
    public async Task ForgetAsync(Guid userId, CancellationToken cancel)
    {
        var forGood = UserRules.LockedForever;
        await using var db = database.CreateDbContext();
        await db
            .Users.Where(u => u.Id == userId && (u.LockoutEnd == null || u.LockoutEnd < forGood))
            .ExecuteUpdateAsync(
                set => set.SetProperty(u => u.LockoutEnd, (DateTimeOffset?)null).SetProperty(u => u.AccessFailedCount, 0),
                cancel
            );
    }

    /// <summary>Whether the account is locked now.</summary>
    public async Task<bool> AreOverAsync(Guid userId, CancellationToken cancel)
    {
        var now = clock.UtcNowMicroseconds();
        await using var db = database.CreateReadContext();
        return await db.Users.AnyAsync(u => u.Id == userId && u.LockoutEnd > now, cancel);
    }
}
