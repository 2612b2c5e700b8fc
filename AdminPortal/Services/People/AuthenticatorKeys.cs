using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace AdminPortal.Services.People;

/// <summary>Encrypts the keys of authenticator apps, so that none is stored in clear text. Encryption may write a new key to the key ring,
/// which on SQLite would wait for any write in progress: call it before a transaction, never inside one.</summary>
public sealed class AuthenticatorKeys(IDataProtectionProvider protection, TimeProvider clock, ILogger<AuthenticatorKeys> log)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(30);

    private readonly IDataProtector _kept = protection.CreateProtector("AdminPortal.AuthenticatorKey");
    private readonly IDataProtector _offered = protection.CreateProtector("AdminPortal.AuthenticatorKey.Offered");

    /// <summary>The encrypted key, as stored in the database.</summary>
    public string Seal(string key) => _kept.Protect(key);

    /// <summary>Decrypts a key; null if the key ring that encrypted it is lost.</summary>
    public string? Open(string? kept)
    {
        if (string.IsNullOrEmpty(kept))
            return null;
        try
        {
            return _kept.Unprotect(kept);
        }
        catch (CryptographicException error)
        {
            log.LogError(error, "An authenticator key cannot be decrypted: the key ring that encrypted it is missing");
            return null;
        }
    }

    /// <summary>A key that was offered but is not active yet: it is part of the user's form for half an hour, and is bound to the security
    /// stamp, so that a key shown in an earlier session is worthless.</summary>
    internal string Offer(SessionIdentity to, string key) =>
        _offered.Protect(
            string.Create(CultureInfo.InvariantCulture, $"{Holder(to)} {(clock.GetUtcNow() + s_patience).ToUnixTimeSeconds()} {key}")
        );

    /// <summary>The key offered to this user under the same stamp; null if there is none or it has expired.</summary>
    internal string? Offered(SessionIdentity person, string? token)
    {
        if (string.IsNullOrEmpty(token))
            return null;
        try
        {
            return
                _offered.Unprotect(token).Split(' ') is [var to, var end, var key]
                && to == Holder(person)
                && clock.GetUtcNow().ToUnixTimeSeconds() <= long.Parse(end, CultureInfo.InvariantCulture)
                ? key
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string Holder(SessionIdentity person) =>
        $"{person.UserId:N}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(person.SecurityStamp)))}";
}
