using System.Net;
using System.Security.Claims;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Writes;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.People;

/// <summary>
/// The two halves of every talk with a passkey (WebAuthn): what the browser is asked, and the judgement of what it answers. What was asked
/// travels in a sealed cookie for five minutes. Lives with one request.
/// </summary>
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

    /// <summary>What to ask a browser that wants to sign in. It names nobody, so it tells nobody who has an account.</summary>
    public Task<string> AskToSignInAsync() => signIn.MakePasskeyRequestOptionsAsync(null);

    /// <summary>What to ask a browser that is to make a passkey for the actor.</summary>
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

    /// <summary>Adds the passkey that the browser made.</summary>
    /// <param name="credential">Its answer, as JSON.</param>
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

    /// <summary>Signs the passkey's owner in. No code is asked for: the device has asked them for a finger, a face or a PIN.</summary>
    /// <param name="credential">The browser's answer, as JSON.</param>
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

    /// <summary>
    /// Takes one of the actor's own passkeys as a proof that it is they, which counts for <see cref="IdentityConfirmation.Freshness"/>.
    /// </summary>
    /// <param name="credential">The browser's answer, as JSON.</param>
    public async Task<Outcome<DateTimeOffset>> ProveAsync(Actor actor, string? credential, CancellationToken cancel)
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
        return (await passkeys.NoteUseAsync(user, known.Passkey, cancel)).IsDone ? await owner.NoteProofAsync(actor, cancel) : s_notYours;
    }

    private IPAddress? From => signIn.Context.Connection.RemoteIpAddress;

    /// <summary>The judgement; null for an answer that is none, or to a question that was not asked or too long ago.</summary>
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
            // How Identity says that nothing was asked.
            return null;
        }
    }
}
