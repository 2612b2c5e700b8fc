using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace AdminPortal.Services.Onboarding;

/// <summary>The data of a sign-up, as contained in the confirmation link.</summary>
public sealed record SignUp(string BusinessName, string Email);

/// <summary>Creates and reads the links that confirm an address. They contain the request and are not stored, so that requests fill no
/// table; each is valid once, because the address then has an account.</summary>
internal sealed class SignUpTokens(IDataProtectionProvider protection, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly IDataProtector _protector = protection.CreateProtector("AdminPortal.SignUp");

    public string Make(SignUp signUp) => _protector.Protect(JsonSerializer.Serialize(new Sealed(signUp, clock.GetUtcNow() + Lifetime)));

    /// <summary>The content of a link; null if it is invalid or expired.</summary>
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
