using System.Buffers.Text;
using System.Security.Cryptography;

namespace AdminPortal.Security;

/// <summary>The Content-Security-Policy: everything comes from the portal itself. Scripts are files, or have the nonce of their response;
/// inline styles are allowed, because MudBlazor sets positions and sizes that way.</summary>
internal static class ContentPolicy
{
    /// <summary>The policy of responses without inline scripts.</summary>
    public static readonly string Strict = Write("'self'", "'self'");

    /// <summary>In Development, <c>dotnet watch</c> reloads the page through a socket on another port of this machine.</summary>
    public static readonly string Development = Write("'self'", "'self' ws://localhost:* wss://localhost:*");

    /// <summary>The <c>nonce</c> for inline scripts of this response; its policy contains it.</summary>
    public static string ScriptNonce(this HttpContext http)
    {
        if (http.Features.Get<Nonce>() is not { } nonce)
            http.Features.Set(nonce = new Nonce(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16))));
        return nonce.Value;
    }

    /// <summary>The policy of a response whose page used <see cref="ScriptNonce"/>; null if it did not.</summary>
    public static string? WithNonce(HttpContext http) =>
        http.Features.Get<Nonce>() is { } nonce ? Write($"'self' 'nonce-{nonce.Value}'", "'self'") : null;

    // 'self' includes the WebSocket of the same host and port (CSP 3, section 6.7.2.8).
    private static string Write(string scripts, string connections) =>
        $"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        + $"connect-src {connections}; "
        + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private sealed record Nonce(string Value);
}
