using System.Net;
using System.Net.Sockets;

namespace AdminPortal.Tests.Support;

/// <summary>Loopback ports for the servers that tests start.</summary>
internal static class FreePort
{
    // Below 32768, where Linux starts ephemeral ports: a server that restarts on its port could otherwise collide with a client's
    // connection.
    private const int First = 20_000;
    private const int Count = 12_000;

    // Parallel test runs start at different ports.
    private static int s_last = Environment.ProcessId * 97;

    /// <summary>A free port that this process has not returned before.</summary>
    public static int Next()
    {
        for (var attempt = 0; attempt < Count; attempt++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref s_last) % Count);
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // In use: try the next one.
            }
        }
        throw new InvalidOperationException($"No free port between {First} and {First + Count - 1}.");
    }
}
