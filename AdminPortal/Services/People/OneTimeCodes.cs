using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.People;

/// <summary>Checks the codes of authenticator apps (TOTP, RFC 6238: HMAC-SHA-1, 30 seconds, 6 digits). Each is accepted once: Identity's
/// own check would accept an observed code a second time.</summary>
public sealed class OneTimeCodes(PortalDatabase database, UserManagers managers, AuthenticatorKeys keys, TimeProvider clock)
{
    private const int StepSeconds = 30;

    /// <summary>Accepted steps to either side, for clocks that differ (RFC 6238, section 5.2).</summary>
    private const int Drift = 1;

    public static bool LooksLikeOne(string code) => code.Length == 6 && code.All(char.IsAsciiDigit);

    /// <summary>Uses up a code; false if it is wrong, or if it or a later one was used before.</summary>
    public async Task<bool> TakeAsync(PortalUser user, string code, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        if (keys.Open(await managers.On(db).GetAuthenticatorKeyAsync(user)) is not { } key || StepOf(key, code) is not { } step)
            return false;

        // One atomic statement, so that of two concurrent uses one is refused.
        return await db
                .Users.Where(u => u.Id == user.Id && (u.LastTotpStep == null || u.LastTotpStep < step))
                .ExecuteUpdateAsync(set => set.SetProperty(u => u.LastTotpStep, step), cancel) == 1;
    }

    /// <summary>The step at which a code matches a key; null if none. Does not use up the code: for setup.</summary>
    internal long? StepOf(string key, string code)
    {
        if (!LooksLikeOne(code))
            return null;
        var secret = Base32(key);
        var now = clock.GetUtcNow().ToUnixTimeSeconds() / StepSeconds;
        for (var step = now - Drift; step <= now + Drift; step++)
            if (
                CryptographicOperations.FixedTimeEquals(
                    System.Text.Encoding.ASCII.GetBytes(CodeAt(secret, step)),
                    System.Text.Encoding.ASCII.GetBytes(code)
                )
            )
                return step;
        return null;
    }

    [SuppressMessage(
        "Security",
        "CA5350",
        Justification = "RFC 6238's default, the only one that authenticator apps agree on; HMAC-SHA-1 is not broken by collisions."
    )]
    private static string CodeAt(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        var hash = HMACSHA1.HashData(secret, counter);
        var at = hash[^1] & 0xF;
        return ((BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(at)) & int.MaxValue) % 1_000_000).ToString(
            "D6",
            CultureInfo.InvariantCulture
        );
    }

    private static byte[] Base32(string text)
    {
        var bytes = new List<byte>(text.Length * 5 / 8);
        var (buffer, bits) = (0, 0);
        foreach (var c in text.TrimEnd('='))
        {
            var value =
                char.ToUpperInvariant(c) is var u and >= 'A' and <= 'Z' ? u - 'A'
                : c is >= '2' and <= '7' ? c - '2' + 26
                : throw new FormatException("The key is not base 32.");
            buffer = (buffer << 5 | value) & 0xFFF;
            bits += 5;
            if (bits >= 8)
                bytes.Add((byte)(buffer >> (bits -= 8)));
        }

        return [.. bytes];
    }
}
