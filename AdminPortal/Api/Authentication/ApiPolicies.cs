using AdminPortal.Data;
using AdminPortal.Data.Entities;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;

namespace AdminPortal.Api.Authentication;

/// <summary>Access policies of route groups. Services check what a caller may do in each operation; the second policy only avoids reading
/// the body of a business's request that will be refused.</summary>
internal static class ApiPolicies
{
    /// <summary>A key first: its rights are not mixed with those of a browser session.</summary>
    private static readonly string[] s_schemes = [ApiKeyAuthentication.SchemeName, IdentityConstants.ApplicationScheme];

    /// <summary>Anyone with a key or a browser session.</summary>
    public static readonly AuthorizationPolicy SignedIn = new AuthorizationPolicyBuilder(s_schemes).RequireAuthenticatedUser().Build();

    /// <summary>Admins, and anyone with a browser session: an API key of a business did not sign up.</summary>
    public static readonly AuthorizationPolicy AdminOrSession = new AuthorizationPolicyBuilder(s_schemes)
        .RequireAuthenticatedUser()
        .RequireAssertion(asked =>
            asked.User.IsInRole(PortalRole.Admin.ToText())
            || asked.User.Identities.Any(i => i.AuthenticationType == IdentityConstants.ApplicationScheme)
        )
        .Build();

    /// <summary>Admins and support; viewers only to read.</summary>
    public static readonly AuthorizationPolicy View = new AuthorizationPolicyBuilder(s_schemes)
        .RequireRole(PortalRole.Admin.ToText(), PortalRole.Support.ToText(), PortalRole.Viewer.ToText())
        .RequireAssertion(asked =>
            !asked.User.IsInRole(PortalRole.Viewer.ToText())
            || (asked.Resource as HttpContext)?.Request.Method is { } method && (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
        )
        .Build();
}
