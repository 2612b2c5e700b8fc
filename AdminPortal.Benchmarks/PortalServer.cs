using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AdminPortal.Data;

namespace AdminPortal.Benchmarks;

/// <summary>The portal as a separate process.</summary>
internal sealed class PortalServer : IDisposable
{
    private readonly Process _process;

    private PortalServer(Process process, int port, TimeSpan startUp) => (_process, Port, StartUp) = (process, port, startUp);

    public int Port { get; }

    /// <summary>From the start of the process until it is ready.</summary>
    public TimeSpan StartUp { get; }

    /// <summary>Current memory use in megabytes.</summary>
    public double ResidentMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>Of both processors, since the start.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The folder of a published portal to measure; null measures the build output.</summary>
    public static string? Published { get; set; }

    public static async Task<PortalServer> StartAsync(DatabaseSettings database)
    {
        var port = FreePort();
        var start = Portal(database);
        start.Environment["ASPNETCORE_URLS"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        var clock = Stopwatch.StartNew();
        var process = Process.Start(start)!;
        Show(process);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        while (clock.Elapsed < TimeSpan.FromSeconds(30))
        {
            try
            {
                using var answer = await client.GetAsync("/health/ready");
                if (answer.StatusCode == HttpStatusCode.OK)
                    return new PortalServer(process, port, clock.Elapsed);
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                // Not listening yet.
            }

            await Task.Delay(10);
        }

        process.Kill();
        throw new InvalidOperationException("The portal was not ready in 30 s.");
    }

    /// <summary>Peak memory of the command line's <c>import</c> of this file in megabytes; the file is deleted.</summary>
    public static async Task<double> PeakOfImportAsync(DatabaseSettings database, string file)
    {
        using var process = Process.Start(Portal(database, "import", file))!;
        Show(process);
        var peak = 0L;
        while (!process.HasExited)
        {
            process.Refresh();
            peak = Math.Max(peak, process.PeakWorkingSet64);
            await Task.Delay(20);
        }

        File.Delete(file);
        return process.ExitCode == 0 ? peak / 1e6 : throw new InvalidOperationException("The import failed.");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static ProcessStartInfo Portal(DatabaseSettings database, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(Published ?? AppContext.BaseDirectory, "AdminPortal.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["Database__Provider"] = database.Provider.ToString();
        start.Environment["ConnectionStrings__Portal"] = database.ConnectionString;
        start.Environment["RateLimits__Enabled"] = "false";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        start.Environment["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Warning";
        return start;
    }

    private static void Show(Process process)
    {
        process.OutputDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginOutputReadLine();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
