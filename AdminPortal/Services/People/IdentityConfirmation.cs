using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Writes;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.People;

/// <summary>
/// Asks a signed-in person to confirm their identity before actions that a stranger at an open page must not do. Wrong answers count like
/// wrong passwords at the door: after five the account refuses for 15 minutes.
/// </summary>
public sealed class IdentityConfirmation(
    PortalDatabase database,
    UserManagers managers,
    OneTimeCodes codes,
    FailedAttempts tries,
    TimeProvider clock
)
{
    /// <summary>For how long it counts that somebody has shown who they are.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromMinutes(10);

    private static readonly Refusal.NotAllowed s_nobody = new("change an account");
    private static readonly Refusal.InvalidTransition s_locked = new(
        "Your account is temporarily locked after too many failed attempts. Try again in 15 minutes."
    );

    /// <summary>Takes the password that the actor has now; the person where it is right.</summary>
    public Task<Outcome<PortalUser>> ByPasswordAsync(Actor actor, string? password, CancellationToken cancel) =>
        CheckAsync(actor, password, takesCode: false, new Refusal.Invalid("current", "This is not your current password."), cancel);

    /// <summary>Takes the password, or a code of the authenticator app, which is used up by it.</summary>
    public Task<Outcome<PortalUser>> ByPasswordOrCodeAsync(Actor actor, string? proof, CancellationToken cancel) =>
        CheckAsync(
            actor,
            proof,
            takesCode: true,
            new Refusal.Invalid("proof", "This is not your password or a valid code. Each code works once."),
            cancel
        );

    /// <summary>
    /// The refusal when the actor's session has ended, or they last showed longer than <see cref="Freshness"/> ago who they are.
    /// </summary>
    public async Task<Refusal?> FreshFaultAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.SessionIdentity is null)
            return s_nobody;
        await using var db = database.CreateReadContext();
        return await SessionChecks.FindAsync(db, actor, cancel) is not { } held ? new Refusal.SignedOut()
            : held.ProvedAt <= clock.GetUtcNow() - Freshness ? new Refusal.IdentityNotConfirmed()
            : null;
    }

    /// <summary>Takes the password or a code, and lets it count for <see cref="Freshness"/>.</summary>
    public async Task<Outcome<DateTimeOffset>> ProveAsync(Actor actor, string? passwordOrCode, CancellationToken cancel)
    {
        var shown = await ByPasswordOrCodeAsync(actor, passwordOrCode, cancel);
        return shown.IsDone ? await NoteProofAsync(actor, cancel) : shown.Refusal;
    }

    /// <summary>Keeps that the actor has shown just now who they are.</summary>
    /// <returns>Until when it counts.</returns>
    internal async Task<Outcome<DateTimeOffset>> NoteProofAsync(Actor actor, CancellationToken cancel)
    {
        var now = clock.UtcNowMicroseconds();
        await using var db = database.CreateDbContext();
        // Only under the stamp that the proof was judged under: what was shown before a change of the account counts no more.
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
            // Not the manager's own check: it keeps an old hash anew, and replaces the security stamp with it, in the middle of a session.
            return user.PasswordHash is { } hash
                && manager.PasswordHasher.VerifyHashedPassword(user, hash, password) != PasswordVerificationResult.Failed;
    }
}
