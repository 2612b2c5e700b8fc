using System.Buffers.Text;
using System.Security.Cryptography;

namespace AdminPortal.Security;

/// <summary>
/// The Content-Security-Policy: everything comes from the portal itself. Scripts are files, or carry the nonce of their answer;
/// styles may stand in the page, because MudBlazor sets places and sizes that way.
/// </summary>
internal static class ContentPolicy
{
    /// <summary>The policy of every answer that holds no script of its own.</summary>
    public static readonly string Strict = Write("'self'", "'self'");

    /// <summary>In Development, <c>dotnet watch</c> reloads the page over a socket on another port of this machine.</summary>
    public static readonly string Development = Write("'self'", "'self' ws://localhost:* wss://localhost:*");

    /// <summary>A value for the <c>nonce</c> of scripts that stand in this answer's page; its policy names it.</summary>
    public static string ScriptNonce(this HttpContext http)
    {
        if (http.Features.Get<Nonce>() is not { } nonce)
            http.Features.Set(nonce = new Nonce(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16))));
        return nonce.Value;
    }

    /// <summary>The policy of an answer whose page asked for <see cref="ScriptNonce"/>; null where it did not.</summary>
    public static string? WithNonce(HttpContext http) =>
        http.Features.Get<Nonce>() is { } nonce ? Write($"'self' 'nonce-{nonce.Value}'", "'self'") : null;

    // 'self' is also the WebSocket of the same host and port (CSP 3, section 6.7.2.8).
    private static string Write(string scripts, string connections) =>
        $"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        + $"connect-src {connections}; "
        + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private sealed record Nonce(string Value);
}
