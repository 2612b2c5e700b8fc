using System.Security.Cryptography;
using System.Text;

namespace AdminPortal.Services.People;

/// <summary>
/// The codes that let somebody in whose authenticator app is gone, each once. They are random enough for a plain hash (120 bits; OWASP ASVS
/// 5.0
/// asks for 112), and only their hashes are kept. Shorter ones that were made earlier stay good: a code is compared by its hash alone.
/// </summary>
internal static class RecoveryCodes
{
    /// <summary>How many a person gets at a time.</summary>
    public const int Count = 10;

    private const int Length = 24;

    /// <summary>Letters and digits that are not mistaken for one another (Crockford's base 32, in small letters).</summary>
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>Such as <c>7k2m-x9qd-04tr-hw3c-5ayv-n8ze</c>.</summary>
    public static string Create() =>
        string.Join('-', RandomNumberGenerator.GetString(Alphabet, Length).Chunk(4).Select(four => new string(four)));

    /// <summary>What is kept of a code, however it is written.</summary>
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
