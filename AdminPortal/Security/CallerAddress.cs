using System.Net;
using System.Net.Sockets;

namespace AdminPortal.Security;

/// <summary>Tells addresses apart for counting, in a space that does not grow with them.</summary>
internal static class CallerAddress
{
    /// <summary>Counters in all, 10 MB at most: two addresses share one in 1 of 16,384 cases, and nobody can choose whose.</summary>
    public const int Buckets = 16_384;

    /// <summary>
    /// The counter of an address; of an IPv6 address that of its /64, since that is what one customer gets (RFC 6177), 2^64 addresses to
    /// choose from. <see cref="HashCode"/> is seeded anew in every process.
    /// </summary>
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
