using AdminPortal.Data;
using Microsoft.AspNetCore.HostFiltering;

namespace AdminPortal.Security;

/// <summary>
/// The setting <c>AllowedHosts</c>: the host names that are answered. Health probes are answered under any name, since load balancers ask
/// by
/// address.
/// </summary>
internal static class HostNames
{
    private const string Key = "AllowedHosts";

    /// <exception cref="WrongSettingException">An entry is not a host name; every request would be refused.</exception>
    public static IServiceCollection AddHostNames(this IServiceCollection services, IConfiguration configuration)
    {
        var hosts = (configuration[Key] ?? "*").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (hosts.Length == 0 || !hosts.All(IsHostName))
            throw new WrongSettingException(
                Key,
                "takes host names without scheme and port, with semicolons: portal.example.com;*.example.org",
                configuration[Key]
            );

        // The server's own filter comes before everything and knows no exceptions.
        var own = services.FirstOrDefault(s =>
            s.ServiceType == typeof(IStartupFilter) && s.ImplementationType?.Name == "HostFilteringStartupFilter"
        );
        if (own is not null)
            services.Remove(own);
        services.Configure<HostFilteringOptions>(filter => filter.AllowedHosts = hosts);
        return services;
    }

    public static void UseHostNames(this IApplicationBuilder app) =>
        app.UseWhen(http => !http.Request.Path.StartsWithSegments("/health"), others => others.UseHostFiltering());

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
