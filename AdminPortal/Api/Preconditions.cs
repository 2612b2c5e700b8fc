using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace AdminPortal.Api;

/// <summary><c>If-Match</c> and <c>If-None-Match</c> (RFC 9110, section 13) for records whose ETag is their row version.</summary>
internal static class Preconditions
{
    /// <summary>A version that no record has: an unknown ETag never matches.</summary>
    private const long NeverMatches = 0;

    /// <summary>Suffixes that proxies add to the ETag of a compressed response: Apache, nginx modules, Caddy, Jetty.</summary>
    private static readonly string[] s_encodings =
    [
        "--gzip",
        "-gzip",
        "+gzip",
        ";gzip",
        ":gzip",
        "--br",
        "-br",
        "-deflate",
        "--zstd",
        "-zstd",
    ];

    public static string Tag(long rowVersion) => string.Create(CultureInfo.InvariantCulture, $"\"{rowVersion}\"");

    /// <summary>The version that the caller's decision is based on, from header or body; null if they sent none, or any (<c>*</c>).
    /// Compressing proxies mark an ETag as weak or add their encoding to it; the version in it is still the one the caller saw.</summary>
    /// <exception cref="BadHttpRequestException">The header is malformed, names several versions, or another one than the body.</exception>
    public static long? Seen(this HttpContext http, ISeenVersion? body)
    {
        var header = http.Request.Headers.IfMatch;
        if (header.Count == 0)
            return body?.RowVersion;
        if (!EntityTagHeaderValue.TryParseStrictList(header, out var tags) || tags.Count != 1)
            throw new BadHttpRequestException("'If-Match' takes one tag in quotation marks, such as \"3\", or *.");
        if (tags[0].Equals(EntityTagHeaderValue.Any))
            return body?.RowVersion;

        var seen = VersionOf(tags[0]) ?? NeverMatches;
        if (body?.RowVersion is { } version && version != seen)
            throw new BadHttpRequestException("'If-Match' and 'row_version' name different versions. Send one of them.");
        return seen;
    }

    /// <summary>Whether the caller has this version already, and so needs no body (304). A malformed header is ignored.</summary>
    public static bool HasAlready(this HttpContext http, long rowVersion)
    {
        var header = http.Request.Headers.IfNoneMatch;
        return header.Count > 0
            && EntityTagHeaderValue.TryParseStrictList(header, out var tags)
            && tags.Any(t => t.Equals(EntityTagHeaderValue.Any) || VersionOf(t) == rowVersion);
    }

    private static long? VersionOf(EntityTagHeaderValue tag)
    {
        var text = tag.Tag.AsSpan().Trim('"');
        foreach (var suffix in s_encodings)
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                text = text[..^suffix.Length];
                break;
            }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
    }
}
