using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Startup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AdminPortal.Tests.Support;

/// <summary>The databases for testing services; a theory runs on each.</summary>
public enum TestDatabase
{
    Sqlite,
    Postgres,
}

/// <summary>The service layer on its own migrated database: a SQLite file in a temporary folder, or a database of the run's
/// PostgreSQL.</summary>
internal sealed class TestPortal : IAsyncDisposable
{
    public static readonly Actor Admin = new("test admin", PortalRole.Admin);
    public static readonly Actor Support = new("test support", PortalRole.Support);
    public static readonly Actor Viewer = new("test viewer", PortalRole.Viewer);

    private readonly TempFolder? _folder;
    private readonly ServiceProvider _services;
    private readonly IReadOnlyList<Type> _types;

    private TestPortal(TempFolder? folder, string connectionString, ServiceProvider services, IReadOnlyList<Type> types) =>
        (_folder, ConnectionString, _services, _types) = (folder, connectionString, services, types);

    public string ConnectionString { get; }

    public PortalDatabase Database => Get<PortalDatabase>();

    /// <summary>Creates the database and the services.</summary>
    /// <param name="settings">Settings in addition to the database's, such as <c>("Numbers:QuarantineDays", "0")</c>.</param>
    public static async Task<TestPortal> StartAsync(
        TestDatabase kind,
        PostgresCluster cluster,
        TimeProvider? clock = null,
        params (string Key, string Value)[] settings
    )
    {
        var folder = kind == TestDatabase.Sqlite ? new TempFolder() : null;
        var connectionString = folder is null
            ? await MigratedDatabase.CreateAsync(cluster)
            : MigratedDatabase.Create(folder.File("portal.db"));
        return await OpenAsync(kind, folder, connectionString, clock, settings);
    }

    /// <summary>A second portal on the same database, like another process.</summary>
    public Task<TestPortal> StartAnotherAsync() =>
        OpenAsync(Database.IsSqlite ? TestDatabase.Sqlite : TestDatabase.Postgres, null, ConnectionString, null, []);

    /// <summary>The service layer on a SQLite file of another portal.</summary>
    public static Task<TestPortal> OpenSqliteAsync(string file) =>
        OpenAsync(TestDatabase.Sqlite, null, $"Data Source={file};Pooling=False", null, []);

    /// <summary>The service layer on a PostgreSQL database, with the given connection.</summary>
    public static Task<TestPortal> OpenPostgresAsync(string connectionString) =>
        OpenAsync(TestDatabase.Postgres, null, connectionString, null, []);

    /// <summary>Each service, for a container that renders pages.</summary>
    public IEnumerable<(Type Type, object Service)> EachService() => _types.Select(type => (type, _services.GetRequiredService(type)));

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Changes the SQLite file in a way that no portal would, such as dropping a table.</summary>
    public async Task BreakAsync(string sql)
    {
        await using var connection = await Database.OpenConnectionAsync(CancellationToken.None);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Adds numbers of the usual kind; returns them in the order in which they will be assigned.</summary>
    public async Task<IReadOnlyList<string>> AddNumbersAsync(int count, int from = 0)
    {
        var numbers = Enumerable.Range(from, count).Select(i => $"+1800{5_550_000 + i}").ToList();
        foreach (var chunk in numbers.Chunk(NumberService.MostAtOnce))
        {
            var added = await Get<NumberService>().AddAsync(Admin, chunk, CancellationToken.None);
            Assert.Equal(chunk.Length, added.Value?.Added);
        }

        return numbers;
    }

    public async Task<BusinessRecord> AddBusinessAsync(string name = "Acme Dental")
    {
        var created = await Get<BusinessService>().CreateAsync(Admin, new NewBusiness(name), CancellationToken.None);
        return created.Value ?? throw new InvalidOperationException(created.ToString());
    }

    public async Task<IReadOnlyList<Guid>> AddBusinessesAsync(int count)
    {
        var ids = new List<Guid>();
        for (var i = 0; i < count; i++)
            ids.Add((await AddBusinessAsync($"Business {i:0000}")).Id);
        return ids;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _folder?.Dispose();
    }

    private static async Task<TestPortal> OpenAsync(
        TestDatabase kind,
        TempFolder? folder,
        string connectionString,
        TimeProvider? clock,
        (string Key, string Value)[] settings
    )
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([
                new("Database:Provider", kind.ToString()),
                new("ConnectionStrings:Portal", connectionString),
                new("Agents:Simulated:DelayMilliseconds", "0"),
                new("Suppliers:Simulated:DelayMilliseconds", "0"),
                .. settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value)),
            ])
            .Build();
        var services = new ServiceCollection().AddLogging();
        services.AddPortalServices(PortalSettings.Read(configuration, Path.GetTempPath()));
        services.Replace(ServiceDescriptor.Singleton(clock ?? TimeProvider.System));
        services.AddSingleton<IConfiguration>(configuration);
        var types = services
            .Where(s =>
                s.Lifetime == ServiceLifetime.Singleton
                && !s.ServiceType.IsGenericTypeDefinition
                && (s.ServiceType == typeof(TimeProvider) || s.ServiceType.Assembly == typeof(ServiceRegistration).Assembly)
            )
            .Select(s => s.ServiceType)
            .ToList();
        var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<DatabaseSetup>().MigrateAsync(CancellationToken.None);
        return new TestPortal(folder, connectionString, provider, types);
    }
}
