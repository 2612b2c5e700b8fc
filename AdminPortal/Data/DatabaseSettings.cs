using AdminPortal.Settings;
using Microsoft.Data.Sqlite;

namespace AdminPortal.Data;

/// <summary>Which database the portal uses.</summary>
public enum DatabaseProvider
{
    Sqlite,
    Postgres,
}

/// <summary>Where the portal's data is: <c>Database:Provider</c> and <c>ConnectionStrings:Portal</c>.</summary>
public sealed record DatabaseSettings(DatabaseProvider Provider, string ConnectionString)
{
    /// <summary>
    /// How long a write waits for its turn before it gives up, in the process and for another process's lock together.
    /// Below the five seconds in which a caller is promised an answer.
    /// </summary>
    public static readonly TimeSpan WriteWait = TimeSpan.FromSeconds(4);

    private const string ConnectionKey = "ConnectionStrings:Portal";

    public bool IsSqlite => Provider == DatabaseProvider.Sqlite;

    /// <summary>The full path of the SQLite file; null on PostgreSQL and for a database in memory.</summary>
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

    /// <summary>
    /// Reads the two settings. A relative SQLite path counts from <paramref name="contentRoot"/>, the folder that holds
    /// <c>appsettings.json</c>, wherever the program is started from.
    /// </summary>
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
            // The text is not repeated: it may hold a password.
            reader.Wrong(ConnectionKey, takes, "(not readable)");
            return "";
        }
    }
}
