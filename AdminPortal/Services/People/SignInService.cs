using System.Security.Claims;
using AdminPortal.Data;
using AdminPortal.Data.Records;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.People;

/// <summary>What an attempt to sign in came to.</summary>
public enum SignInStep
{
    SignedIn,

    /// <summary>The password is right; a code is wanted too.</summary>
    CodeWanted,

    /// <summary>
    /// Wrong, unknown, locked or not yet joined: answered alike, so that nobody learns which addresses have an account.
    /// </summary>
    Refused,
}

/// <summary>Signs the request's person in and out. Lives with one request.</summary>
public sealed class SignInService(SignInManager<PortalUser> signIn, PortalDatabase database, OneTimeCodes codes, AuthenticatorService authenticators, TimeProvider clock, ILogger<SignInService> log)
{
    private static readonly string s_noHash = new PasswordHasher<PortalUser>().HashPassword(new PortalUser(), Guid.NewGuid().ToString());

    /// <summary>Takes a password. After five wrong ones the account refuses for 15 minutes, also the right one.</summary>
    public async Task<SignInStep> WithPasswordAsync(string? email, string? password, bool remember, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(email) || string.IsNullOrEmpty(password) || password.Length > PasswordRules.MostLength)
            return SignInStep.Refused;
        using var place = await PasswordHashing.EnterAsync(cancel);
        var manager = signIn.UserManager;
        var user = await manager.FindByEmailAsync(email.Trim());
        if (user is not { PasswordHash: not null } || await manager.IsLockedOutAsync(user))
        {
            // The same work as for a known one, so that the time taken does not tell.
            manager.PasswordHasher.VerifyHashedPassword(new PortalUser(), s_noHash, password);
            log.LogInformation("A sign-in was refused");
            return SignInStep.Refused;
        }

        var result = await signIn.PasswordSignInAsync(user, password, remember, lockoutOnFailure: true);
        if (result.RequiresTwoFactor)
            return SignInStep.CodeWanted;
        if (!result.Succeeded)
        {
            log.LogInformation("A sign-in of {User} was refused", user.Id);
            return SignInStep.Refused;
        }

        await NoteAsync(user.Id, cancel);
        return SignInStep.SignedIn;
    }

    /// <summary>Whether a password was taken a moment ago and a code is awaited.</summary>
    public async Task<bool> IsCodeAwaitedAsync() => await signIn.GetTwoFactorAuthenticationUserAsync() is not null;

    /// <summary>Takes the code of an authenticator app, each once, or a recovery code.</summary>
    public async Task<SignInStep> WithCodeAsync(string? code, bool remember, CancellationToken cancel)
    {
        if (await signIn.GetTwoFactorAuthenticationUserAsync() is not { } user || await signIn.UserManager.IsLockedOutAsync(user))
            return SignInStep.Refused;
        var text = new string([.. (code ?? "").Where(c => !char.IsWhiteSpace(c))]);
        if (!(OneTimeCodes.LooksLikeOne(text) ? await codes.TakeAsync(user, text, cancel) : await authenticators.TakeRecoveryCodeAsync(user, text, cancel)))
        {
            await signIn.UserManager.AccessFailedAsync(user);
            return SignInStep.Refused;
        }

        await signIn.SignOutAsync();
        await BeginAsync(user, remember, new Claim("amr", "mfa"), cancel);
        return SignInStep.SignedIn;
    }

    /// <summary>Signs in somebody who has just chosen their password with a link.</summary>
    public async Task SignInJoinedAsync(Guid userId, CancellationToken cancel)
    {
        if (await signIn.UserManager.FindByIdAsync(userId.ToString()) is not { TwoFactorEnabled: false } user)
            return;
        await signIn.SignInAsync(user, isPersistent: false);
        await NoteAsync(user.Id, cancel);
    }

    /// <summary>Keeps this session alive after its person ended all of theirs: it carries the new security stamp from now on.</summary>
    public async Task RenewAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.Standing is not { } me)
            return;

        // Not through the manager, which may have read the person before the change.
        await using var db = database.CreateReadContext();
        await signIn.RefreshSignInAsync(await db.Users.SingleAsync(u => u.Id == me.UserId, cancel));
    }

    public Task SignOutAsync() => signIn.SignOutAsync();

    /// <summary>Begins a session of somebody who has shown who they are.</summary>
    /// <param name="how">What they have shown (RFC 8176).</param>
    internal async Task BeginAsync(PortalUser user, bool isPersistent, Claim how, CancellationToken cancel)
    {
        await signIn.SignInWithClaimsAsync(user, isPersistent, [how]);
        await NoteAsync(user.Id, cancel);
    }

    private async Task NoteAsync(Guid userId, CancellationToken cancel)
    {
        var now = clock.UtcNowMicroseconds();
        await using var db = database.CreateDbContext();
        await db.Users.Where(u => u.Id == userId).ExecuteUpdateAsync(set => set.SetProperty(u => u.LastSignInAt, now).SetProperty(u => u.AccessFailedCount, 0), cancel);
    }
}
