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
    /// <exception cref="WrongSettingException">A value is not one that the setting takes.</exception>
    public static DatabaseSettings Read(IConfiguration configuration, string contentRoot)
    {
        var providerText = configuration["Database:Provider"] ?? nameof(DatabaseProvider.Sqlite);
        if (
            !Enum.TryParse<DatabaseProvider>(providerText, ignoreCase: true, out var provider)
            || !Enum.IsDefined(provider)
            || char.IsAsciiDigit(providerText[0])
        )
            throw new WrongSettingException("Database:Provider", "takes Sqlite or Postgres", providerText);

        var text = configuration.GetConnectionString("Portal");
        if (string.IsNullOrWhiteSpace(text))
        {
            if (provider == DatabaseProvider.Postgres)
                throw new WrongSettingException(
                    "ConnectionStrings:Portal",
                    "takes a PostgreSQL connection string, such as Host=localhost;Database=portal;Username=portal",
                    text
                );
            text = "Data Source=data/portal.db";
        }

        return provider == DatabaseProvider.Sqlite ? new(provider, SqliteText(text, contentRoot)) : new(provider, PostgresText(text));
    }

    private static string SqliteText(string text, string contentRoot)
    {
        try
        {
            var builder = new SqliteConnectionStringBuilder(text);
            if (builder.DataSource is "" or ":memory:" || builder.Mode == SqliteOpenMode.Memory)
                throw new WrongSettingException(
                    "ConnectionStrings:Portal",
                    "takes a file for SQLite (Data Source=data/portal.db): a database in memory would be lost",
                    text
                );
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
            throw new WrongSettingException(
                "ConnectionStrings:Portal",
                "takes a SQLite connection string, such as Data Source=data/portal.db",
                text
            );
        }
    }

    private static string PostgresText(string text)
    {
        try
        {
            var builder = new Npgsql.NpgsqlConnectionStringBuilder(text);
            if (string.IsNullOrEmpty(builder.Host))
                throw new WrongSettingException(
                    "ConnectionStrings:Portal",
                    "takes a PostgreSQL connection string, such as Host=localhost;Database=portal;Username=portal",
                    "(no Host)"
                );
            builder.ApplicationName ??= "AdminPortal";
            return builder.ToString();
        }
        catch (ArgumentException)
        {
            // The text is not repeated: it may hold a password.
            throw new WrongSettingException(
                "ConnectionStrings:Portal",
                "takes a PostgreSQL connection string, such as Host=localhost;Database=portal;Username=portal",
                "(not readable)"
            );
        }
    }
}

/// <summary>A setting holds what it does not take; the start stops with this one line.</summary>
public sealed class WrongSettingException(string key, string takes, string? found) : Exception($"Setting {key} {takes}; it is '{found}'.");
