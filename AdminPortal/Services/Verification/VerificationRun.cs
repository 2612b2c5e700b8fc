using System.Data.Common;
using AdminPortal.Data;

namespace AdminPortal.Services.Verification;

/// <summary>A verification in progress: all checks read the same snapshot, so that concurrent writes are not reported.</summary>
internal sealed class VerificationRun(PortalDbContext db, DbTransaction snapshot, bool isSqlite, CancellationToken cancel)
{
    private readonly List<Finding> _findings = [];
    private long _found;
    private string _invariant = "";

    /// <summary>For the model and the migrations; rows are read from the snapshot.</summary>
    public PortalDbContext Db => db;

    public bool IsSqlite => isSqlite;

    public CancellationToken Cancel => cancel;

    /// <summary>Records a violating row; only the first are described.</summary>
    public void Found(Func<(string Record, string Message)> describe)
    {
        if (_found++ >= VerificationService.MostNamed)
            return;
        var (record, message) = describe();
        _findings.Add(new Finding(_invariant, record, message));
    }

    /// <summary>Calls <paramref name="row"/> for each row of the result.</summary>
    public async Task ReadAsync(string sql, Action<VerifiedRow> row)
    {
        await using var command = snapshot.Connection!.CreateCommand();
        command.Transaction = snapshot;
        command.CommandTimeout = 0;
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            row(new VerifiedRow(reader));
    }

    /// <summary>Runs one check. A check that the database cannot execute is a finding.</summary>
    public async Task<CheckResult> RunAsync(Check check)
    {
        _findings.Clear();
        (_found, _invariant) = (0, check.Invariant);
        // Without the savepoint, PostgreSQL rejects everything after an error.
        await snapshot.SaveAsync("before_check", cancel);
        try
        {
            await check.RunAsync(this);
        }
        catch (DbException error) when (!DatabaseErrors.IsUnavailable(error) || DatabaseErrors.IsDamaged(error))
        {
            await snapshot.RollbackAsync("before_check", cancel);
            Found(() => ("database", $"The check '{check.Name}' cannot be made: {error.Message}"));
        }

        return new CheckResult(check.Invariant, check.Name, _found, [.. _findings]);
    }
}
