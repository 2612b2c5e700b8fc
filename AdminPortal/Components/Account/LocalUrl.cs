using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Account;

/// <summary>Where to go after signing in: an address of this portal and no other.</summary>
internal static class LocalUrl
{
    /// <summary>
    /// The address where it is a path of ours; otherwise the start page. <c>//evil</c> and <c>/\evil</c> lead elsewhere in a browser. Where
    /// the portal
    /// lives beneath a path, an address without that path is taken for one of the portal's pages.
    /// </summary>
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
