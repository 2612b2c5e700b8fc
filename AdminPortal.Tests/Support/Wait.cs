using System.Diagnostics;

namespace AdminPortal.Tests.Support;

/// <summary>Waits for other threads, processes or clocks, always with a deadline and a message.</summary>
internal static class Wait
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Checks every few milliseconds; fails with the message after the deadline, 30 seconds by default.</summary>
    /// <param name="what">Completes the sentence "Waited … for": such as "the agent to be ready".</param>
    public static async Task UntilAsync(Func<Task<bool>> isSo, string what, TimeSpan? patience = null)
    {
        var limit = patience ?? s_patience;
        var watch = Stopwatch.StartNew();
        while (!await isSo())
        {
            if (watch.Elapsed > limit)
                Assert.Fail($"Waited {limit.TotalSeconds:0} seconds for {what}.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}}, string, TimeSpan?)"/>
    public static Task UntilAsync(Func<bool> isSo, string what, TimeSpan? patience = null) =>
        UntilAsync(() => Task.FromResult(isSo()), what, patience);
}
