using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace AdminPortal.Api;

/// <summary>What <c>If-Match</c> and <c>If-None-Match</c> (RFC 9110, section 13) mean for a record whose tag is its row version.</summary>
internal static class Preconditions
{
    /// <summary>A version that no record has: a tag that is not one of ours can match none.</summary>
    private const long NeverMatches = 0;

    /// <summary>What proxies add to the tag of an answer that they compressed: Apache, nginx modules, Caddy, Jetty.</summary>
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

    /// <summary>
    /// The version that the caller decided on, by header or body; null when they named none, or any (<c>*</c>).
    /// Proxies that compress mark a tag as weak or add their encoding to it; the version in it is still the one the caller saw.
    /// </summary>
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

    /// <summary>Whether the caller has this version already, and so needs no body (304). A malformed header is as good as none.</summary>
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
