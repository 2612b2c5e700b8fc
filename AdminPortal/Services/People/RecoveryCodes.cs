using System.Security.Cryptography;
using System.Text;

namespace AdminPortal.Services.People;

/// <summary>Recovery codes for users without their authenticator app, each valid once. They are random enough for a plain hash (120 bits;
/// OWASP ASVS 5.0 requires 112), and only hashes are stored. Shorter codes of earlier versions stay valid: only hashes are
/// compared.</summary>
internal static class RecoveryCodes
{
    /// <summary>Codes per user.</summary>
    public const int Count = 10;

    private const int Length = 24;

    /// <summary>Letters and digits that are not easily confused (Crockford's base 32, in lower case).</summary>
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>Such as <c>7k2m-x9qd-04tr-hw3c-5ayv-n8ze</c>.</summary>
    public static string Create() =>
        string.Join('-', RandomNumberGenerator.GetString(Alphabet, Length).Chunk(4).Select(four => new string(four)));

    /// <summary>The stored hash of a code, whatever its notation.</summary>
    public static string Hash(string code) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(new string([.. code.Where(char.IsLetterOrDigit).Select(Read)]))));

    private static char Read(char typed) =>
        char.ToLowerInvariant(typed) switch
        {
            'o' => '0',
            'i' or 'l' => '1',
            var c => c,
        };
}
