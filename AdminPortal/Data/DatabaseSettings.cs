using AdminPortal.Settings;
using Microsoft.Data.Sqlite;

namespace AdminPortal.Data;

/// <summary>The database system.</summary>
public enum DatabaseProvider
{
    Sqlite,
    Postgres,
}

/// <summary>The portal's database: <c>Database:Provider</c> and <c>ConnectionStrings:Portal</c>.</summary>
public sealed record DatabaseSettings(DatabaseProvider Provider, string ConnectionString)
{
    /// <summary>How long a write waits in total for its turn in the process and for another process's lock. Below the five seconds in which
    /// callers are promised a response.</summary>
    public static readonly TimeSpan WriteWait = TimeSpan.FromSeconds(4);

    private const string ConnectionKey = "ConnectionStrings:Portal";

    public bool IsSqlite => Provider == DatabaseProvider.Sqlite;

    /// <summary>The full path of the SQLite file; null on PostgreSQL and for an in-memory database.</summary>
    public string? SqliteFile
    {
        get
        {
            if (!IsSqlite)
                return null;
            var source = new SqliteConnectionStringBuilder(ConnectionString).DataSource;
            return source is "" or ":memory:" ? null : source;
        }
    }

    /// <summary>Reads the two settings. A relative SQLite path starts at <paramref name="contentRoot"/>, the folder of
    /// <c>appsettings.json</c>, whatever the working directory is.</summary>
    public static DatabaseSettings Read(SettingReader reader, string contentRoot)
    {
        var provider = reader.OneOf("Database:Provider", DatabaseProvider.Sqlite);
        var text = reader.Text(ConnectionKey);
        return new(
            provider,
            provider == DatabaseProvider.Sqlite
                ? SqliteText(reader, text ?? "Data Source=data/portal.db", contentRoot)
                : PostgresText(reader, text)
        );
    }

    private static string SqliteText(SettingReader reader, string text, string contentRoot)
    {
        try
        {
            var builder = new SqliteConnectionStringBuilder(text);
            if (builder.DataSource is "" or ":memory:" || builder.Mode == SqliteOpenMode.Memory)
            {
                const string takes = "takes a file for SQLite (Data Source=data/portal.db): a database in memory would be lost";
                reader.Wrong(ConnectionKey, takes, text);
                return "";
            }

            builder.DataSource = Path.GetFullPath(builder.DataSource, contentRoot);
            builder.ForeignKeys = true;
            builder.Cache = SqliteCacheMode.Private;
            // The connection's own busy handler waits (see SqliteConnectionSetup); the driver's, which sleeps 150 ms at a time, must not
            // add to it.
            builder.DefaultTimeout = 1;
            return builder.ToString();
        }
        catch (ArgumentException)
        {
            reader.Wrong(ConnectionKey, "takes a SQLite connection string, such as Data Source=data/portal.db", text);
            return "";
        }
    }

    private static string PostgresText(SettingReader reader, string? text)
    {
        const string takes = "takes a PostgreSQL connection string, such as Host=localhost;Database=portal;Username=portal";
        try
        {
            var builder = new Npgsql.NpgsqlConnectionStringBuilder(text);
            if (string.IsNullOrEmpty(builder.Host))
                reader.Wrong(ConnectionKey, takes, text is null ? null : "(no Host)");
            builder.ApplicationName ??= "AdminPortal";
            return builder.ToString();
        }
        catch (ArgumentException)
        {
            // The text is not shown, because it may contain a password.
            reader.Wrong(ConnectionKey, takes, "(not readable)");
            return "";
        }
    }
}
