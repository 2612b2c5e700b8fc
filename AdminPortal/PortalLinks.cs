using AdminPortal.Services.People;
using AdminPortal.Settings;

namespace AdminPortal;

/// <summary>Links used outside of the pages: printed, or sent by mail.</summary>
internal static class PortalLinks
{
    /// <summary>The public address, such as <c>https://portal.example.com</c>; the listening address if not set.</summary>
    public const string PublicUrlKey = "PublicUrl";

    /// <summary>Where an invited user, or one who forgot their password, chooses one.</summary>
    public static string Join(IConfiguration settings, Invitation invitation) => Join(Base(settings), invitation);

    /// <summary>The same link for an admin to pass on, with the admin's own address if <see cref="PublicUrlKey"/> is not set. Not for
    /// mails.</summary>
    public static string JoinAsReached(IConfiguration settings, Invitation invitation, string reachedAt) =>
        Join(PublicUrl(settings) ?? reachedAt.TrimEnd('/'), invitation);

    /// <summary>The startup warning if mails are sent and <see cref="PublicUrlKey"/> is not set; null if it is.</summary>
    public static string? Warning(IConfiguration settings) =>
        PublicUrl(settings) is not null
            ? null
            : $"{PublicUrlKey} is not set: links in mails begin with {Base(settings)}. Set {PublicUrlKey} to the address at which "
                + "people reach the portal, such as https://portal.example.com.";

    /// <summary>Where a new business confirms its address.</summary>
    public static string ConfirmSignUp(IConfiguration settings, string token) =>
        $"{Base(settings)}/signup/confirm?token={Uri.EscapeDataString(token)}";

    /// <summary>The setting <see cref="PublicUrlKey"/>; null if not set.</summary>
    public static string? ReadPublicUrl(SettingReader reader) =>
        reader.Parsed(
            PublicUrlKey,
            "takes the address of the portal, such as https://portal.example.com",
            text =>
                Uri.TryCreate(text, UriKind.Absolute, out var url)
                && url is { Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "" }
                    ? text.TrimEnd('/')
                    : null
        );

    /// <summary>The start page.</summary>
    public static string Start(IConfiguration settings) => $"{Base(settings)}/";

    /// <summary>The sign-in page.</summary>
    public static string SignIn(IConfiguration settings) => $"{Base(settings)}/account/login";

    /// <summary>The page that creates the first admin.</summary>
    public static string Setup(IConfiguration settings, string token) => $"{Base(settings)}/setup?token={Uri.EscapeDataString(token)}";

    /// <summary>The host name in <see cref="PublicUrlKey"/>, such as <c>portal.example.com</c>; null if that is not set or has
    /// none.</summary>
    public static string? PublicName(IConfiguration settings) =>
        PublicUrl(settings) is { } told && new Uri(told) is { HostNameType: UriHostNameType.Dns } url ? url.IdnHost : null;

    /// <summary>The path in <see cref="PublicUrlKey"/> under which the portal is served; empty without one.</summary>
    public static PathString PublicPath(IConfiguration settings) =>
        PublicUrl(settings) is { } told
            ? PathString.FromUriComponent(new Uri(told)) is { HasValue: true, Value: not "/" } path
                ? path
                : default
            : default;

    /// <summary>The only allowed host name; null if there are several or any is allowed.</summary>
    private static string? OnlyHost(string? allowed) =>
        allowed?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var host]
        && Uri.CheckHostName(host) == UriHostNameType.Dns
        && host != "localhost"
            ? host
            : null;

    private static string? PublicUrl(IConfiguration settings) => ReadPublicUrl(new SettingReader(settings));

    private static string Join(string address, Invitation invitation) =>
        $"{address}/account/join?user={invitation.User.Id}&token={Uri.EscapeDataString(invitation.Token)}";

    /// <summary>Never the request's Host header, which the client chooses.</summary>
    private static string Base(IConfiguration settings)
    {
        if (PublicUrl(settings) is { } told)
            return told;
        if (OnlyHost(settings["AllowedHosts"]) is { } host)
            return $"https://{host}";
        var listens =
            settings["urls"]?.Split(';')[0] is { Length: > 0 } first ? first
            : settings["http_ports"]?.Split(';')[0] is { Length: > 0 } port ? $"http://localhost:{port}"
            : PortalHost.DefaultUrl;
        foreach (var everywhere in (string[])["//+", "//*", "//0.0.0.0", "//[::]"])
            listens = listens.Replace(everywhere, "//localhost", StringComparison.Ordinal);
        return listens.TrimEnd('/');
    }
}
