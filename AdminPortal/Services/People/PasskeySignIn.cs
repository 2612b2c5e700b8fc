using System.Net;
using System.Security.Claims;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Writes;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.People;

/// <summary>The two steps of a WebAuthn ceremony: the options for the browser, and the verification of its response. The challenge is kept
/// in an encrypted cookie for five minutes. Scoped to a request.</summary>
public sealed class PasskeySignIn(
    SignInManager<PortalUser> signIn,
    SignInService session,
    PasskeyService passkeys,
    IdentityConfirmation owner,
    PortalDatabase database,
    SecurityLog security,
    ILogger<PasskeySignIn> log
)
{
    private const string Passkey = "passkey";

    private static readonly Refusal.Invalid s_notYours = new(
        "passkey",
        "This passkey is not in your account, or it took too long. Try again or use your password."
    );
    private static readonly Refusal.Invalid s_unjudged = new(
        "passkey",
        "The passkey could not be added because the request expired. Try again."
    );

    /// <summary>Options for signing in. They name no user, so they do not reveal who has an account.</summary>
    public Task<string> AskToSignInAsync() => signIn.MakePasskeyRequestOptionsAsync(null);

    /// <summary>Options for creating a passkey for the actor.</summary>
    public async Task<Outcome<string>> AskToCreateAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.SessionIdentity is not { } me)
            return new Refusal.NotAllowed("add passkeys");
        if (await owner.FreshFaultAsync(actor, cancel) is { } fault)
            return fault;
        return await signIn.MakePasskeyCreationOptionsAsync(
            new()
            {
                Id = me.UserId.ToString(),
                Name = actor.Name,
                DisplayName = actor.Name,
            }
        );
    }

    /// <summary>Adds the passkey that the browser created.</summary>
    /// <param name="credential">Its response, as JSON.</param>
    public async Task<Outcome<PasskeyRecord>> AddAsync(Actor actor, string? name, string? credential, CancellationToken cancel)
    {
        if (actor.SessionIdentity is not { } me)
            return new Refusal.NotAllowed("add passkeys");
        if (
            await JudgeAsync(() => signIn.PerformPasskeyAttestationAsync(credential!), credential) is not { Succeeded: true } made
            || made.UserEntity.Id != me.UserId.ToString()
        )
            return s_unjudged;
        return await passkeys.AddAsync(actor, name, made.Passkey, cancel);
    }

    /// <summary>Signs the passkey's owner in. No code is required: the device has verified them by fingerprint, face or PIN.</summary>
    /// <param name="credential">The browser's response, as JSON.</param>
    public async Task<SignInStep> SignInAsync(string? credential, CancellationToken cancel)
    {
        try
        {
            return await JudgeSignInAsync(credential, cancel);
        }
        catch (Exception error) when (SignInService.IsNotNow(error))
        {
            log.LogWarning(error, "Sign-in is unavailable: the database cannot be written");
            return SignInStep.NotNow;
        }
    }

    private async Task<SignInStep> JudgeSignInAsync(string? credential, CancellationToken cancel)
    {
        if (await JudgeAsync(() => signIn.PerformPasskeyAssertionAsync(credential!), credential) is not { Succeeded: true } known)
        {
            security.SignInRefused(null, Passkey, "unknown passkey", From);
            return SignInStep.Refused;
        }

        await using var db = database.CreateReadContext();
        var user = await db.Users.SingleOrDefaultAsync(u => u.Id == known.User.Id, cancel);
        if (
            user is null
            || await signIn.UserManager.IsLockedOutAsync(user)
            || !(await passkeys.NoteUseAsync(user, known.Passkey, cancel)).IsDone
        )
        {
            security.SignInRefused(known.User.Id, Passkey, "account locked or passkey removed", From);
            return SignInStep.Refused;
        }

        await session.BeginAsync(user, isPersistent: false, new Claim(SignInService.HowClaim, ActiveSession.ByPasskey));
        return SignInStep.SignedIn;
    }

    /// <summary>Confirms the actor's identity with one of their own passkeys, for <see cref="IdentityConfirmation.Freshness"/>.</summary>
    /// <param name="credential">The browser's response, as JSON.</param>
    public async Task<Outcome<DateTimeOffset>> ConfirmAsync(Actor actor, string? credential, CancellationToken cancel)
    {
        if (actor.SessionIdentity is not { } me)
            return new Refusal.NotAllowed("show who they are");
        if (await SessionChecks.FaultAsync(database, actor, cancel) is { } fault)
            return fault;
        if (
            await JudgeAsync(() => signIn.PerformPasskeyAssertionAsync(credential!), credential) is not { Succeeded: true } known
            || known.User.Id != me.UserId
        )
            return s_notYours;
        await using var db = database.CreateReadContext();
        var user = await db.Users.SingleAsync(u => u.Id == me.UserId, cancel);
        return (await passkeys.NoteUseAsync(user, known.Passkey, cancel)).IsDone
            ? await owner.RecordConfirmationAsync(actor, cancel)
            : s_notYours;
    }

    private IPAddress? From => signIn.Context.Connection.RemoteIpAddress;

    /// <summary>The verification; null for an invalid response, or if the challenge is missing or expired.</summary>
    private static async Task<T?> JudgeAsync<T>(Func<Task<T>> judge, string? credential)
        where T : class
    {
        if (string.IsNullOrEmpty(credential))
            return null;
        try
        {
            return await judge();
        }
        catch (InvalidOperationException)
        {
            // Identity throws this if there is no challenge.
            return null;
        }
    }
}
