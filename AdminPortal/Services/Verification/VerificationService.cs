using System.Data;
using System.Data.Common;
using AdminPortal.Data;
using Microsoft.Data.Sqlite;

namespace AdminPortal.Services.Verification;

/// <summary>Checks all invariants over the whole database, without changing it. For admins.</summary>
public sealed class VerificationService(PortalDatabase database, TimeProvider clock)
{
    /// <summary>Most rows listed per check; the rest is counted.</summary>
    public const int MostNamed = 100;

    /// <summary>Runs every check on one snapshot of the database, while writers continue.</summary>
    public async Task<Outcome<VerificationReport>> RunAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("verify the database");
        var started = clock.GetTimestamp();
        await using var db = database.CreateReadContext();
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var snapshot = await BeginAsync(connection, cancel);
        var run = new VerificationRun(db, snapshot, database.IsSqlite, cancel);

        // With an unexpected schema the other checks would be meaningless.
        var results = new List<CheckResult> { await run.RunAsync(SchemaChecks.Migrations) };
        if (results[0].Found > 0)
            return new VerificationReport(results, 0, 0, 0, clock.GetElapsedTime(started).TotalSeconds);

        foreach (var check in All(database.IsSqlite))
            results.Add(await run.RunAsync(check));
        return new VerificationReport(
            results,
            await CountAsync(run, "toll_free_numbers"),
            await CountAsync(run, "businesses"),
            await CountAsync(run, "audit_events"),
            clock.GetElapsedTime(started).TotalSeconds
        );
    }

    private static IEnumerable<Check> All(bool sqlite) =>
        [
            .. HoldingChecks.All,
            .. LedgerChecks.All,
            .. NumberChecks.All,
            .. DuplicateChecks.All,
            WaitingChecks.WithoutNumber,
            .. AgentChecks.All,
            .. AuditChecks.All,
            .. ImportChecks.All,
            .. OrderChecks.All,
            CountChecks.Kept,
            .. SchemaChecks.All,
            .. sqlite ? SqliteChecks.All : [],
        ];

    private static async Task<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancel) =>
        connection is SqliteConnection sqlite
            // Deferred: the driver's default takes the write lock, and provisioning would wait for the whole verification.
            ? sqlite.BeginTransaction(deferred: true)
            : await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);

    private static async Task<long> CountAsync(VerificationRun run, string table)
    {
        var count = 0L;
        await run.ReadAsync($"SELECT COUNT(*) FROM {table}", row => count = row.Whole(0)!.Value);
        return count;
    }
}
