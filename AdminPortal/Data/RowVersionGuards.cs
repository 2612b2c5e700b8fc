using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Data;

/// <summary>Triggers that reject writes without the row version: an update whose new version is not the old one plus one, an insert with
/// any version but 1. They never edit the row, so they do not conflict with <c>RETURNING</c>.</summary>
internal static class RowVersionGuards
{
    /// <summary>The tables with row versions.</summary>
    public static IReadOnlyList<string> Tables(PortalDbContext context) =>
        [
            .. context
                .Model.GetEntityTypes()
                .Where(t => typeof(IVersioned).IsAssignableFrom(t.ClrType))
                .Select(t => t.GetTableName()!)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The names of all guards.</summary>
    public static IReadOnlyList<string> Names(PortalDbContext context) =>
        [
            .. Tables(context)
                .SelectMany(table => new[] { InsertGuard(table), UpdateGuard(table) })
                .Append(AuditGuard("update"))
                .Append(AuditGuard("delete")),
        ];

    /// <summary>Recreates the guards. Called after every migration: a table rebuild on SQLite silently drops its triggers.</summary>
    public static async Task InstallAsync(PortalDbContext context, CancellationToken cancel)
    {
        var statements = context.Database.IsSqlite() ? SqliteStatements(context) : PostgresStatements(context);
        foreach (var statement in statements)
            await context.Database.ExecuteSqlRawAsync(statement, cancel);
    }

    /// <summary>The missing guards.</summary>
    public static async Task<IReadOnlyList<string>> MissingAsync(PortalDbContext context, CancellationToken cancel)
    {
        var sql = context.Database.IsSqlite()
            ? "SELECT name AS \"Value\" FROM sqlite_master WHERE type = 'trigger'"
            : "SELECT tgname AS \"Value\" FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = "
                + "c.relnamespace WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND n.nspname = current_schema()";
        var present = await context.Database.SqlQueryRaw<string>(sql).ToListAsync(cancel);
        return [.. Names(context).Except(present)];
    }

    private static string InsertGuard(string table) => $"guard_{table}_insert";

    private static string UpdateGuard(string table) => $"guard_{table}_update";

    private static string AuditGuard(string what) => $"guard_audit_events_{what}";

    private static IEnumerable<string> SqliteStatements(PortalDbContext context)
    {
        foreach (var table in Tables(context))
        {
            yield return $"DROP TRIGGER IF EXISTS {InsertGuard(table)}";
            yield return $"""
                CREATE TRIGGER {InsertGuard(table)} BEFORE INSERT ON {table} WHEN NEW.row_version IS NOT 1
                BEGIN SELECT RAISE(ABORT, '{table}: a new row has row_version 1'); END
                """;
            yield return $"DROP TRIGGER IF EXISTS {UpdateGuard(table)}";
            yield return $"""
                CREATE TRIGGER {UpdateGuard(table)} BEFORE UPDATE ON {table} WHEN NEW.row_version IS NOT OLD.row_version + 1
                BEGIN SELECT RAISE(ABORT, '{table}: an update raises row_version by one'); END
                """;
        }

        foreach (var what in (string[])["update", "delete"])
        {
            yield return $"DROP TRIGGER IF EXISTS {AuditGuard(what)}";
            yield return $"CREATE TRIGGER {AuditGuard(what)} BEFORE {what} ON audit_events BEGIN SELECT RAISE(ABORT, 'audit_events is "
                + "append-only'); END";
        }
    }

    private static IEnumerable<string> PostgresStatements(PortalDbContext context)
    {
        yield return """
            CREATE OR REPLACE FUNCTION refuse_write() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '%: %', TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'check_violation'; END $$
            """;
        foreach (var table in Tables(context))
        {
            yield return $"""
                CREATE OR REPLACE TRIGGER {InsertGuard(table)} BEFORE INSERT ON {table} FOR EACH ROW
                WHEN (NEW.row_version IS DISTINCT FROM 1) EXECUTE FUNCTION refuse_write('a new row has row_version 1')
                """;
            yield return $"""
                CREATE OR REPLACE TRIGGER {UpdateGuard(table)} BEFORE UPDATE ON {table} FOR EACH ROW
                WHEN (NEW.row_version IS DISTINCT FROM OLD.row_version + 1)
                    EXECUTE FUNCTION refuse_write('an update raises row_version by one')
                """;
        }

        foreach (var what in (string[])["update", "delete"])
            yield return $"CREATE OR REPLACE TRIGGER {AuditGuard(what)} BEFORE {what.ToUpperInvariant()} ON audit_events FOR EACH ROW "
                + "EXECUTE FUNCTION refuse_write('append-only')";
    }
}
