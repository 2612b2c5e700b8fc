using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;

namespace AdminPortal.Security;

/// <summary>What one connection may cost the server.</summary>
internal static class ServerLimits
{
    /// <summary>Bytes of a request's body, where its route sets no limit of its own.</summary>
    public const long MostBody = 1024 * 1024;

    /// <summary>Applies to every request; routes that take files set their own size.</summary>
    public static void Apply(KestrelServerOptions server)
    {
        server.AddServerHeader = false;
        server.Limits.MaxRequestBodySize = MostBody;
        // Whoever sends a header a byte at a time holds a connection that others want.
        server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
    }

    /// <summary>
    /// Applies to open pages. A page whose connection broke waits in memory, about 1 MB each, for its person to come back.
    /// </summary>
    public static void Apply(CircuitOptions circuits)
    {
        circuits.DisconnectedCircuitMaxRetained = 100;
        circuits.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
        circuits.JSInteropDefaultCallTimeout = TimeSpan.FromMinutes(1);
        circuits.MaxBufferedUnacknowledgedRenderBatches = 10;
    }

    /// <summary>Applies to what a page sends: the 10,000 characters that the longest field takes, and what JSON makes of them.</summary>
    public static void Apply(HubOptions pages)
    {
        pages.MaximumReceiveMessageSize = 128 * 1024;
        pages.AddFilter<CircuitGuard>();
    }
}
