using System.Security.Claims;
using AdminPortal.Components.Account;
using AdminPortal.Data;
using AdminPortal.Data.Records;
using AdminPortal.Services;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;

namespace AdminPortal.Components;

/// <summary>As whom the pages of this circuit act; every call of a service takes its <see cref="Actor"/> from here.</summary>
internal sealed class CurrentActor(AuthenticationStateProvider session)
{
    /// <summary>The person who is signed in; <see cref="Actor.Nobody"/> when none is, or their session was ended.</summary>
    public Actor Actor => session.GetAuthenticationStateAsync() is { IsCompletedSuccessfully: true } known ? Of(known.Result.User) ?? Actor.Nobody : Actor.Nobody;

    /// <summary>As whom a request acts that is none of a page's: a file that a page leads to.</summary>
    public static Actor Of(HttpContext http) => Of(http.User) ?? Actor.Nobody;

    /// <summary>The actor that a session's claims stand for; null for nobody.</summary>
    public static Actor? Of(ClaimsPrincipal principal)
    {
        if (principal.Identity is not { IsAuthenticated: true, Name: { } name }
            || !Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            || principal.FindFirstValue(s_stampClaim) is not { } stamp
            || !EnumTexts.TryParse<PortalRole>(principal.FindFirstValue(ClaimTypes.Role), out var role))
            return null;
        Guid? business = Guid.TryParse(principal.FindFirstValue(PortalPrincipal.BusinessClaim), out var of) ? of : null;
        return new Actor(name, role, business) { Standing = new Standing(id, stamp), CallerId = $"user:{id:N}" };
    }

    private static readonly string s_stampClaim = new ClaimsIdentityOptions().SecurityStampClaimType;
}
