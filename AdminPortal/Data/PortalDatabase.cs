using System.Data.Common;
using AdminPortal.Data.Postgres;
using AdminPortal.Data.Sqlite;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AdminPortal.Data;

/// <summary>Opens the portal's database: a context for one operation, or a bare connection for the few hot paths that use SQL.</summary>
public sealed class PortalDatabase : IDbContextFactory<PortalDbContext>, IAsyncDisposable
{
    // Identity's context looks for its schema version here; version 3 has the table for passkeys.
    private static readonly ServiceProvider s_identityOptions = new ServiceCollection()
        .Configure<IdentityOptions>(identity => identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3)
        .BuildServiceProvider();

    private readonly DbContextOptions _options;
    private readonly NpgsqlDataSource? _postgres;
    private readonly SqliteFileWatch _file;

    public PortalDatabase(DatabaseSettings settings, ILoggerFactory? loggers = null)
    {
        Settings = settings;
        _file = new SqliteFileWatch(settings.SqliteFile is null ? null : settings.ConnectionString);
        if (!settings.IsSqlite)
        {
            var source = new NpgsqlDataSourceBuilder(settings.ConnectionString);

            // A statement used often is parsed once a connection. Whoever sits behind a pooler that cannot have this says "Max Auto Prepare=0".
            if (!source.ConnectionStringBuilder.ContainsKey("Max Auto Prepare"))
                source.ConnectionStringBuilder.MaxAutoPrepare = 100;
            source.UseLoggerFactory(loggers);
            _postgres = source.Build();
        }

        _options = settings.IsSqlite
            ? Common(new DbContextOptionsBuilder<PortalDbContext>(), loggers).UseSqlite(settings.ConnectionString).AddInterceptors(SqliteConnectionSetup.Instance).Options
            : Common(new DbContextOptionsBuilder<PostgresPortalDbContext>(), loggers).UseNpgsql(_postgres!).Options;
    }

    public DatabaseSettings Settings { get; }

    public bool IsSqlite => Settings.IsSqlite;

    /// <summary>
    /// Why nothing may be written although the database answers, as a sentence: its file is not the one that the portal started with. Null
    /// otherwise, and on PostgreSQL.
    /// </summary>
    public string? FileFault => _file.Fault();

    /// <summary>From now on <see cref="FileFault"/> tells whether the database file is still the same. Called once it is there.</summary>
    internal void WatchFile() => _file.Begin();

    /// <summary>A context for one operation; the caller disposes it.</summary>
    public PortalDbContext CreateDbContext() => IsSqlite
        ? new PortalDbContext(_options)
        : new PostgresPortalDbContext((DbContextOptions<PostgresPortalDbContext>)_options);

    /// <summary>A context for one query: nothing is tracked.</summary>
    public PortalDbContext CreateReadContext()
    {
        var context = CreateDbContext();
        context.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return context;
    }

    /// <summary>An open connection, set up like EF's own; the caller disposes it.</summary>
    public async Task<DbConnection> OpenConnectionAsync(CancellationToken cancel)
    {
        if (!IsSqlite)
            return await _postgres!.OpenConnectionAsync(cancel);

        var connection = new SqliteConnection(Settings.ConnectionString);
        await connection.OpenAsync(cancel);
        SqliteConnectionSetup.Prepare(connection);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        _file.Dispose();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        else
            SqliteConnection.ClearPool(new SqliteConnection(Settings.ConnectionString));
    }

    private static DbContextOptionsBuilder<T> Common<T>(DbContextOptionsBuilder<T> builder, ILoggerFactory? loggers) where T : DbContext
    {
        builder.UseSnakeCaseNamingConvention().AddInterceptors(new SearchTextInterceptor(), new RowVersionInterceptor()).UseApplicationServiceProvider(s_identityOptions);
        if (loggers is not null)
            builder.UseLoggerFactory(loggers);
        return builder;
    }
}
