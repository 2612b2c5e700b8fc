using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Writes;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.People;

/// <summary>Asks a signed-in user to confirm their identity before sensitive actions. Wrong answers count like wrong passwords at sign-in:
/// after five the account is locked for 15 minutes.</summary>
public sealed class IdentityConfirmation(
    PortalDatabase database,
    UserManagers managers,
    OneTimeCodes codes,
    FailedAttempts tries,
    TimeProvider clock
)
{
    /// <summary>How long a confirmation is valid.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromMinutes(10);

    private static readonly Refusal.NotAllowed s_nobody = new("change an account");
    private static readonly Refusal.InvalidTransition s_locked = new(
        "Your account is temporarily locked after too many failed attempts. Try again in 15 minutes."
    );

    /// <summary>Checks the actor's current password; returns the user if it is correct.</summary>
    public Task<Outcome<PortalUser>> ByPasswordAsync(Actor actor, string? password, CancellationToken cancel) =>
        CheckAsync(actor, password, takesCode: false, new Refusal.Invalid("current", "This is not your current password."), cancel);

    /// <summary>Checks the password, or a code of the authenticator app, which is then used up.</summary>
    public Task<Outcome<PortalUser>> ByPasswordOrCodeAsync(Actor actor, string? proof, CancellationToken cancel) =>
        CheckAsync(
            actor,
            proof,
            takesCode: true,
            new Refusal.Invalid("proof", "This is not your password or a valid code. Each code works once."),
            cancel
        );

    /// <summary>The refusal if the actor's session has ended, or their last confirmation is older than <see cref="Freshness"/>.</summary>
    public async Task<Refusal?> FreshFaultAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.SessionIdentity is null)
            return s_nobody;
        await using var db = database.CreateReadContext();
        return await SessionChecks.FindAsync(db, actor, cancel) is not { } held ? new Refusal.SignedOut()
            : held.ProvedAt <= clock.GetUtcNow() - Freshness ? new Refusal.IdentityNotConfirmed()
            : null;
    }

    /// <summary>Checks the password or a code, and records the confirmation for <see cref="Freshness"/>.</summary>
    public async Task<Outcome<DateTimeOffset>> ConfirmAsync(Actor actor, string? passwordOrCode, CancellationToken cancel)
    {
        var shown = await ByPasswordOrCodeAsync(actor, passwordOrCode, cancel);
        return shown.IsDone ? await RecordConfirmationAsync(actor, cancel) : shown.Refusal;
    }

    /// <summary>Records that the actor has just confirmed their identity.</summary>
    /// <returns>Until when it is valid.</returns>
    internal async Task<Outcome<DateTimeOffset>> RecordConfirmationAsync(Actor actor, CancellationToken cancel)
    {
        var now = clock.UtcNowMicroseconds();
        await using var db = database.CreateDbContext();
        // Only if the stamp has not changed: a confirmation from before a change of the account does not count.
        return
            await db
                .Sessions.Where(s =>
                    s.Id == actor.SessionIdentity!.SessionId
                    && s.UserId == actor.SessionIdentity.UserId
                    && s.SecurityStamp == actor.SessionIdentity.SecurityStamp
                )
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.ProvedAt, now), cancel) == 1
            ? now + Freshness
            : new Refusal.SignedOut();
    }

    private async Task<Outcome<PortalUser>> CheckAsync(Actor actor, string? proof, bool takesCode, Refusal wrong, CancellationToken cancel)
    {
        if (actor.SessionIdentity is not { } me)
            return s_nobody;
        await using var db = database.CreateDbContext();
        var manager = managers.On(db);
        var user = await manager.FindByIdAsync(me.UserId.ToString());
        if (user is null || await SessionChecks.FaultAsync(db, actor, cancel) is not null)
            return new Refusal.SignedOut();
        if (await manager.IsLockedOutAsync(user))
            return s_locked;
        if (string.IsNullOrEmpty(proof) || proof.Length > PasswordRules.MostLength)
            return wrong;
        if (!await tries.TakeAsync(me.UserId, cancel))
            return s_locked;

        var code = new string([.. proof.Where(c => !char.IsWhiteSpace(c))]);
        if (
            !(
                takesCode && OneTimeCodes.LooksLikeOne(code)
                    ? await codes.TakeAsync(user, code, cancel)
                    : await IsPasswordAsync(manager, user, proof, cancel)
            )
        )
            return wrong;
        await tries.ForgetAsync(me.UserId, cancel);
        return user;
    }

    private static async Task<bool> IsPasswordAsync(PortalUserManager manager, PortalUser user, string password, CancellationToken cancel)
    {
        using (await PasswordHashing.EnterAsync(cancel))
            // Not the manager's own check: it would rehash an old hash and replace the security stamp in the middle of a session.
            return user.PasswordHash is { } hash
                && manager.PasswordHasher.VerifyHashedPassword(user, hash, password) != PasswordVerificationResult.Failed;
    }
}
