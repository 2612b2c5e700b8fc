namespace AdminPortal.Components.Shared;

/// <summary>The lines of a chart's value axis.</summary>
internal static class ChartScale
{
    /// <summary>The distance of the lines: 1, 2 or 5 times a power of ten, with at most five of them up to
    /// <paramref name="most"/>.</summary>
    public static int StepFor(long most)
    {
        for (long power = 1; ; power *= 10)
            foreach (var step in (long[])[power, 2 * power, 5 * power])
                if (step * 5 >= most)
                    return (int)Math.Min(step, int.MaxValue);
    }
}
