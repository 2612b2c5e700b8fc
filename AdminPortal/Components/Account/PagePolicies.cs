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

    /// <summary>The roles that see all numbers and businesses; for pages and their files.</summary>
    public const string Viewers = "admin,support,viewer";

    /// <summary>The same for files, with a browser session.</summary>
    public static readonly AuthorizationPolicy View = new AuthorizationPolicyBuilder(IdentityConstants.ApplicationScheme)
        .RequireRole(Viewers.Split(','))
        .Build();
}
