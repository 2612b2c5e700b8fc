using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AdminPortal.Services.Keys;

/// <summary>The text of an API key: <c>ap_</c>, the 32 hexadecimal digits of its id, <c>_</c>, and 256 random bits in base64url. The id
/// finds the row, the bits are the secret.</summary>
internal sealed record ApiKeySecret(Guid Id, string Text, byte[] Hash)
{
    private const string Mark = "ap_";
    private const int IdLength = 32;
    private const int SecretBytes = 32;
    private static readonly int s_length = Mark.Length + IdLength + 1 + Base64Url.GetEncodedLength(SecretBytes);

    /// <summary>Enough to recognise the key in a list: the fixed prefix and the last digits of its id, which differ between keys created at
    /// the same time.</summary>
    public string Prefix => PrefixOf(Id);

    public static string PrefixOf(Guid id) => $"{Mark}…{id.ToString("N")[^8..]}";

    public static ApiKeySecret Create(Guid id)
    {
        var text = $"{Mark}{id:N}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}";
        return new(id, text, HashOf(text));
    }

    /// <summary>Parses a key; false for an invalid text, without a database query.</summary>
    public static bool TryParse(string text, out Guid id)
    {
        id = Guid.Empty;
        return text.Length == s_length
            && text.StartsWith(Mark, StringComparison.Ordinal)
            && text[Mark.Length + IdLength] == '_'
            && Guid.TryParseExact(text.AsSpan(Mark.Length, IdLength), "N", out id);
    }

    public static byte[] HashOf(string text) => SHA256.HashData(Encoding.ASCII.GetBytes(text));
}
