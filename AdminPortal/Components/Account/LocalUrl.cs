using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Account;

/// <summary>The page to show after signing in: only addresses of this portal.</summary>
internal static class LocalUrl
{
    /// <summary>The address if it is a path of ours; otherwise the start page. Browsers treat <c>//evil</c> and <c>/\evil</c> as other
    /// hosts. If the portal is served under a path, an address without that path is taken for one of the portal's pages.</summary>
    public static string Of(string? returnUrl, NavigationManager navigation)
    {
        var start = new Uri(navigation.BaseUri);
        if (returnUrl is not ['/', ..] || returnUrl is ['/', '/' or '\\', ..] || returnUrl.Any(char.IsControl))
            return start.AbsolutePath;
        if (Beneath(start, returnUrl) is not null)
            return returnUrl;
        return (Beneath(start, "." + returnUrl) ?? start).PathAndQuery;
    }

    private static Uri? Beneath(Uri start, string address) =>
        Uri.TryCreate(start, address, out var url)
        && (url.AbsolutePath.TrimEnd('/') + "/").StartsWith(start.AbsolutePath, StringComparison.OrdinalIgnoreCase)
            ? url
            : null;
}
