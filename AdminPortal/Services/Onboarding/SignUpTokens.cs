using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace AdminPortal.Services.Onboarding;

/// <summary>Somebody who wants to sign their business up, as the link in their mail says it.</summary>
public sealed record SignUp(string BusinessName, string Email);

/// <summary>
/// Makes and reads the links that confirm an address. They carry what was asked for and are kept nowhere, so that asking fills no table;
/// each
/// is good once, because the address it confirms then has an account.
/// </summary>
internal sealed class SignUpTokens(IDataProtectionProvider protection, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly IDataProtector _protector = protection.CreateProtector("AdminPortal.SignUp");

    public string Make(SignUp signUp) => _protector.Protect(JsonSerializer.Serialize(new Sealed(signUp, clock.GetUtcNow() + Lifetime)));

    /// <summary>What a link says; null when it is none of ours, or its time is over.</summary>
    public SignUp? Read(string? token)
    {
        if (string.IsNullOrEmpty(token))
            return null;
        try
        {
            var opened = JsonSerializer.Deserialize<Sealed>(_protector.Unprotect(token))!;
            return clock.GetUtcNow() <= opened.Until ? opened.SignUp : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private sealed record Sealed(SignUp SignUp, DateTimeOffset Until);
}
