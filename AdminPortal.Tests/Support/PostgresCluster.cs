using System.Globalization;
using System.Security.Cryptography;
using AdminPortal.Tests.Support;
using Npgsql;

// One server for the whole run: starting it takes seconds, creating a database a tenth of a second.
[assembly: AssemblyFixture(typeof(PostgresCluster))]

namespace AdminPortal.Tests.Support;

/// <summary>A temporary PostgreSQL server on a loopback port, with its own password. Use the shared one as a constructor argument of the
/// test class. A test that restarts or stops its server creates its own (<c>await using var cluster = new PostgresCluster();</c>), so that
/// other tests are not affected.</summary>
/// <remarks> It starts with the first database, so that a run without PostgreSQL tests needs no PostgreSQL. Create databases in the test
/// method or in the test class's <c>InitializeAsync</c>: only there a skip works. </remarks>
public sealed class PostgresCluster : IAsyncDisposable
{
    private const string User = "portal";

    private readonly Lazy<Task> _started;
    private readonly string _password = RandomNumberGenerator.GetHexString(32, lowercase: true);
    private int _port;
    private string? _bin;
    private string? _folder;
    private OrphanGuard? _guard;

    /// <summary>A cluster that costs nothing until its first database.</summary>
    // Started once: if that fails, or skips, every test gets the same message.
    public PostgresCluster() => _started = new(MakeAndStartAsync);

    private string DataFolder => Path.Combine(_folder!, "data");

    private string LogFile => Path.Combine(_folder!, "server.log");

    /// <summary>The name of this cluster's migrated database; null until the first test needs one.</summary>
    internal Lazy<Task<string>>? Migrated { get; set; }

    /// <summary>Creates a new database, and starts the server if necessary.</summary>
    /// <param name="template">A database to copy, to which nobody is connected; null for an empty one.</param>
    /// <returns>Its Npgsql connection string, with superuser rights.</returns>
    public async Task<string> CreateDatabaseAsync(string template = "template1")
    {
        await _started.Value;
        var name = $"t_{Guid.NewGuid():N}";
        await using var admin = new NpgsqlConnection(ConnectionString("postgres", pooling: false));
        await admin.OpenAsync();
        await using var create = admin.CreateCommand();
#pragma warning disable CA2100 // A name cannot be a parameter, and these are made by tests.
        create.CommandText = $"CREATE DATABASE {name} TEMPLATE {template}";
#pragma warning restore CA2100
        await create.ExecuteNonQueryAsync();
        return ConnectionString(name, pooling: true);
    }

    /// <summary>Breaks all connections at once, like a crash, and restarts the server on the same port.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>Stops the server without a checkpoint, like a crash.</summary>
    public Task StopAsync() => PgCtlAsync("stop", "--mode=immediate");

    /// <summary>Starts the server after <see cref="StopAsync"/>; returns when it accepts connections.</summary>
    public async Task StartAsync()
    {
        try
        {
            await PgCtlAsync("start", $"--log={LogFile}");
        }
        catch (InvalidOperationException fault) when (File.Exists(LogFile))
        {
            // The reason is only in the log, which is deleted with the folder.
            throw new InvalidOperationException($"{fault.Message}\n{await File.ReadAllTextAsync(LogFile)}", fault);
        }
    }

    /// <summary>Stops the server and deletes all of its files.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_folder is null)
            return;
        if (File.Exists(Path.Combine(DataFolder, "postmaster.pid")))
            await StopAsync();
        _guard?.Dispose();
        Directory.Delete(_folder, recursive: true);
        _folder = null;
    }

    private async Task MakeAndStartAsync()
    {
        _bin = Requires.PostgresBin();
        _port = FreePort.Next();
        _folder = Directory.CreateTempSubdirectory("adminportal-postgres-").FullName;
        _guard = new OrphanGuard("p=$(head -n 1 \"$1/data/postmaster.pid\") && kill -QUIT \"$p\"; sleep 1; rm -rf \"$1\"", _folder);
        await MakeAsync();
        await StartAsync();
    }

    private async Task MakeAsync()
    {
        var passwordFile = Path.Combine(_folder!, "password");
        await File.WriteAllTextAsync(passwordFile, _password);
        if (ServerUser is { } user)
            await Command.MustSucceedAsync("chown", "-R", user, _folder!);
        await ServerProgramAsync(
            "initdb",
            $"--pgdata={DataFolder}",
            $"--username={User}",
            $"--pwfile={passwordFile}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            "--no-instructions"
        );
        // No Unix socket: the portal uses TCP, and a socket's path may not exceed 107 bytes. No fsync: tests kill portals and servers,
        // which loses nothing that the kernel has, but no test cuts the power.
        await File.AppendAllTextAsync(
            Path.Combine(DataFolder, "postgresql.conf"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"""

                listen_addresses = '127.0.0.1'
                port = {_port}
                unix_socket_directories = ''
                shared_buffers = 128MB
                max_connections = 200
                fsync = off
                full_page_writes = off

                """
            )
        );
    }

    private Task PgCtlAsync(string verb, string option) =>
        ServerProgramAsync("pg_ctl", verb, $"--pgdata={DataFolder}", "--wait", "--timeout=60", "--silent", option);

    private Task ServerProgramAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(_bin!, program);
        return ServerUser is { } user
            ? Command.MustSucceedAsync("runuser", ["-u", user, "--", path, .. arguments])
            : Command.MustSucceedAsync(path, arguments);
    }

    /// <summary>PostgreSQL refuses to run as root, which CI often is. Null: use the current user.</summary>
    internal static string? ServerUser { get; } =
        !Environment.IsPrivilegedProcess ? null
        : File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres"
        : "nobody";

    private string ConnectionString(string database, bool pooling) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = _port,
            Username = User,
            Password = _password,
            Database = database,
            Pooling = pooling,
            // A test's idle connections must not use up the 200 that all tests share.
            ConnectionIdleLifetime = 10,
            ConnectionPruningInterval = 5,
            IncludeErrorDetail = true,
        }.ConnectionString;
}
