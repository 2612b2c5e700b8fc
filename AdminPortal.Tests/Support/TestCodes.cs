using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace AdminPortal.Tests.Support;

/// <summary>An authenticator app: its code for a key at a time (RFC 6238).</summary>
internal static class TestCodes
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string At(string key, DateTimeOffset moment)
    {
        var bits = string.Concat(
            key.Where(c => c != ' ').Select(c => Convert.ToString(Base32.IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0'))
        );
        var secret = bits.Chunk(8).Where(eight => eight.Length == 8).Select(eight => Convert.ToByte(new string(eight), 2)).ToArray();
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, moment.ToUnixTimeSeconds() / 30);
#pragma warning disable CA5350 // What the apps use.
        var hash = HMACSHA1.HashData(secret, counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xF)) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
