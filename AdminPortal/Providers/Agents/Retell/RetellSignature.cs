using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AdminPortal.Providers.Agents.Retell;

/// <summary>Verifies that a webhook is from Retell: its header contains a time and, as <c>d</c>, the HMAC-SHA256 with the API key over the
/// raw body followed by that time. Old webhooks are refused, which prevents replay.</summary>
public static class RetellSignature
{
    public const string Header = "x-retell-signature";

    /// <summary>Largest deviation of the header's time in either direction, in milliseconds; the same as in Retell's own library.</summary>
    public const long MostOff = 300_000;

    // Lower case only, as Retell writes it.
    private static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdef");

    private const int DigestLength = 2 * SHA256.HashSizeInBytes;

    /// <summary>Whether the header has the right form and a current time, so that the body is worth reading.</summary>
    public static bool MayBeGenuine(string? header, DateTimeOffset now) =>
        TryRead(header, out var time, out _) && Math.Abs(now.ToUnixTimeMilliseconds() - time) <= MostOff;

    /// <param name="body">The raw body, byte for byte.</param>
    /// <param name="header">The header's value, such as <c>v=1700000000000,d=a65c…</c>; anything else is refused.</param>
    public static bool IsGenuine(ReadOnlySpan<byte> body, string? header, string apiKey, DateTimeOffset now)
    {
        if (!TryRead(header, out var time, out var digest) || Math.Abs(now.ToUnixTimeMilliseconds() - time) > MostOff)
            return false;

        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(apiKey));
        hmac.AppendData(body);
        hmac.AppendData(Encoding.ASCII.GetBytes(time.ToString(CultureInfo.InvariantCulture)));
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        hmac.GetHashAndReset(expected);
        return CryptographicOperations.FixedTimeEquals(expected, digest);
    }

    /// <summary>Why a webhook with this header was refused, for support staff.</summary>
    public static string WhyNotGenuine(string? header, DateTimeOffset now) =>
        header is null ? "It has no signature."
        : !TryRead(header, out var time, out _) ? "Its signature is malformed."
        : Math.Abs(now.ToUnixTimeMilliseconds() - time) > MostOff ? "Its signature is too old, or the portal's clock is wrong."
        : "Its signature does not match the key in Retell:ApiKey.";

    private static bool TryRead(string? header, out long time, out byte[] digest)
    {
        (time, digest) = (0, []);
        if (
            header is null
            || !header.StartsWith("v=", StringComparison.Ordinal)
            || header.IndexOf(",d=", StringComparison.Ordinal) is var comma && comma < 0
        )
            return false;
        var hex = header.AsSpan(comma + 3);
        if (hex.Length != DigestLength || hex.ContainsAnyExcept(s_hex))
            return false;
        digest = Convert.FromHexString(hex);
        // Digits only: no sign, no space. A number out of range does not parse and is refused.
        return long.TryParse(header.AsSpan(2, comma - 2), NumberStyles.None, CultureInfo.InvariantCulture, out time);
    }
}
