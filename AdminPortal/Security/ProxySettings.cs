using System.Net;
using AdminPortal.Settings;
using Microsoft.AspNetCore.HttpOverrides;

namespace AdminPortal.Security;

/// <summary>
/// The settings under <c>Proxy</c>: whose word is taken for where a request came from and whether it came over https
/// (<c>X-Forwarded-For</c>, <c>X-Forwarded-Proto</c>). From anybody else these headers are ignored; at first that is everybody.
/// </summary>
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

    /// <summary>What the middleware takes; null when nobody is trusted. It would take two empty lists for trust in everybody.</summary>
    public ForwardedHeadersOptions? ToOptions()
    {
        if (KnownProxies.Count == 0 && KnownNetworks.Count == 0)
            return null;
        // The host is not taken: proxies send it as Host, where AllowedHosts looks at it. Of a chain every known proxy is believed, up to
        // the first stranger.
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
