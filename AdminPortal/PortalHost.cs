using AdminPortal.Settings;

namespace AdminPortal;

/// <summary>Creates the host of the portal and of its command line, with the same settings.</summary>
internal static class PortalHost
{
    /// <summary>The default address. In code, because in appsettings.json it would override <c>ASPNETCORE_URLS</c>.</summary>
    internal const string DefaultUrl = "http://localhost:5080";

    /// <summary>Reads appsettings.json, the environment and the arguments, in that order.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = ContentRoot.Find(args) });
        var settings = builder.Configuration;
        var isTold =
            settings["urls"] is { Length: > 0 }
            || settings["http_ports"] is { Length: > 0 }
            || settings["https_ports"] is { Length: > 0 }
            || settings.GetSection("Kestrel:Endpoints").GetChildren().Any();
        if (!isTold)
            builder.WebHost.UseUrls(DefaultUrl);
        return builder;
    }

    /// <summary>Reports addresses on which no server can listen; the server itself would not name the setting.</summary>
    public static void CheckAddresses(SettingReader reader, string? urls)
    {
        foreach (var url in urls?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])
        {
            try
            {
                if (BindingAddress.Parse(url) is { Port: < 0 or > 65_535 })
                    throw new FormatException("A port is at most 65535.");
            }
            catch (FormatException)
            {
                reader.Wrong("urls", $"takes addresses such as {DefaultUrl}, with a semicolon between two", url);
            }
        }
    }
}
