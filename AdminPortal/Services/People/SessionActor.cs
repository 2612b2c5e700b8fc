using System.Security.Claims;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using Microsoft.AspNetCore.Identity;

namespace AdminPortal.Services.People;

/// <summary>Reads from a session's claims as whom it acts.</summary>
public static class SessionActor
{
    /// <summary>The claim that names the one business of a Business user.</summary>
    public const string BusinessClaim = "business";

    /// <summary>The claim that names the session's row.</summary>
    public const string SessionClaim = "session";

    private static readonly string s_stampClaim = new ClaimsIdentityOptions().SecurityStampClaimType;

    /// <summary>The actor that a session's claims stand for; null for nobody. Whether the claims still hold, the services ask.</summary>
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
        // One that names no session has none, so it stands for nobody who may do anything.
        _ = Guid.TryParse(principal.FindFirstValue(SessionClaim), out var session);
        return new Actor(name, role, business) { SessionIdentity = new SessionIdentity(id, stamp, session), CallerId = $"user:{id:N}" };
    }
}
