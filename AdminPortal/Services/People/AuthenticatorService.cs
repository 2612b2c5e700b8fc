using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.People;

/// <summary>The data for an authenticator app, and the token to send back with its first code.</summary>
/// <param name="Key">In base 32, for typing.</param>
/// <param name="Address">The content of the QR code (<c>otpauth://</c>).</param>
public sealed record AuthenticatorOffer(string Key, string Address, string Token);

/// <summary>A user's own second factor: an authenticator app and ten recovery codes. Nothing is stored before the app has produced a
/// correct code, so that users do not lock themselves out. Turning it on requires a confirmed identity. Turning it on or off ends every
/// session; the caller renews this one.</summary>
public sealed class AuthenticatorService(
    PortalReader reads,
    PortalWriter writer,
    UserManagers managers,
    OneTimeCodes codes,
    AuthenticatorKeys keys,
    IdentityConfirmation owner,
    SignInSettings settings
)
{
    /// <summary>A new key for the actor's app; refused if they already have one.</summary>
    public async Task<Outcome<AuthenticatorOffer>> OfferAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.SessionIdentity is not { } me)
            return s_nobody;
        if (await owner.FreshFaultAsync(actor, cancel) is { } fault)
            return fault;
        return await reads.RunAsync<AuthenticatorOffer>(
            async db =>
            {
                if (await db.Users.AnyAsync(u => u.Id == me.UserId && u.TwoFactorEnabled, cancel))
                    return s_onAlready;
                var key = managers.On(db).GenerateNewAuthenticatorKey();
                return Offer(actor, key, keys.Offer(me, key));
            },
            cancel
        );
    }

    /// <summary>The same key again after a wrong code; refused if the offer has expired.</summary>
    public Outcome<AuthenticatorOffer> OfferAgain(Actor actor, string? token) =>
        actor.SessionIdentity is not { } me ? s_nobody
        : keys.Offered(me, token) is { } key ? Offer(actor, key, token!)
        : s_tooLate;

    /// <summary>Turns it on with the app's first code, which is then used up.</summary>
    /// <returns>The recovery codes, which cannot be shown again.</returns>
    public async Task<Outcome<IReadOnlyList<string>>> TurnOnAsync(Actor actor, string? token, string? code, CancellationToken cancel)
    {
        if (actor.SessionIdentity is not { } me)
            return s_nobody;
        if (keys.Offered(me, token) is not { } key)
            return s_tooLate;
        if (codes.StepOf(key, new string([.. (code ?? "").Where(c => !char.IsWhiteSpace(c))])) is not { } step)
            return new Refusal.Invalid(
                "code",
                "This code does not match. Enter the code that the app shows now, and check that your device's " + "clock is correct."
            );

        if (await owner.FreshFaultAsync(actor, cancel) is { } fault)
            return fault;
        var kept = keys.Seal(key);
        return await AccountService.ChangeAsync<IReadOnlyList<string>>(
            writer,
            managers,
            actor,
            async (write, manager, user) =>
            {
                if (user.TwoFactorEnabled)
                    return s_onAlready;
                await manager.KeepAuthenticatorKeyAsync(user, kept);
                (user.TwoFactorEnabled, user.LastTotpStep) = (true, step);
                var recovery = await manager.GenerateNewTwoFactorRecoveryCodesAsync(user, RecoveryCodes.Count);
                await manager.UpdateSecurityStampAsync(user);
                write.Audit(AuditActions.TwoFactorTurnedOn, AuditRecords.User, user.Id, null, null, ChangeKind.Users, user.BusinessId);
                return Outcome.Done<IReadOnlyList<string>>([.. recovery!]);
            },
            cancel
        );
    }

    /// <summary>Turns it off; needs the password or a code. The recovery codes become invalid.</summary>
    public async Task<Outcome<UserRecord>> TurnOffAsync(Actor actor, string? passwordOrCode, CancellationToken cancel)
    {
        if (settings.Requires(actor.Role))
            return s_required;
        var shown = await owner.ByPasswordOrCodeAsync(actor, passwordOrCode, cancel);
        if (!shown.IsDone)
            return shown.Refusal;
        return await AccountService.ChangeAsync<UserRecord>(
            writer,
            managers,
            actor,
            async (write, manager, user) =>
            {
                if (!user.TwoFactorEnabled)
                    return s_off;
                await manager.DropAuthenticatorAsync(user);
                await manager.UpdateSecurityStampAsync(user);
                write.Audit(AuditActions.TwoFactorTurnedOff, AuditRecords.User, user.Id, null, null, ChangeKind.Users, user.BusinessId);
                return UserRecord.Of(user);
            },
            cancel
        );
    }

    /// <summary>Ten new recovery codes; needs the password or a code. The old ones become invalid.</summary>
    public async Task<Outcome<IReadOnlyList<string>>> ReplaceRecoveryCodesAsync(
        Actor actor,
        string? passwordOrCode,
        CancellationToken cancel
    )
    {
        var shown = await owner.ByPasswordOrCodeAsync(actor, passwordOrCode, cancel);
        if (!shown.IsDone)
            return shown.Refusal;
        return await AccountService.ChangeAsync<IReadOnlyList<string>>(
            writer,
            managers,
            actor,
            async (write, manager, user) =>
            {
                if (!user.TwoFactorEnabled)
                    return s_off;
                var recovery = await manager.GenerateNewTwoFactorRecoveryCodesAsync(user, RecoveryCodes.Count);
                write.Audit(AuditActions.RecoveryCodesReplaced, AuditRecords.User, user.Id, null, null, ChangeKind.Users, user.BusinessId);
                return Outcome.Done<IReadOnlyList<string>>([.. recovery!]);
            },
            cancel
        );
    }

    /// <summary>Uses up a recovery code at sign-in; of two concurrent uses one is refused.</summary>
    internal async Task<bool> TakeRecoveryCodeAsync(PortalUser person, string code, CancellationToken cancel)
    {
        var taken = await writer.RunAsync<UserRecord>(
            Actor.Nobody with
            {
                Name = person.Email!,
            },
            async write =>
            {
                var manager = managers.On(write.Db);
                if (
                    await manager.FindByIdAsync(person.Id.ToString()) is not { TwoFactorEnabled: true } user
                    || !(await manager.RedeemTwoFactorRecoveryCodeAsync(user, code)).Succeeded
                )
                    return new Refusal.Invalid("code", "This recovery code is invalid or already used.");
                write.Audit(AuditActions.RecoveryCodeUsed, AuditRecords.User, user.Id, null, null, ChangeKind.Users, user.BusinessId);
                return UserRecord.Of(user);
            },
            cancel
        );
        return taken.IsDone;
    }

    private static readonly Refusal.NotAllowed s_nobody = new("have a second factor");
    private static readonly Refusal.InvalidTransition s_onAlready = new(
        "Your account already has an authenticator app. Turn it off before setting up another."
    );
    private static readonly Refusal.InvalidTransition s_required = new(
        "Your role requires two-factor authentication. If you lost your app, ask an admin to reset it."
    );
    private static readonly Refusal.InvalidTransition s_off = new("Your account has no authenticator app.");
    private static readonly Refusal.Invalid s_tooLate = new(
        "token",
        "This key has expired, or your account has changed. Start again with a new key."
    );

    private static AuthenticatorOffer Offer(Actor actor, string key, string token) =>
        new(key, $"otpauth://totp/AdminPortal:{Uri.EscapeDataString(actor.Name)}?secret={key}&issuer=AdminPortal", token);
}
