using AdminPortal.Data;
using AdminPortal.Data.Entities;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;

namespace AdminPortal.Components.Account;

/// <summary>Who is let through to the files that pages lead to. What they may do there is asked in the services.</summary>
internal static class PagePolicies
{
    /// <summary>The role that imports files and looks at imports; for the page and its routes alike.</summary>
    public const string Importers = "admin";

    /// <summary>Who may send files to the upload page, and see what was rejected.</summary>
    public static readonly AuthorizationPolicy Import = new AuthorizationPolicyBuilder(IdentityConstants.ApplicationScheme)
        .RequireRole(Importers)
        .Build();

    /// <summary>Admins and support, signed in with a browser.</summary>
    public static readonly AuthorizationPolicy Staff = new AuthorizationPolicyBuilder(IdentityConstants.ApplicationScheme)
        .RequireRole(PortalRole.Admin.ToText(), PortalRole.Support.ToText())
        .Build();
}
