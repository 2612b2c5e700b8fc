namespace AdminPortal.Services;

/// <summary>Randomness that does not affect results, such as the delay before a retry, or which counter stripe a write uses. Two processes
/// must not draw the same values, so there is no injected seed. If a result depends on chance, inject a seeded
/// <see cref="Random"/>.</summary>
internal static class Chance
{
    /// <summary>A whole number from 0, below <paramref name="end"/>.</summary>
    public static int Below(int end) => Between(0, end);

    /// <summary>A whole number from <paramref name="start"/>, below <paramref name="end"/>.</summary>
#pragma warning disable RS0030 // See above.
    public static int Between(int start, int end) => Random.Shared.Next(start, end);
#pragma warning restore RS0030
}
