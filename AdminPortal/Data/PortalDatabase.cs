using System.Data;
using System.Data.Common;
using AdminPortal.Data.Postgres;
using AdminPortal.Data.Sqlite;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AdminPortal.Data;

/// <summary>Opens the portal's database: a context for one operation, or a plain connection for the hot paths that use SQL.</summary>
public sealed class PortalDatabase : IDbContextFactory<PortalDbContext>, IAsyncDisposable
{
    // Identity's context reads its schema version here; version 3 has the table for passkeys.
    private static readonly ServiceProvider s_identityOptions = new ServiceCollection()
        .Configure<IdentityOptions>(identity => identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3)
        .BuildServiceProvider();

    /// <summary>Prepared statements per connection: the portal repeats the same few statements.</summary>
    private const int PreparedStatements = 50;

    private readonly ILoggerFactory? _loggers;
    private readonly SqliteFileWatch _file;
    private DbContextOptions _options;
    private NpgsqlDataSource? _postgres;
    private bool _isWayKnown;

    public PortalDatabase(DatabaseSettings settings, ILoggerFactory? loggers = null)
    {
        Settings = settings;
        _file = new SqliteFileWatch(settings.SqliteFile is null ? null : settings.ConnectionString);
        _loggers = loggers;
        if (settings.IsSqlite)
        {
            _options = Common(new DbContextOptionsBuilder<PortalDbContext>(), loggers)
                .UseSqlite(settings.ConnectionString)
                .AddInterceptors(SqliteConnectionSetup.Instance)
                .Options;
            _isWayKnown = true;
            return;
        }

        // If it is set, the operator knows what is between the portal and the server.
        _isWayKnown = settings.ConnectionString.Contains("Max Auto Prepare", StringComparison.OrdinalIgnoreCase);
        (_postgres, _options) = Connect(_isWayKnown ? _ => { } : way => way.MaxAutoPrepare = PreparedStatements);
    }

    public DatabaseSettings Settings { get; }

    public bool IsSqlite => Settings.IsSqlite;

    /// <summary>Why nothing may be written although the database responds: its file is not the one at startup. Null otherwise, and on
    /// PostgreSQL.</summary>
    public string? FileFault => _file.Fault();

    /// <summary>Starts watching the file for <see cref="FileFault"/>. Called once it exists.</summary>
    internal void WatchFile() => _file.Begin();

    /// <summary>Detects once whether a connection pooler such as PgBouncer is between the portal and PostgreSQL. Statements are then not
    /// prepared: a pooler may use another session for each transaction, which does not know them.</summary>
    public async Task LookForPoolerAsync(CancellationToken cancel)
    {
        if (_isWayKnown)
            return;
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(Settings.ConnectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync(cancel);
        await using var command = new NpgsqlCommand("SELECT pg_backend_pid()", connection);
        var isPooled = (int)(await command.ExecuteScalarAsync(cancel))! != connection.ProcessID;
        _isWayKnown = true;
        if (!isPooled)
            return;

        // A pooler answers the start of a session itself, and so reports another process id than the server does.
        var former = _postgres!;
        (_postgres, _options) = Connect(way => (way.MaxAutoPrepare, way.NoResetOnClose) = (0, true));
        await former.DisposeAsync();
        _loggers
            ?.CreateLogger<PortalDatabase>()
            .LogInformation("PostgreSQL is reached through a connection pooler: statements are not prepared.");
    }

    /// <summary>A context for one operation; the caller disposes it.</summary>
    public PortalDbContext CreateDbContext() =>
        IsSqlite ? new PortalDbContext(_options) : new PostgresPortalDbContext((DbContextOptions<PostgresPortalDbContext>)_options);

    /// <summary>A context for one query, without tracking.</summary>
    public PortalDbContext CreateReadContext()
    {
        var context = CreateDbContext();
        context.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return context;
    }

    /// <summary>A context for several queries from one snapshot, without tracking; it cannot save.</summary>
    public async Task<PortalDbContext> OpenSnapshotAsync(CancellationToken cancel)
    {
        var context = CreateReadContext();
        try
        {
            if (!IsSqlite)
            {
                await context.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
                return context;
            }

            // Deferred: the driver's default takes the write lock. Closing the connection ends the transaction.
            await context.Database.OpenConnectionAsync(cancel);
            var snapshot = ((SqliteConnection)context.Database.GetDbConnection()).BeginTransaction(deferred: true);
            await context.Database.UseTransactionAsync(snapshot, cancel);
            return context;
        }
        catch
        {
            await context.DisposeAsync();
            throw;
        }
    }

    /// <summary>An open connection, configured like EF's own; the caller disposes it.</summary>
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

    private (NpgsqlDataSource Source, DbContextOptions Options) Connect(Action<NpgsqlConnectionStringBuilder> set)
    {
        var builder = new NpgsqlDataSourceBuilder(Settings.ConnectionString);
        set(builder.ConnectionStringBuilder);
        builder.UseLoggerFactory(_loggers);
        var source = builder.Build();
        return (source, Common(new DbContextOptionsBuilder<PostgresPortalDbContext>(), _loggers).UseNpgsql(source).Options);
    }

    private static DbContextOptionsBuilder<T> Common<T>(DbContextOptionsBuilder<T> builder, ILoggerFactory? loggers)
        where T : DbContext
    {
        builder
            .UseSnakeCaseNamingConvention()
            .AddInterceptors(new SearchTextInterceptor(), new RowVersionInterceptor())
            .UseApplicationServiceProvider(s_identityOptions);
        if (loggers is not null)
            builder.UseLoggerFactory(loggers);
        return builder;
    }
}
