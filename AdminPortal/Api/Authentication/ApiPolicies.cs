using AdminPortal.Data;
using AdminPortal.Data.Records;
using Microsoft.AspNetCore.Authorization;

namespace AdminPortal.Api.Authentication;

/// <summary>
/// Who is let through to a group of routes at all. What they may do there is asked in the services, for every operation;
/// the second policy only spares a business the reading of its body before it is told that the route is not for it.
/// </summary>
internal static class ApiPolicies
{
    /// <summary>Whoever has a key.</summary>
    public static readonly AuthorizationPolicy SignedIn = new AuthorizationPolicyBuilder(ApiKeyAuthentication.SchemeName).RequireAuthenticatedUser().Build();

    /// <summary>Admins and support.</summary>
    public static readonly AuthorizationPolicy Staff = new AuthorizationPolicyBuilder(ApiKeyAuthentication.SchemeName)
        .RequireRole(PortalRole.Admin.ToText(), PortalRole.Support.ToText()).Build();
}
