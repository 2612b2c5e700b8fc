using AdminPortal.Data;
using AdminPortal.Services.People;

namespace AdminPortal;

/// <summary>The addresses that are handed to people outside of the pages: printed, or sent by mail.</summary>
internal static class PortalLinks
{
    /// <summary>Where the portal is reached from outside, such as <c>https://portal.example.com</c>; where it listens unless it is set.</summary>
    public const string PublicUrlKey = "PublicUrl";

    /// <summary>Where an invited person, or one who forgot their password, chooses one.</summary>
    /// <param name="reachedAt">Where whoever makes the link reaches the portal, where one knows; it stands in for a <see cref="PublicUrlKey"/> that is not set.</param>
    public static string Join(IConfiguration settings, Invitation invitation, string? reachedAt = null) =>
        $"{(string.IsNullOrEmpty(settings[PublicUrlKey]) && reachedAt is not null ? reachedAt.TrimEnd('/') : Base(settings))}/account/join?user={invitation.User.Id}&token={Uri.EscapeDataString(invitation.Token)}";

    /// <summary>Where whoever signed up confirms their address.</summary>
    public static string ConfirmSignUp(IConfiguration settings, string token) => $"{Base(settings)}/signup/confirm?token={Uri.EscapeDataString(token)}";

    /// <summary>Looks at the setting as the portal starts, and not when the first link is made.</summary>
    /// <exception cref="WrongSettingException">It is no address.</exception>
    public static void Check(IConfiguration settings) => PublicUrl(settings);

    /// <summary>Where people sign in.</summary>
    public static string SignIn(IConfiguration settings) => $"{Base(settings)}/account/login";

    /// <summary>Where the first admin is made.</summary>
    public static string Setup(IConfiguration settings, string token) => $"{Base(settings)}/setup?token={Uri.EscapeDataString(token)}";

    /// <summary>The name in <see cref="PublicUrlKey"/>, such as <c>portal.example.com</c>; null when that is not set or has no name in it.</summary>
    public static string? PublicName(IConfiguration settings) =>
        PublicUrl(settings) is { } told && new Uri(told) is { HostNameType: UriHostNameType.Dns } url ? url.IdnHost : null;

    /// <summary>The path in <see cref="PublicUrlKey"/> beneath which the portal lives; empty when it has a host to itself.</summary>
    public static PathString PublicPath(IConfiguration settings) =>
        PublicUrl(settings) is { } told ? PathString.FromUriComponent(new Uri(told)) is { HasValue: true, Value: not "/" } path ? path : default : default;

    private static string? PublicUrl(IConfiguration settings)
    {
        if (settings[PublicUrlKey] is not { Length: > 0 } told)
            return null;
        return Uri.TryCreate(told, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "" }
            ? told.TrimEnd('/')
            : throw new WrongSettingException(PublicUrlKey, "takes the address of the portal, such as https://portal.example.com", told);
    }

    private static string Base(IConfiguration settings)
    {
        if (PublicUrl(settings) is { } told)
            return told;
        var listens = settings["urls"]?.Split(';')[0] is { Length: > 0 } first ? first
            : settings["http_ports"]?.Split(';')[0] is { Length: > 0 } port ? $"http://localhost:{port}"
            : PortalHost.DefaultUrl;
        foreach (var everywhere in (string[])["//+", "//*", "//0.0.0.0", "//[::]"])
            listens = listens.Replace(everywhere, "//localhost", StringComparison.Ordinal);
        return listens.TrimEnd('/');
    }
}
