using AdminPortal.Data.Entities;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AdminPortal.Services.People;

/// <summary>Password hashing is slow on purpose: limited concurrency makes a flood of guesses wait instead of using every
/// processor.</summary>
internal static class PasswordHashing
{
    /// <summary>Rounds of PBKDF2 with HMAC-SHA-512 (OWASP ASVS 5.0, appendix C). A hash with fewer is replaced at the next
    /// sign-in.</summary>
    public const int Rounds = 210_000;

    private static readonly SemaphoreSlim s_places = new(Math.Max(1, Environment.ProcessorCount / 2));
    private static readonly Lazy<string> s_ofNobody = new(() => CreateHasher().HashPassword(new PortalUser(), Guid.NewGuid().ToString()));

    /// <summary>A hash that no password matches, and that takes as long to compare as a real one.</summary>
    public static string OfNobody => s_ofNobody.Value;

    public static PasswordHasher<PortalUser> CreateHasher() => new(Options.Create(new PasswordHasherOptions { IterationCount = Rounds }));

    /// <summary>Hashes a new password when a slot is free. Call it before a transaction begins, so that no write waits for it.</summary>
    public static async Task<string> HashAsync(string password, CancellationToken cancel)
    {
        using (await EnterAsync(cancel))
            return CreateHasher().HashPassword(new PortalUser(), password);
    }

    /// <summary>Waits for a slot; disposing releases it.</summary>
    public static async Task<IDisposable> EnterAsync(CancellationToken cancel)
    {
        await s_places.WaitAsync(cancel);
        return new Place();
    }

    private sealed class Place : IDisposable
    {
        public void Dispose() => s_places.Release();
    }
}
