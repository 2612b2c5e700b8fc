using AdminPortal.Data.Entities;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AdminPortal.Services.People;

/// <summary>
/// Hashing a password is made to be slow: so many at once, and a flood of guesses waits instead of taking every processor.
/// </summary>
internal static class PasswordHashing
{
    /// <summary>
    /// Rounds of PBKDF2 with HMAC-SHA-512 (OWASP ASVS 5.0, appendix C). A hash of fewer is made anew as its person signs in.
    /// </summary>
    public const int Rounds = 210_000;

    private static readonly SemaphoreSlim s_places = new(Math.Max(1, Environment.ProcessorCount / 2));
    private static readonly Lazy<string> s_ofNobody = new(() => CreateHasher().HashPassword(new PortalUser(), Guid.NewGuid().ToString()));

    /// <summary>A hash that no password fits, and that takes as long to compare as anybody's.</summary>
    public static string OfNobody => s_ofNobody.Value;

    public static PasswordHasher<PortalUser> CreateHasher() => new(Options.Create(new PasswordHasherOptions { IterationCount = Rounds }));

    /// <summary>The hash of a new password, when its turn comes. Before a transaction begins: nobody's write is to wait for it.</summary>
    public static async Task<string> HashAsync(string password, CancellationToken cancel)
    {
        using (await EnterAsync(cancel))
            return CreateHasher().HashPassword(new PortalUser(), password);
    }

    /// <summary>Waits for a place; disposing gives it back.</summary>
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
