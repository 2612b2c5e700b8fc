using System.Net;
using System.Net.Sockets;

namespace AdminPortal.Security;

/// <summary>Maps addresses to a bounded number of counters.</summary>
internal static class CallerAddress
{
    /// <summary>Number of counters, 10 MB at most: two addresses share one in 1 of 16,384 cases, and nobody can choose which.</summary>
    public const int Buckets = 16_384;

    /// <summary>The counter of an address; for IPv6, of its /64, which is what one customer gets (RFC 6177), with 2^64 addresses.
    /// <see cref="HashCode"/> has a new seed in every process.</summary>
    public static int BucketOf(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address is { IsIPv4MappedToIPv6: true })
            address = address.MapToIPv4();
        if (address is null || !address.TryWriteBytes(bytes, out _))
            return 0;
        var hash = new HashCode();
        hash.AddBytes(bytes[..(address.AddressFamily == AddressFamily.InterNetworkV6 ? 8 : 4)]);
        return (int)((uint)hash.ToHashCode() % Buckets);
    }
}
