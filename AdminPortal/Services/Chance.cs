namespace AdminPortal.Services;

/// <summary>
/// Chance that decides no result: how long a lost race waits before it is run again, which of several equal counters a write adds to. Two
/// processes must not draw the same, so there is no seed to inject. Where a result depends on chance, take a seeded <see cref="Random"/>.
/// </summary>
internal static class Chance
{
    /// <summary>A whole number from 0, below <paramref name="end"/>.</summary>
    public static int Below(int end) => Between(0, end);

    /// <summary>A whole number from <paramref name="start"/>, below <paramref name="end"/>.</summary>
#pragma warning disable RS0030 // See above.
    public static int Between(int start, int end) => Random.Shared.Next(start, end);
#pragma warning restore RS0030
}
