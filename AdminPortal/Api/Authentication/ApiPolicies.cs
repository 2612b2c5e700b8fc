using AdminPortal.Data;
using AdminPortal.Data.Entities;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;

namespace AdminPortal.Api.Authentication;

/// <summary>
/// Who is let through to a group of routes at all. What they may do there is asked in the services, for every operation;
/// the second policy only spares a business the reading of its body before it is told that the route is not for it.
/// </summary>
internal static class ApiPolicies
{
    /// <summary>A key first: what it may do is not mixed with what the browser's session may.</summary>
    private static readonly string[] s_schemes = [ApiKeyAuthentication.SchemeName, IdentityConstants.ApplicationScheme];

    /// <summary>Whoever has a key, or has signed in with a browser.</summary>
    public static readonly AuthorizationPolicy SignedIn = new AuthorizationPolicyBuilder(s_schemes).RequireAuthenticatedUser().Build();

    /// <summary>Admins, and anyone signed in with a browser: an API key of a business did not sign up.</summary>
    public static readonly AuthorizationPolicy AdminOrSession = new AuthorizationPolicyBuilder(s_schemes)
        .RequireAuthenticatedUser()
        .RequireAssertion(asked =>
            asked.User.IsInRole(PortalRole.Admin.ToText())
            || asked.User.Identities.Any(i => i.AuthenticationType == IdentityConstants.ApplicationScheme)
        )
        .Build();

    /// <summary>Admins and support.</summary>
    public static readonly AuthorizationPolicy Staff = new AuthorizationPolicyBuilder(s_schemes)
        .RequireRole(PortalRole.Admin.ToText(), PortalRole.Support.ToText())
        .Build();
}
