using System.Net;
using System.Security.Claims;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using Microsoft.AspNetCore.Authentication;
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

    /// <summary>The database cannot be written now, so nobody can sign in: answered alike to everybody.</summary>
    NotNow,
}

/// <summary>
/// Signs the request's person in and out. Lives with one request. The session itself begins as the cookie is made
/// (<see cref="BeginSessionAsync"/>),
/// so that there is never a cookie without one.
/// </summary>
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
    /// <summary>The claim that says how somebody signed in (RFC 8176); Identity sets it for passwords.</summary>
    internal const string HowClaim = "amr";

    private const string Password = "password";

    private static readonly string s_stampClaim = new ClaimsIdentityOptions().SecurityStampClaimType;

    /// <summary>Takes a password. After five wrong ones the account refuses for 15 minutes, also the right one.</summary>
    public async Task<SignInStep> WithPasswordAsync(string? email, string? password, bool remember, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(email) || string.IsNullOrEmpty(password) || password.Length > PasswordRules.MostLength)
            return SignInStep.Refused;
        try
        {
            // A known account's wrong password is written down, an unknown one's is not. Where nothing can be written, the two would be
            // told apart.
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
            // The same work as for a known one, so that the time taken does not tell.
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

    /// <summary>Whether a password was accepted a moment ago, still counts, and a code is awaited.</summary>
    public async Task<bool> IsCodeAwaitedAsync(CancellationToken cancel) => await AwaitedAsync(cancel) is not null;

    /// <summary>Takes the code of an authenticator app, each once, or a recovery code.</summary>
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
        // With the stamp as it was before the code: a change of the account meanwhile ends this session before it begins.
        await BeginAsync(user, remember, new Claim(HowClaim, "mfa"));
        return SignInStep.SignedIn;
    }

    /// <summary>Signs in somebody who has just chosen their password with a link.</summary>
    public async Task SignInJoinedAsync(Guid userId)
    {
        if (await signIn.UserManager.FindByIdAsync(userId.ToString()) is { TwoFactorEnabled: false } user)
            await BeginAsync(user, isPersistent: false, new Claim(HowClaim, "link"));
    }

    /// <summary>Keeps this session alive after its person ended all of theirs: it carries the new security stamp from now on.</summary>
    public async Task RenewAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.SessionIdentity is not { } me)
            return;

        // Not through the manager, which may have read the person before the change.
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
            // This browser forgets it also where the database cannot be written now.
            await signIn.SignOutAsync();
        }
    }

    /// <summary>Begins the session that a cookie is about to be made for, unless it names one that goes on.</summary>
    /// <param name="principal">What the cookie will say; it gets the session's id.</param>
    /// <exception cref="IOException">The database does not take it now.</exception>
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

    /// <summary>Signs in somebody who has shown who they are.</summary>
    /// <param name="how">What they have shown (RFC 8176).</param>
    internal Task BeginAsync(PortalUser user, bool isPersistent, Claim how) => signIn.SignInWithClaimsAsync(user, isPersistent, [how]);

    /// <summary>Keeps in a sealed cookie, for five minutes, that the password was right, and under which security stamp it was.</summary>
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

    /// <summary>
    /// The person whose code is awaited. Null once anything changed that ends their sessions (password, role, lock, second factor,
    /// passkey):
    /// the password that this step began with may not be theirs any more.
    /// </summary>
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
            && user.LockoutEnd != PeopleService.Forever
        )
            return user;
        security.CodeRefused(id, From);
        return null;
    }

    /// <summary>Writes what is there already, as much as counting a wrong password does.</summary>
    private async Task ProbeWriteAsync(CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        await db.Installations.ExecuteUpdateAsync(set => set.SetProperty(i => i.CreatedAt, i => i.CreatedAt), cancel);
    }

    /// <summary>Whether the database refused, or a session could not begin (<see cref="BeginSessionAsync"/>).</summary>
    internal static bool IsNotNow(Exception error) => error is IOException || DatabaseErrors.IsUnavailable(error);

    private IPAddress? From => signIn.Context.Connection.RemoteIpAddress;
}
