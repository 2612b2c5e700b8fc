using AdminPortal.Data;
using AdminPortal.Data.Entities;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AdminPortal.Services.People;

/// <summary>Identity's user store on the portal's database. It stores hashes of recovery codes, where Identity would store the codes, and
/// people of a closed business are locked out.</summary>
internal sealed class PortalUserStore(PortalDbContext db)
    : UserStore<
        PortalUser,
        IdentityRole<Guid>,
        PortalDbContext,
        Guid,
        IdentityUserClaim<Guid>,
        IdentityUserRole<Guid>,
        IdentityUserLogin<Guid>,
        IdentityUserToken<Guid>,
        IdentityRoleClaim<Guid>,
        IdentityUserPasskey<Guid>
    >(db)
{
    /// <summary>The names under which Identity's own store keeps an app's key and the codes.</summary>
    public const string Provider = "[AspNetUserStore]",
        KeyName = "AuthenticatorKey",
        CodesName = "RecoveryCodes";

    /// <summary>The end of the user's lock: <see cref="UserRules.LockedForever"/> also while their business is closed.</summary>
    public override async Task<DateTimeOffset?> GetLockoutEndDateAsync(PortalUser user, CancellationToken cancellationToken = default) =>
        user.BusinessId is { } id && await Context.Businesses.AnyAsync(b => b.Id == id && b.ClosedAt != null, cancellationToken)
            ? UserRules.LockedForever
            : await base.GetLockoutEndDateAsync(user, cancellationToken);

    public override Task ReplaceCodesAsync(PortalUser user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        base.ReplaceCodesAsync(user, recoveryCodes.Select(RecoveryCodes.Hash), cancellationToken);

    public override async Task<bool> RedeemCodeAsync(PortalUser user, string code, CancellationToken cancellationToken)
    {
        var kept = (await GetTokenAsync(user, Provider, CodesName, cancellationToken) ?? "").Split(';');
        var used = RecoveryCodes.Hash(code);
        if (!kept.Contains(used))
            return false;
        await base.ReplaceCodesAsync(user, kept.Where(hash => hash != used), cancellationToken);
        return true;
    }
}

/// <summary>Identity's user manager with the portal's recovery codes.</summary>
internal sealed class PortalUserManager(
    PortalUserStore store,
    IOptions<IdentityOptions> options,
    IPasswordHasher<PortalUser> hasher,
    ILookupNormalizer normalizer,
    IServiceProvider services,
    ILogger<UserManager<PortalUser>> log
)
    : UserManager<PortalUser>(
        store,
        options,
        hasher,
        [],
        [new PasswordValidator<PortalUser>()],
        normalizer,
        new IdentityErrorDescriber(),
        services,
        log
    )
{
    /// <summary>Sets an encrypted key; saved with the next change of the user.</summary>
    public Task KeepAuthenticatorKeyAsync(PortalUser user, string sealedKey) =>
        store.SetAuthenticatorKeyAsync(user, sealedKey, CancellationToken);

    /// <summary>Removes app and recovery codes; saved with the next change of the user.</summary>
    public async Task DropAuthenticatorAsync(PortalUser user)
    {
        user.TwoFactorEnabled = false;
        foreach (var name in (string[])[PortalUserStore.KeyName, PortalUserStore.CodesName])
            await RemoveAuthenticationTokenAsync(user, PortalUserStore.Provider, name);
    }

    protected override string CreateTwoFactorRecoveryCode() => RecoveryCodes.Create();
}

/// <summary>Creates Identity's user manager on the context of a write, so that its changes are part of that transaction, together with the
/// audit.</summary>
public sealed class UserManagers(
    IOptions<IdentityOptions> options,
    IPasswordHasher<PortalUser> hasher,
    ILookupNormalizer normalizer,
    IServiceProvider services,
    ILogger<UserManager<PortalUser>> log
)
{
    internal PortalUserManager On(PortalDbContext db) => new(new PortalUserStore(db), options, hasher, normalizer, services, log);
}
