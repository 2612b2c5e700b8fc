using AdminPortal.Services.People;
using AdminPortal.Settings;

namespace AdminPortal;

/// <summary>The addresses that are handed to people outside of the pages: printed, or sent by mail.</summary>
internal static class PortalLinks
{
    /// <summary>
    /// Where the portal is reached from outside, such as <c>https://portal.example.com</c>; where it listens unless it is set.
    /// </summary>
    public const string PublicUrlKey = "PublicUrl";

    /// <summary>Where an invited person, or one who forgot their password, chooses one.</summary>
    public static string Join(IConfiguration settings, Invitation invitation) => Join(Base(settings), invitation);

    /// <summary>
    /// The same link to be passed on by a person, with the address they use themselves where <see cref="PublicUrlKey"/> is not set.
    /// Not for mails.
    /// </summary>
    public static string JoinAsReached(IConfiguration settings, Invitation invitation, string reachedAt) =>
        Join(PublicUrl(settings) ?? reachedAt.TrimEnd('/'), invitation);

    /// <summary>
    /// The warning at start where mails are sent and <see cref="PublicUrlKey"/> is not set; null where it is.
    /// </summary>
    public static string? Warning(IConfiguration settings) =>
        PublicUrl(settings) is not null
            ? null
            : $"{PublicUrlKey} is not set: links in mails begin with {Base(settings)}. Set {PublicUrlKey} to the address at which "
                + "people reach the portal, such as https://portal.example.com.";

    /// <summary>Where a new business confirms its address.</summary>
    public static string ConfirmSignUp(IConfiguration settings, string token) =>
        $"{Base(settings)}/signup/confirm?token={Uri.EscapeDataString(token)}";

    /// <summary>The setting <see cref="PublicUrlKey"/>; null when it is not set.</summary>
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

    /// <summary>Where people sign in.</summary>
    public static string SignIn(IConfiguration settings) => $"{Base(settings)}/account/login";

    /// <summary>Where the first admin is made.</summary>
    public static string Setup(IConfiguration settings, string token) => $"{Base(settings)}/setup?token={Uri.EscapeDataString(token)}";

    /// <summary>
    /// The name in <see cref="PublicUrlKey"/>, such as <c>portal.example.com</c>; null when that is not set or has no name in it.
    /// </summary>
    public static string? PublicName(IConfiguration settings) =>
        PublicUrl(settings) is { } told && new Uri(told) is { HostNameType: UriHostNameType.Dns } url ? url.IdnHost : null;

    /// <summary>The path in <see cref="PublicUrlKey"/> beneath which the portal lives; empty when it has a host to itself.</summary>
    public static PathString PublicPath(IConfiguration settings) =>
        PublicUrl(settings) is { } told
            ? PathString.FromUriComponent(new Uri(told)) is { HasValue: true, Value: not "/" } path
                ? path
                : default
            : default;

    /// <summary>The one name that the portal answers to, where the operator allows one alone; null otherwise.</summary>
    private static string? OnlyHost(string? allowed) =>
        allowed?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var host]
        && Uri.CheckHostName(host) == UriHostNameType.Dns
        && host != "localhost"
            ? host
            : null;

    private static string? PublicUrl(IConfiguration settings) => ReadPublicUrl(new SettingReader(settings));

    private static string Join(string address, Invitation invitation) =>
        $"{address}/account/join?user={invitation.User.Id}&token={Uri.EscapeDataString(invitation.Token)}";

    /// <summary>Never what a request's Host header says: the sender of the request chooses that.</summary>
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
