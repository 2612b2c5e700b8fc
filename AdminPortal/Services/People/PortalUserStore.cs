using AdminPortal.Data;
using AdminPortal.Data.Records;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AdminPortal.Services.People;

/// <summary>Identity's people in the portal's database.</summary>
internal sealed class PortalUserStore(PortalDbContext db) : UserStore<PortalUser, IdentityRole<Guid>, PortalDbContext, Guid, IdentityUserClaim<Guid>,
    IdentityUserRole<Guid>, IdentityUserLogin<Guid>, IdentityUserToken<Guid>, IdentityRoleClaim<Guid>, IdentityUserPasskey<Guid>>(db);

/// <summary>
/// Makes Identity's user manager on the context of a write, so that what it saves is part of that write's transaction,
/// beside its audit.
/// </summary>
public sealed class UserManagers(
    IOptions<IdentityOptions> options, IPasswordHasher<PortalUser> hasher, ILookupNormalizer normalizer, IServiceProvider services, ILogger<UserManager<PortalUser>> log)
{
    internal UserManager<PortalUser> On(PortalDbContext db) => new(
        new PortalUserStore(db), options, hasher, [new UserValidator<PortalUser>()], [new PasswordValidator<PortalUser>()], normalizer,
        new IdentityErrorDescriber(), services, log);
}
