using System.Security.Claims;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.People;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Support;

/// <summary>Test users in the database, with a shared password.</summary>
internal static class TestPeople
{
    public const string Password = "seven green bottles";

    // Created once, because hashing is slow on purpose.
    private static readonly string s_hash = PasswordHashing.CreateHasher().HashPassword(new PortalUser(), Password);

    /// <summary>Adds an active user; returns the actor of their session.</summary>
    public static async Task<Actor> AddAsync(PortalDatabase database, PortalRole role, Guid? businessId = null, string? email = null)
    {
        email ??= $"{role.ToText()}@example.com";
        var user = new PortalUser
        {
            UserName = email,
            NormalizedUserName = email.ToUpperInvariant(),
            Email = email,
            NormalizedEmail = email.ToUpperInvariant(),
            EmailConfirmed = true,
            PasswordHash = s_hash,
            SecurityStamp = Guid.NewGuid().ToString("N"),
            LockoutEnabled = true,
            Role = role,
            BusinessId = businessId,
            CreatedAt = DateTimeOffset.UtcNow,
        };
        await using var db = database.CreateDbContext();
        db.Users.Add(user);
        await db.SaveChangesAsync();
        return SessionActor.Of(PrincipalOf(user, await BeginAsync(database, user)))
            ?? throw new InvalidOperationException("A session's claims make no actor.");
    }

    /// <summary>The actor of a new session, after older ones have ended.</summary>
    public static async Task<Actor> AgainAsync(PortalDatabase database, Actor actor)
    {
        var now = await FindAsync(database, actor);
        return actor with { SessionIdentity = new SessionIdentity(now.Id, now.SecurityStamp!, await BeginAsync(database, now)) };
    }

    /// <summary>Begins a session, as signing in does; returns its id.</summary>
    public static async Task<Guid> BeginAsync(PortalDatabase database, PortalUser user)
    {
        var now = DateTimeOffset.UtcNow;
        var session = new UserSession
        {
            Id = Guid.NewGuid(),
            UserId = user.Id,
            SecurityStamp = user.SecurityStamp!,
            CreatedAt = now,
            LastSeenAt = now,
            ProvedAt = now,
            How = "test",
        };
        await using var db = database.CreateDbContext();
        db.Sessions.Add(session);
        await db.SaveChangesAsync();
        return session.Id;
    }

    /// <summary>The user of an actor, from the database.</summary>
    public static async Task<PortalUser> FindAsync(PortalDatabase database, Actor actor)
    {
        await using var db = database.CreateReadContext();
        return await db.Users.SingleAsync(u => u.Id == actor.SessionIdentity!.UserId);
    }

    /// <summary>The claims of a user's session cookie.</summary>
    public static ClaimsPrincipal PrincipalOf(Actor actor) =>
        PrincipalOf(
            new PortalUser
            {
                Id = actor.SessionIdentity!.UserId,
                SecurityStamp = actor.SessionIdentity.SecurityStamp,
                UserName = actor.Name,
                Role = actor.Role,
                BusinessId = actor.BusinessId,
            },
            actor.SessionIdentity.SessionId
        );

    private static ClaimsPrincipal PrincipalOf(PortalUser user, Guid session)
    {
        var names = new ClaimsIdentityOptions();
        var identity = new ClaimsIdentity(IdentityConstants.ApplicationScheme, names.UserNameClaimType, names.RoleClaimType);
        identity.AddClaim(new(names.UserIdClaimType, user.Id.ToString()));
        identity.AddClaim(new(names.UserNameClaimType, user.UserName!));
        identity.AddClaim(new(names.SecurityStampClaimType, user.SecurityStamp!));
        identity.AddClaim(new(names.RoleClaimType, user.Role.ToText()));
        identity.AddClaim(new(SessionActor.SessionClaim, session.ToString("N")));
        if (user.BusinessId is { } business)
            identity.AddClaim(new(SessionActor.BusinessClaim, business.ToString()));
        return new ClaimsPrincipal(identity);
    }
}
