using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.People;

/// <summary>A user's own account, without secrets.</summary>
/// <param name="RecoveryCodesLeft">Unused recovery codes; 0 without a second factor.</param>
public sealed record AccountRecord(
    string Email,
    PortalRole Role,
    bool HasTwoFactor,
    int RecoveryCodesLeft,
    DateTimeOffset? LastSignInAt,
    IReadOnlyList<PasskeyRecord> Passkeys
);

/// <summary>The user's own account: everyone may view theirs and change their password.</summary>
public sealed class AccountService(
    PortalDatabase database,
    PortalReader reads,
    PortalWriter writer,
    UserManagers managers,
    IdentityConfirmation owner
)
{
    /// <summary>The actor's own account.</summary>
    public async Task<Outcome<AccountRecord>> FindAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.SessionIdentity is not { } me)
            return s_nobody;
        return await reads.RunAsync<AccountRecord>(
            async db =>
            {
                if (await SessionChecks.FaultAsync(db, actor, cancel) is { } fault)
                    return fault;
                var user = await db.Users.SingleAsync(u => u.Id == me.UserId, cancel);
                var manager = managers.On(db);
                return new AccountRecord(
                    user.Email!,
                    user.Role,
                    user.TwoFactorEnabled,
                    user.TwoFactorEnabled ? await manager.CountRecoveryCodesAsync(user) : 0,
                    user.LastSignInAt,
                    [.. (await manager.GetPasskeysAsync(user)).Select(PasskeyRecord.Of).OrderBy(p => p.CreatedAt)]
                );
            },
            cancel
        );
    }

    /// <summary>Sets a new password; needs the current one. All sessions end; the caller renews this one.</summary>
    public async Task<Outcome<UserRecord>> ChangePasswordAsync(Actor actor, string? current, string? password, CancellationToken cancel)
    {
        var shown = await owner.ByPasswordAsync(actor, current, cancel);
        if (!shown.IsDone)
            return shown.Refusal;
        await using (var db = database.CreateReadContext())
            if (PasswordRules.Check(password, shown.Value.Email!, await UserRules.BusinessNameAsync(db, shown.Value, cancel)) is { } fault)
                return fault;
        if (password == current)
            return new Refusal.Invalid("password", "This is your current password. Choose a different one.");

        // Hashing is slow on purpose, so it is done before the transaction.
        var hash = await PasswordHashing.HashAsync(password!, cancel);
        return await ChangeAsync<UserRecord>(
            writer,
            managers,
            actor,
            async (write, manager, user) =>
            {
                user.PasswordHash = hash;
                await manager.UpdateSecurityStampAsync(user);
                write.Audit(
                    AuditActions.UserPasswordChanged,
                    AuditRecords.User,
                    user.Id,
                    null,
                    new { user.Email },
                    ChangeKind.Users,
                    user.BusinessId
                );
                return UserRecord.Of(user);
            },
            cancel
        );
    }

    private static readonly Refusal.NotAllowed s_nobody = new("have an account");

    /// <summary>Runs a write on the actor's own account; the writer first checks that their session is valid.</summary>
    internal static Task<Outcome<T>> ChangeAsync<T>(
        PortalWriter writer,
        UserManagers managers,
        Actor actor,
        Func<PortalWrite, PortalUserManager, PortalUser, Task<Outcome<T>>> change,
        CancellationToken cancel
    )
        where T : notnull
    {
        if (actor.SessionIdentity is not { } me)
            return Task.FromResult<Outcome<T>>(s_nobody);
        return writer.RunAsync<T>(
            actor,
            async write => await change(write, managers.On(write.Db), await write.Db.Users.SingleAsync(u => u.Id == me.UserId, cancel)),
            cancel
        );
    }
}
