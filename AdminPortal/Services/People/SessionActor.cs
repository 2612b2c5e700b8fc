using System.Security.Claims;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using Microsoft.AspNetCore.Identity;

namespace AdminPortal.Services.People;

/// <summary>Reads the actor from a session's claims.</summary>
public static class SessionActor
{
    /// <summary>The claim with the business of a Business user.</summary>
    public const string BusinessClaim = "business";

    /// <summary>The claim with the id of the session's row.</summary>
    public const string SessionClaim = "session";

    private static readonly string s_stampClaim = new ClaimsIdentityOptions().SecurityStampClaimType;

    /// <summary>The actor of a session's claims; null for anonymous users. Services check whether the claims are still valid.</summary>
    public static Actor? Of(ClaimsPrincipal principal)
    {
        if (
            principal.Identity is not { IsAuthenticated: true, Name: { } name }
            || !Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            || principal.FindFirstValue(s_stampClaim) is not { } stamp
            || !EnumTexts.TryParse<PortalRole>(principal.FindFirstValue(ClaimTypes.Role), out var role)
        )
            return null;
        Guid? business = Guid.TryParse(principal.FindFirstValue(BusinessClaim), out var of) ? of : null;
        // Claims without a session get an empty session id, which services refuse.
        _ = Guid.TryParse(principal.FindFirstValue(SessionClaim), out var session);
        return new Actor(name, role, business) { SessionIdentity = new SessionIdentity(id, stamp, session), CallerId = $"user:{id:N}" };
    }
}
