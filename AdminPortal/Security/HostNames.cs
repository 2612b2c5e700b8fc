using AdminPortal.Settings;
using Microsoft.AspNetCore.HostFiltering;

namespace AdminPortal.Security;

/// <summary>The setting <c>AllowedHosts</c>: the accepted host names. Health probes are accepted under any name, because load balancers use
/// the IP address.</summary>
internal sealed record HostNames(IReadOnlyList<string> Allowed)
{
    public static HostNames Read(SettingReader reader) =>
        new(
            reader.Parsed(
                "AllowedHosts",
                "takes host names without scheme and port, with semicolons: portal.example.com;*.example.org",
                text =>
                    text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } hosts
                    && hosts.All(IsHostName)
                        ? hosts
                        : null
            ) ?? ["*"]
        );

    private static bool IsHostName(string text)
    {
        if (text == "*")
            return true;
        var name = text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text;
        return name switch
        {
            ['[', .. var address, ']'] => Uri.CheckHostName(address) == UriHostNameType.IPv6,
            _ => Uri.CheckHostName(name) is UriHostNameType.Dns or UriHostNameType.IPv4,
        };
    }
}

/// <summary>Accepts requests under the allowed host names only.</summary>
internal static class HostNameFilter
{
    public static IServiceCollection AddHostNames(this IServiceCollection services, HostNames hosts)
    {
        // The server's own filter runs before everything else and allows no exceptions.
        var own = services.FirstOrDefault(s =>
            s.ServiceType == typeof(IStartupFilter) && s.ImplementationType?.Name == "HostFilteringStartupFilter"
        );
        if (own is not null)
            services.Remove(own);
        services.Configure<HostFilteringOptions>(filter => filter.AllowedHosts = [.. hosts.Allowed]);
        return services;
    }

    public static void UseHostNames(this IApplicationBuilder app) =>
        app.UseWhen(http => !http.Request.Path.StartsWithSegments("/health"), others => others.UseHostFiltering());
}
