using AdminPortal.Data;
using AdminPortal.Data.Entities;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;

namespace AdminPortal.Components.Account;

/// <summary>Access policies of files linked from pages. Services check what a user may do there.</summary>
internal static class PagePolicies
{
    /// <summary>The role that imports files and views imports; for the page and its routes.</summary>
    public const string Importers = "admin";

    /// <summary>Users who may send files to the upload page and see rejected rows.</summary>
    public static readonly AuthorizationPolicy Import = new AuthorizationPolicyBuilder(IdentityConstants.ApplicationScheme)
        .RequireRole(Importers)
        .Build();

    /// <summary>Admins and support with a browser session.</summary>
    public static readonly AuthorizationPolicy Staff = new AuthorizationPolicyBuilder(IdentityConstants.ApplicationScheme)
        .RequireRole(PortalRole.Admin.ToText(), PortalRole.Support.ToText())
        .Build();
}
