using System.Net;
using System.Net.Sockets;

namespace AdminPortal.Tests.Support;

/// <summary>Loopback ports for the servers that tests start.</summary>
internal static class FreePort
{
    // Below 32768, where Linux begins to take ports for outgoing connections: a server that is restarted on its port
    // would now and then find a client's connection there.
    private const int First = 20_000;
    private const int Count = 12_000;

    // Test runs side by side start in different places.
    private static int s_last = Environment.ProcessId * 97;

    /// <summary>A port that nobody listens on now, and that this process has not handed out before.</summary>
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
                // Taken: the next one.
            }
        }
        throw new InvalidOperationException($"No free port between {First} and {First + Count - 1}.");
    }
}
