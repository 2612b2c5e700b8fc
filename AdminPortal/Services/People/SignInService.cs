using System.Net;
using System.Security.Claims;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.People;

/// <summary>The result of a sign-in attempt.</summary>
public enum SignInStep
{
    SignedIn,

    /// <summary>The password is correct; a code is required.</summary>
    CodeWanted,

    /// <summary>Wrong, unknown, locked or not yet joined: the response is the same, so that nobody learns which addresses have an
    /// account.</summary>
    Refused,

    /// <summary>The database cannot be written, so nobody can sign in; the response is the same for everyone.</summary>
    NotNow,
}

/// <summary>Signs the request's user in and out. Scoped to a request. The session begins when the cookie is created
/// (<see cref="BeginSessionAsync"/>), so that there is never a cookie without one.</summary>
public sealed class SignInService(
    SignInManager<PortalUser> signIn,
    PortalDatabase database,
    SessionService sessions,
    OneTimeCodes codes,
    AuthenticatorService authenticators,
    FailedAttempts tries,
    SecurityLog security,
    ILogger<SignInService> log
)
{
    /// <summary>The claim with the sign-in method (RFC 8176); Identity sets it for passwords.</summary>
    internal const string HowClaim = "amr";

    private const string Password = "password";

    private static readonly string s_stampClaim = new ClaimsIdentityOptions().SecurityStampClaimType;

    /// <summary>Checks a password. After five wrong ones the account is locked for 15 minutes, also for the correct one.</summary>
    public async Task<SignInStep> WithPasswordAsync(string? email, string? password, bool remember, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(email) || string.IsNullOrEmpty(password) || password.Length > PasswordRules.MostLength)
            return SignInStep.Refused;
        try
        {
            // A wrong password is recorded for known accounts only. If nothing can be written, the response would reveal the difference.
            await ProbeWriteAsync(cancel);
            return await JudgePasswordAsync(email, password, remember, cancel);
        }
        catch (Exception error) when (IsNotNow(error))
        {
            log.LogWarning(error, "Sign-in is unavailable: the database cannot be written");
            return SignInStep.NotNow;
        }
    }

    private async Task<SignInStep> JudgePasswordAsync(string email, string password, bool remember, CancellationToken cancel)
    {
        using var place = await PasswordHashing.EnterAsync(cancel);
        var manager = signIn.UserManager;
        var user = EmailAddresses.ForLookup(email) is { Length: <= EmailAddresses.MaxLength } address
            ? await manager.FindByEmailAsync(address)
            : null;
        var isLocked = user is not null && await manager.IsLockedOutAsync(user);
        if (user is not { PasswordHash: not null } || isLocked)
        {
            // The same work as for a known account, so that response times do not differ.
            manager.PasswordHasher.VerifyHashedPassword(new PortalUser(), PasswordHashing.OfNobody, password);
            security.SignInRefused(user?.Id, Password, isLocked ? "account locked" : "no such account", From);
            return SignInStep.Refused;
        }

        var result = await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        if (result.Succeeded && user.TwoFactorEnabled)
        {
            await AwaitCodeAsync(user);
            return SignInStep.CodeWanted;
        }

        if (result.Succeeded)
        {
            await BeginAsync(user, remember, new Claim(HowClaim, "pwd"));
            return SignInStep.SignedIn;
        }

        security.SignInRefused(user.Id, Password, "wrong password", From);
        if (result.IsLockedOut)
            security.AccountLocked(user.Id, From);
        return SignInStep.Refused;
    }

    /// <summary>Whether a password was accepted recently and a code is awaited.</summary>
    public async Task<bool> IsCodeAwaitedAsync(CancellationToken cancel) => await AwaitedAsync(cancel) is not null;

    /// <summary>Checks the code of an authenticator app or a recovery code; each is valid once.</summary>
    public async Task<SignInStep> WithCodeAsync(string? code, bool remember, CancellationToken cancel)
    {
        try
        {
            return await JudgeCodeAsync(code, remember, cancel);
        }
        catch (Exception error) when (IsNotNow(error))
        {
            log.LogWarning(error, "Sign-in is unavailable: the database cannot be written");
            return SignInStep.NotNow;
        }
    }

    private async Task<SignInStep> JudgeCodeAsync(string? code, bool remember, CancellationToken cancel)
    {
        if (await AwaitedAsync(cancel) is not { } user)
            return SignInStep.Refused;
        if (!await tries.TakeAsync(user.Id, cancel))
        {
            security.CodeRefused(user.Id, From);
            return SignInStep.Refused;
        }

        var text = new string([.. (code ?? "").Where(c => !char.IsWhiteSpace(c))]);
        if (
            !(
                OneTimeCodes.LooksLikeOne(text)
                    ? await codes.TakeAsync(user, text, cancel)
                    : await authenticators.TakeRecoveryCodeAsync(user, text, cancel)
            )
        )
        {
            security.CodeRefused(user.Id, From);
            if (await tries.AreOverAsync(user.Id, cancel))
                security.AccountLocked(user.Id, From);
            return SignInStep.Refused;
        }

        await tries.ForgetAsync(user.Id, cancel);
        await signIn.SignOutAsync();
        // With the stamp from before the code: a change of the account in the meantime makes this session invalid.
        await BeginAsync(user, remember, new Claim(HowClaim, "mfa"));
        return SignInStep.SignedIn;
    }

    /// <summary>Signs in a user who has just set their password through a link.</summary>
    public async Task SignInJoinedAsync(Guid userId)
    {
        if (await signIn.UserManager.FindByIdAsync(userId.ToString()) is { TwoFactorEnabled: false } user)
            await BeginAsync(user, isPersistent: false, new Claim(HowClaim, "link"));
    }

    /// <summary>Keeps this session alive after its user ended all sessions: it continues with the new security stamp.</summary>
    public async Task RenewAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.SessionIdentity is not { } me)
            return;

        // Not through the manager, which may have cached the user from before the change.
        await using var db = database.CreateReadContext();
        var user = await db.Users.SingleAsync(u => u.Id == me.UserId, cancel);
        if (!await sessions.CarryOverAsync(me, user.SecurityStamp!, cancel))
            return;
        var isPersistent = (await signIn.Context.AuthenticateAsync(IdentityConstants.ApplicationScheme)).Properties?.IsPersistent ?? false;
        await signIn.SignInWithClaimsAsync(
            user,
            isPersistent,
            signIn.Context.User.Claims.Where(c => c.Type is SessionActor.SessionClaim or HowClaim)
        );
    }

    /// <summary>Ends the session, on the server and in this browser.</summary>
    public async Task SignOutAsync(CancellationToken cancel)
    {
        try
        {
            if (SessionActor.Of(signIn.Context.User) is { } actor)
                await sessions.LeaveAsync(actor, From, cancel);
        }
        finally
        {
            // The cookie is removed even if the database cannot be written.
            await signIn.SignOutAsync();
        }
    }

    /// <summary>Begins the session for a new cookie, unless it names an existing one.</summary>
    /// <param name="principal">The cookie's claims; gets the session's id.</param>
    /// <exception cref="IOException">The database cannot be written.</exception>
    public async Task BeginSessionAsync(ClaimsPrincipal principal, CancellationToken cancel)
    {
        if (
            principal.Identity is not ClaimsIdentity identity
            || identity.HasClaim(c => c.Type == SessionActor.SessionClaim)
            || SessionActor.Of(principal) is not { } person
        )
            return;
        var http = signIn.Context;
        var begun = await sessions.BeginAsync(
            person,
            SessionActor.Of(http.User),
            principal.FindFirstValue(HowClaim) ?? "",
            http.Request.Headers.UserAgent,
            From,
            cancel
        );
        if (!begun.IsDone)
            throw new IOException(begun.Refusal.Message);
        identity.AddClaim(new Claim(SessionActor.SessionClaim, begun.Value.ToString("N")));
    }

    /// <summary>Signs in an authenticated user.</summary>
    /// <param name="how">The sign-in method (RFC 8176).</param>
    internal Task BeginAsync(PortalUser user, bool isPersistent, Claim how) => signIn.SignInWithClaimsAsync(user, isPersistent, [how]);

    /// <summary>Stores in an encrypted cookie, for five minutes, that the password was correct, with the security stamp.</summary>
    private Task AwaitCodeAsync(PortalUser user) =>
        signIn.Context.SignInAsync(
            IdentityConstants.TwoFactorUserIdScheme,
            new ClaimsPrincipal(
                new ClaimsIdentity(
                    [new Claim(ClaimTypes.Name, user.Id.ToString()), new Claim(s_stampClaim, user.SecurityStamp!)],
                    IdentityConstants.TwoFactorUserIdScheme
                )
            )
        );

    /// <summary>The user whose code is awaited. Null after any change that ends their sessions (password, role, lock, second factor,
    /// passkey): the password of the first step may no longer be valid.</summary>
    private async Task<PortalUser?> AwaitedAsync(CancellationToken cancel)
    {
        var pending = await signIn.Context.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme);
        if (
            !Guid.TryParse(pending.Principal?.FindFirstValue(ClaimTypes.Name), out var id)
            || pending.Principal?.FindFirstValue(s_stampClaim) is not { } stamp
        )
            return null;
        await using var db = database.CreateReadContext();
        if (
            await db.Users.SingleOrDefaultAsync(u => u.Id == id, cancel) is { TwoFactorEnabled: true } user
            && user.SecurityStamp == stamp
            && await signIn.UserManager.GetLockoutEndDateAsync(user) != UserRules.LockedForever
        )
            return user;
        security.CodeRefused(id, From);
        return null;
    }

    /// <summary>Writes existing values, to test whether counting a wrong password would succeed.</summary>
    private async Task ProbeWriteAsync(CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        await db.Installations.ExecuteUpdateAsync(set => set.SetProperty(i => i.CreatedAt, i => i.CreatedAt), cancel);
    }

    /// <summary>Whether the database refused, or a session could not begin (<see cref="BeginSessionAsync"/>).</summary>
    internal static bool IsNotNow(Exception error) => error is IOException || DatabaseErrors.IsUnavailable(error);

    private IPAddress? From => signIn.Context.Connection.RemoteIpAddress;
}
