namespace AdminPortal.Components.Account;

/// <summary>Where to go after signing in: an address of this portal and no other.</summary>
internal static class LocalUrl
{
    /// <summary>The address where it is a path of ours; otherwise the start page. <c>//evil</c> and <c>/\evil</c> lead elsewhere in a browser.</summary>
    public static string Of(string? returnUrl) =>
        returnUrl is ['/', ..] && returnUrl is not ['/', '/' or '\\', ..] && !returnUrl.Any(char.IsControl) ? returnUrl : "/";
}
