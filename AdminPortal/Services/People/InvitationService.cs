using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.People;

/// <summary>Invitations: the link with which a new user, or one who lost their password, chooses a password. For admins.
/// <see cref="PeopleLinks"/> accepts the link.</summary>
public sealed class InvitationService(PortalReader reads, PortalWriter writer, UserManagers managers, UserWrites writes)
{
    /// <summary>Creates a user without a password. With the invitation's token they choose one within seven days, once.</summary>
    /// <param name="businessId">For the role Business only.</param>
    public async Task<Outcome<Invitation>> InviteAsync(
        Actor actor,
        string? email,
        PortalRole role,
        Guid? businessId,
        CancellationToken cancel
    )
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("invite people");
        var read = EmailAddresses.Read("email", email);
        if (!read.IsDone)
            return read.Refusal;
        email = read.Value;
        if (UserRules.CheckRole(role, businessId) is { } fault)
            return fault;

        return await WithTokenAsync(
            await writer.RunAsync<UserRecord>(
                actor,
                async write =>
                {
                    var manager = managers.On(write.Db);
                    if (await manager.FindByEmailAsync(email) is not null)
                        return new Refusal.Conflict("email", $"{email} already has an account.");
                    if (await UserRules.CheckBusinessAsync(write.Db, businessId, cancel) is { } unknown)
                        return unknown;
                    var user = new PortalUser
                    {
                        UserName = email,
                        Email = email,
                        Role = role,
                        BusinessId = businessId,
                        CreatedAt = write.Now,
                    };
                    if (UserRules.Fault(await manager.CreateAsync(user)) is { } wrong)
                        return wrong;
                    write.Audit(
                        AuditActions.UserInvited,
                        AuditRecords.User,
                        user.Id,
                        null,
                        new { user.Email, role = role.ToText() },
                        ChangeKind.Users,
                        businessId
                    );
                    return await UserWrites.SaveAsync(write, user.Id, cancel);
                },
                cancel
            )
        );
    }

    /// <summary>A new link for a user who lost theirs or their password. Older links and open sessions end.</summary>
    public async Task<Outcome<Invitation>> ReinviteAsync(Actor actor, Guid id, CancellationToken cancel) =>
        await WithTokenAsync(
            await writes.ChangeAsync(
                actor,
                id,
                "invite people",
                async (write, manager, user) =>
                {
                    if (actor.SessionIdentity?.UserId == id)
                        return new Refusal.InvalidTransition("Change your own password on your account page.");
                    if (user.LockoutEnd == UserRules.LockedForever)
                        return new Refusal.InvalidTransition($"{user.Email} is locked. Unlock them first.");
                    if (await UserRules.CheckBusinessAsync(write.Db, user.BusinessId, cancel) is { } closed)
                        return closed;
                    await manager.UpdateSecurityStampAsync(user);
                    write.Audit(
                        AuditActions.UserInvited,
                        AuditRecords.User,
                        user.Id,
                        null,
                        new { user.Email, role = user.Role.ToText() },
                        ChangeKind.Users,
                        user.BusinessId
                    );
                    return await UserWrites.SaveAsync(write, user.Id, cancel);
                },
                cancel
            )
        );

    /// <summary>Withdraws an invitation that was not accepted: its link stops working, and the address can be invited again.</summary>
    /// <returns>The user as they were; <see cref="Refusal.InvalidTransition"/> if they have accepted it meanwhile.</returns>
    public Task<Outcome<UserRecord>> WithdrawAsync(Actor actor, Guid id, CancellationToken cancel) =>
        writes.DeleteAsync(
            actor,
            id,
            "withdraw invitations",
            AuditActions.InvitationWithdrawn,
            null,
            (_, user) =>
                Task.FromResult<Refusal?>(
                    UserRules.IsInvited(user)
                        ? null
                        : new Refusal.InvalidTransition($"{user.Email} has accepted the invitation. Remove the user instead.")
                ),
            cancel
        );

    /// <summary>Creates the link's token after the commit: encrypting it may write a new key to the key ring, which would wait for this
    /// very transaction on SQLite.</summary>
    private async Task<Outcome<Invitation>> WithTokenAsync(Outcome<UserRecord> made)
    {
        if (!made.IsDone)
            return made.Refusal;
        return await reads.RunAsync<Invitation>(
            async db =>
            {
                var user = await db.Users.SingleAsync(u => u.Id == made.Value.Id);
                return new Invitation(
                    made.Value,
                    await managers.On(db).GenerateUserTokenAsync(user, IdentityRegistration.Invitation, PeopleLinks.InvitationPurpose)
                );
            },
            // The user exists now, so the caller gets the link even after cancelling.
            CancellationToken.None
        );
    }
}
