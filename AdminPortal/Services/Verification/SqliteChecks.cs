namespace AdminPortal.Services.Verification;

/// <summary>The SQLite file itself.</summary>
internal static class SqliteChecks
{
    public static readonly IReadOnlyList<Check> All =
    [
        new(
            Invariants.Database,
            "the file is sound",
            run =>
                run.ReadAsync(
                    "PRAGMA integrity_check(100)",
                    row =>
                    {
                        if (row.Text(0) is { } line && line != "ok")
                            run.Found(() => ("database file", line));
                    }
                )
        ),
        Check.Sql(
            Invariants.Database,
            "each reference leads to a row",
            "PRAGMA foreign_key_check",
            row => ($"table {row.Text(0)}, row {row.Whole(1)}", $"It refers to a row of {row.Text(2)} that does not exist.")
        ),
    ];
}
