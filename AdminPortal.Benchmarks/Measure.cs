using System.Diagnostics;
using System.Globalization;

namespace AdminPortal.Benchmarks;

/// <summary>The result of a load with concurrent callers.</summary>
/// <param name="PerSecond">Completed calls per second.</param>
/// <param name="P50">Median in milliseconds.</param>
/// <param name="P99">99th percentile in milliseconds.</param>
/// <param name="Worst">Slowest call in milliseconds.</param>
internal sealed record Load(double PerSecond, double P50, double P99, double Worst)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{PerSecond, 9:N0}/s  p50 {P50, 7:N2} ms  p99 {P99, 7:N2} ms  worst {Worst, 8:N1} ms");
}

/// <summary>Runs loads and prints lines of the report.</summary>
internal static class Measure
{
    /// <summary>Runs calls from concurrent callers until the work is done, and measures each.</summary>
    /// <param name="call">Gets the index of the call, from 0 to <paramref name="calls"/> - 1.</param>
    public static async Task<Load> LoadAsync(int callers, int calls, Func<int, int, Task> call)
    {
        var times = new double[calls];
        var next = -1;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(
            Enumerable
                .Range(0, callers)
                .Select(caller =>
                    Task.Run(async () =>
                    {
                        int index;
                        while ((index = Interlocked.Increment(ref next)) < calls)
                        {
                            var started = Stopwatch.GetTimestamp();
                            await call(caller, index);
                            times[index] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                        }
                    })
                )
        );
        var seconds = clock.Elapsed.TotalSeconds;
        Array.Sort(times);
        return new Load(calls / seconds, times[calls / 2], times[(int)(calls * 0.99)], times[^1]);
    }

    /// <summary>Median in milliseconds, after a few warm-up calls.</summary>
    public static async Task<double> MedianAsync(int calls, Func<int, Task> call)
    {
        for (var i = 0; i < 3; i++)
            await call(i);
        var times = new double[calls];
        for (var i = 0; i < calls; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await call(i);
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[calls / 2];
    }

    public static void Title(string text) => Console.WriteLine($"\n{text}\n{new string('-', text.Length)}");

    public static void Line(string what, object value) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what, -58} {value}"));

    /// <summary>A ratio with its goal, and whether it is reached.</summary>
    public static void Ratio(string what, double ratio, double goal, bool atLeast = true)
    {
        var reached = atLeast ? ratio >= goal : ratio <= goal;
        Line(
            what,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{ratio:N2}  (goal {(atLeast ? "≥" : "≤")} {goal:N2})  {(reached ? "reached" : "MISSED")}"
            )
        );
    }
}
