using AdminPortal.Data;
using AdminPortal.Services.Startup;

namespace AdminPortal.Api.Health;

/// <summary>Whether the portal can serve requests: its database responds, is migrated and guarded, and the hot paths are warm.</summary>
internal sealed class Readiness(DatabaseSetup setup, StartupState startup, TimeProvider clock) : IDisposable
{
    /// <summary>How long a result is cached, so that probes are cheap.</summary>
    private static readonly TimeSpan s_holds = TimeSpan.FromSeconds(1);

    /// <summary>Probes have short timeouts; a slower database is not ready.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _asking = new(1, 1);
    private volatile Known? _known;

    /// <summary>Why the portal cannot serve requests, in one line; null if it can.</summary>
    public async ValueTask<string?> FaultAsync(CancellationToken cancel)
    {
        if (Fresh is { } fresh)
            return Explain(fresh.State);
        await _asking.WaitAsync(cancel);
        try
        {
            var known = Fresh ?? (_known = new Known(await AskAsync(cancel), clock.GetTimestamp()));
            return Explain(known.State);
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose() => _asking.Dispose();

    private Known? Fresh => _known is { } known && clock.GetElapsedTime(known.AskedAt) < s_holds ? known : null;

    private async Task<DatabaseState> AskAsync(CancellationToken cancel)
    {
        try
        {
            return await setup.StateAsync(cancel).WaitAsync(s_patience, cancel);
        }
        catch (TimeoutException)
        {
            return DatabaseState.Unreachable;
        }
    }

    private string? Explain(DatabaseState state) =>
        state switch
        {
            DatabaseState.Ready => startup.IsWarm ? null : "warming up",
            DatabaseState.NotMigrated => "the database is not migrated: run AdminPortal migrate",
            DatabaseState.Unguarded => "the database's guards are missing: run AdminPortal migrate",
            DatabaseState.FileGone => setup.Fault,
            DatabaseState.Unreachable => "the database does not answer",
            _ => throw new InvalidOperationException($"Unknown state {state}."),
        };

    private sealed record Known(DatabaseState State, long AskedAt);
}
