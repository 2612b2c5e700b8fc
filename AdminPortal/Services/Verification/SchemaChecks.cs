using AdminPortal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AdminPortal.Services.Verification;

/// <summary>Migrations, guards, unique indexes and constraints are in place.</summary>
internal static class SchemaChecks
{
    public static readonly Check Migrations = new(
        Invariants.Database,
        "the database is up to date",
        async run =>
        {
            foreach (var migration in await run.Db.Database.GetPendingMigrationsAsync(run.Cancel))
                run.Found(() => ("database", $"The migration {migration} has not been applied: run AdminPortal migrate."));
        }
    );

    public static readonly IReadOnlyList<Check> All =
    [
        new(
            Invariants.Version,
            "the guards of the row versions are in place",
            async run =>
            {
                foreach (var guard in await RowVersionGuards.MissingAsync(run.Db, run.Cancel))
                    run.Found(() => ($"trigger {guard}", "It is missing or disabled: run AdminPortal migrate."));
            }
        ),
        new(Invariants.OneToOne, "the unique indexes are in place", UniqueIndexesAsync),
        new(Invariants.Database, "the constraints are in place", ConstraintsAsync),
    ];

    private const string SqliteUnique = """
        SELECT t.name, (SELECT GROUP_CONCAT(name, ',') FROM (SELECT c.name FROM pragma_index_info(i.name) c ORDER BY c.seqno)), i.partial
        FROM sqlite_master t JOIN pragma_index_list(t.name) i WHERE t.type = 'table' AND i."unique" = 1
        """;

    private const string PostgresUnique = """
        SELECT t.relname, (SELECT STRING_AGG(a.attname, ',' ORDER BY k.place) FROM UNNEST(i.indkey) WITH ORDINALITY AS k(attnum, place)
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum), i.indpred IS NOT NULL
        FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
        WHERE i.indisunique AND i.indisvalid AND n.nspname = CURRENT_SCHEMA()
        """;

    private const string SqliteTables = "SELECT name, sql FROM sqlite_master WHERE type = 'table'";

    private const string PostgresConstraints = """
        SELECT t.relname, c.conname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
        WHERE c.convalidated AND n.nspname = CURRENT_SCHEMA()
        """;

    private static async Task UniqueIndexesAsync(VerificationRun run)
    {
        var present = new HashSet<(string Table, string Columns, bool IsPartial)>();
        await run.ReadAsync(run.IsSqlite ? SqliteUnique : PostgresUnique, row => present.Add((row.Text(0)!, row.Text(1)!, row.Is(2))));
        foreach (var (table, columns, isPartial) in Wanted(run.Db.Model))
            if (!present.Contains((table, columns, isPartial)))
                run.Found(() => ($"table {table}", $"The unique index on ({columns}) is missing."));
    }

    // An integer key is SQLite's own row id, which has no index.
    private static IEnumerable<(string Table, string Columns, bool IsPartial)> Wanted(IModel model)
    {
        foreach (var type in Tables(model))
        {
            var table = type.GetTableName()!;
            foreach (var key in type.GetKeys().Where(k => k.Properties is not [{ ClrType.IsPrimitive: true }]))
                yield return (table, Columns(key.Properties), false);
            foreach (var index in type.GetIndexes().Where(i => i.IsUnique))
                yield return (table, Columns(index.Properties), index.GetFilter() is not null);
        }
    }

    // Owned types are stored in a column of their owner's table.
    private static IEnumerable<IEntityType> Tables(IModel model) => model.GetEntityTypes().Where(t => !t.IsOwned());

    private static string Columns(IEnumerable<IProperty> properties) => string.Join(',', properties.Select(p => p.GetColumnName()));

    private static async Task ConstraintsAsync(VerificationRun run)
    {
        // SQLite has no list of constraints: their names are in the text that created the table.
        var present = new List<(string Table, string Text)>();
        await run.ReadAsync(run.IsSqlite ? SqliteTables : PostgresConstraints, row => present.Add((row.Text(0)!, row.Text(1)!)));
        foreach (var type in Tables(run.Db.GetService<IDesignTimeModel>().Model))
        {
            var table = type.GetTableName()!;
            var names = type.GetCheckConstraints().Select(c => c.Name).Concat(type.GetForeignKeys().Select(k => k.GetConstraintName()));
            foreach (var name in names.OfType<string>())
                if (
                    !present.Any(p =>
                        p.Table == table && (p.Text == name || (run.IsSqlite && p.Text.Contains($"\"{name}\"", StringComparison.Ordinal)))
                    )
                )
                    run.Found(() => ($"table {table}", $"The constraint {name} is missing."));
        }
    }
}
