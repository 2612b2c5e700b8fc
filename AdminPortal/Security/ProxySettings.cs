using System.Net;
using AdminPortal.Settings;
using Microsoft.AspNetCore.HttpOverrides;

namespace AdminPortal.Security;

/// <summary>The settings under <c>Proxy</c>: trusted proxies, whose headers <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are used.
/// From other addresses these headers are ignored; by default from all.</summary>
internal sealed record ProxySettings(IReadOnlyList<IPAddress> KnownProxies, IReadOnlyList<System.Net.IPNetwork> KnownNetworks)
{
    public static ProxySettings Read(SettingReader reader) =>
        new(
            reader.List(
                "Proxy:KnownProxies",
                "takes addresses such as 10.0.0.7, with a comma between two",
                text => IPAddress.TryParse(text, out var address) ? address : null
            ),
            [
                .. reader
                    .List<object>(
                        "Proxy:KnownNetworks",
                        "takes networks such as 10.0.0.0/8, with a comma between two",
                        text => System.Net.IPNetwork.TryParse(text, out var network) ? network : null
                    )
                    .Cast<System.Net.IPNetwork>(),
            ]
        );

    /// <summary>Options for the middleware; null if no proxy is trusted. With two empty lists it would trust everyone.</summary>
    public ForwardedHeadersOptions? ToOptions()
    {
        if (KnownProxies.Count == 0 && KnownNetworks.Count == 0)
            return null;
        // X-Forwarded-Host is not used: proxies send the Host header, which AllowedHosts checks. In a chain, every known proxy is trusted
        // up to the first unknown address.
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in KnownProxies)
            options.KnownProxies.Add(proxy);
        foreach (var network in KnownNetworks)
            options.KnownIPNetworks.Add(network);
        return options;
    }
}
