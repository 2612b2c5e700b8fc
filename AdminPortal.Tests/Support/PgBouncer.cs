using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace AdminPortal.Tests.Support;

/// <summary>A PgBouncer in transaction mode in front of a PostgreSQL database: each transaction may use another of its few
/// sessions.</summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly OrphanGuard _guard;
    private readonly TempFolder _folder;

    private PgBouncer(Process process, TempFolder folder, string connectionString) =>
        (_process, _guard, _folder, ConnectionString) = (process, OrphanGuard.Kills(process), folder, connectionString);

    /// <summary>Connects to the same database through the pooler.</summary>
    public string ConnectionString { get; }

    /// <param name="connectionString">Connects to the database directly.</param>
    public static async Task<PgBouncer> StartAsync(string connectionString)
    {
        var program = Requires.PgBouncer();
        var to = new NpgsqlConnectionStringBuilder(connectionString);
        var (port, folder) = (FreePort.Next(), new TempFolder());
        await File.WriteAllTextAsync(folder.File("users.txt"), $"\"{to.Username}\" \"{to.Password}\"\n");
        await File.WriteAllTextAsync(
            folder.File("pgbouncer.ini"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                [databases]
                * = host={to.Host} port={to.Port}
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = {port}
                unix_socket_dir =
                auth_type = plain
                auth_file = {folder.File("users.txt")}
                pool_mode = transaction
                default_pool_size = 8
                server_round_robin = 1
                ignore_startup_parameters = extra_float_digits

                """
            )
        );
        var start = new ProcessStartInfo(program, [folder.File("pgbouncer.ini")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        if (PostgresCluster.ServerUser is { } user)
        {
            await Command.MustSucceedAsync("chown", "-R", user, Path.GetDirectoryName(folder.File("users.txt"))!);
            start = new ProcessStartInfo("runuser", ["-u", user, "--", program, folder.File("pgbouncer.ini")])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            };
        }

        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        to.Port = port;
        var bouncer = new PgBouncer(process, folder, to.ConnectionString);
        await bouncer.UntilReadyAsync();
        return bouncer;
    }

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _guard.Dispose();
        _process.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task UntilReadyAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(
                    new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString
                );
                await connection.OpenAsync(TestContext.Current.CancellationToken);
                return;
            }
            catch (NpgsqlException) when (attempt < 100 && !_process.HasExited)
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }
    }
}
