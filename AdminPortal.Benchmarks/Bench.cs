using AdminPortal.Data;
using AdminPortal.Services;
using AdminPortal.Services.Startup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AdminPortal.Benchmarks;

/// <summary>The service layer on a fresh database for one measurement.</summary>
internal sealed class Bench : IAsyncDisposable
{
    public static readonly Actor Admin = new("benchmark", AdminPortal.Data.Entities.PortalRole.Admin);

    private readonly ServiceProvider _services;
    private readonly string? _folder;

    private Bench(ServiceProvider services, string connectionString, string? folder) =>
        (_services, ConnectionString, _folder) = (services, connectionString, folder);

    public string ConnectionString { get; }

    public PortalDatabase Database => Get<PortalDatabase>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A fresh SQLite file, or with the connection string of a server a fresh database there.</summary>
    public static async Task<Bench> StartAsync(string? postgres)
    {
        if (postgres is null)
        {
            var folder = Directory.CreateTempSubdirectory("adminportal-bench-").FullName;
            return await OpenAsync($"Data Source={Path.Combine(folder, "portal.db")}", isSqlite: true, folder);
        }

        var name = $"bench_{Guid.NewGuid():N}";
        await using var server = NpgsqlDataSource.Create(postgres);
        await using var create = server.CreateCommand($"CREATE DATABASE {name}");
        await create.ExecuteNonQueryAsync();
        return await OpenAsync(new NpgsqlConnectionStringBuilder(postgres) { Database = name }.ToString(), isSqlite: false, null);
    }

    /// <summary>A second node on the same database.</summary>
    public Task<Bench> AnotherAsync() => OpenAsync(ConnectionString, Database.IsSqlite, null);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }

    private static async Task<Bench> OpenAsync(string connectionString, bool isSqlite, string? folder)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([
                new("Database:Provider", isSqlite ? "Sqlite" : "Postgres"),
                new("ConnectionStrings:Portal", connectionString),
            ])
            .Build();
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(configuration)
            .AddPortalServices(PortalSettings.Read(configuration, Path.GetTempPath()))
            .BuildServiceProvider();
        await services.GetRequiredService<DatabaseSetup>().MigrateAsync(CancellationToken.None);
        return new Bench(services, connectionString, folder);
    }
}
