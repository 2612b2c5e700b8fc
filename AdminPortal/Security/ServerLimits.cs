using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;

namespace AdminPortal.Security;

/// <summary>Limits of the server's resources per connection.</summary>
internal static class ServerLimits
{
    /// <summary>Body size, unless the route sets its own limit.</summary>
    public const long MostBody = 1024 * 1024;

    /// <summary>Applies to every request; file routes set their own size.</summary>
    public static void Apply(KestrelServerOptions server)
    {
        server.AddServerHeader = false;
        server.Limits.MaxRequestBodySize = MostBody;
        // A client that sends headers byte by byte blocks a connection.
        server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
    }

    /// <summary>Applies to open pages. Disconnected pages are kept in memory, about 1 MB each, for reconnecting.</summary>
    public static void Apply(CircuitOptions circuits)
    {
        circuits.DisconnectedCircuitMaxRetained = 100;
        circuits.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
        circuits.JSInteropDefaultCallTimeout = TimeSpan.FromMinutes(1);
        circuits.MaxBufferedUnacknowledgedRenderBatches = 10;
    }

    /// <summary>Applies to messages from pages: the longest field has 10,000 characters, plus JSON escaping.</summary>
    public static void Apply(HubOptions pages)
    {
        pages.MaximumReceiveMessageSize = 128 * 1024;
        pages.AddFilter<CircuitGuard>();
    }
}
