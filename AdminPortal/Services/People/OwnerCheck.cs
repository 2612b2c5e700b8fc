using AdminPortal.Data;
using AdminPortal.Data.Records;

namespace AdminPortal.Services.People;

/// <summary>
/// Asks somebody who is signed in to show that it is they, before what whoever finds an open page must not do. Wrong answers count like
/// wrong passwords at the door: after five the account refuses for 15 minutes.
/// </summary>
public sealed class OwnerCheck(PortalDatabase database, UserManagers managers, OneTimeCodes codes)
{
    private static readonly Refusal.IllegalMove s_locked = new("After too many wrong tries the account is locked for a while. Try again in 15 minutes.");

    /// <summary>Takes the password that the actor has now; the person where it is right.</summary>
    public Task<Outcome<PortalUser>> ByPasswordAsync(Actor actor, string? password, CancellationToken cancel) =>
        CheckAsync(actor, password, takesCode: false, new Refusal.Invalid("current", "This is not your present password."), cancel);

    /// <summary>Takes the password, or a code of the authenticator app, which is used up by it.</summary>
    public Task<Outcome<PortalUser>> ByPasswordOrCodeAsync(Actor actor, string? proof, CancellationToken cancel) =>
        CheckAsync(actor, proof, takesCode: true, new Refusal.Invalid("proof", "This is neither your password nor a code that is good now. Each code is good once."), cancel);

    private async Task<Outcome<PortalUser>> CheckAsync(Actor actor, string? proof, bool takesCode, Refusal wrong, CancellationToken cancel)
    {
        if (actor.Standing is not { } me)
            return new Refusal.NotAllowed("change an account");
        await using var db = database.CreateDbContext();
        var manager = managers.On(db);
        var user = await manager.FindByIdAsync(me.UserId.ToString());
        if (user is null || user.SecurityStamp != me.SecurityStamp)
            return new Refusal.SignedOut();
        if (await manager.IsLockedOutAsync(user))
            return s_locked;
        if (string.IsNullOrEmpty(proof) || proof.Length > PasswordRules.MostLength)
            return wrong;

        var code = new string([.. proof.Where(c => !char.IsWhiteSpace(c))]);
        if (takesCode && OneTimeCodes.LooksLikeOne(code) ? await codes.TakeAsync(user, code, cancel) : await IsPasswordAsync(manager, user, proof, cancel))
            return user;
        await manager.AccessFailedAsync(user);
        return wrong;
    }

    private static async Task<bool> IsPasswordAsync(PortalUserManager manager, PortalUser user, string password, CancellationToken cancel)
    {
        using (await PasswordHashing.EnterAsync(cancel))
            return await manager.CheckPasswordAsync(user, password);
    }
}
