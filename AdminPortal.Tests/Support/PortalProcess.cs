using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace AdminPortal.Tests.Support;

/// <summary>The published portal (Production) in its own process, for what a test in this process cannot show: signals, sudden death, the
/// command line. Its port stays the same over restarts.</summary>
internal sealed class PortalProcess : IAsyncDisposable
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "portal");

    private readonly Dictionary<string, string?> _environment;
    private readonly string _readyPath;
    private readonly StringBuilder _output = new();
    private Process? _process;
    private OrphanGuard? _guard;

    /// <summary>Creates a portal that is not running yet: verbs can run before.</summary>
    /// <param name="settings">Settings by name, <c>Database:Provider</c> or <c>Database__Provider</c>.</param>
    /// <param name="readyPath">The path that returns 200 when the portal is ready.</param>
    public PortalProcess(IEnumerable<KeyValuePair<string, string?>> settings, string readyPath = "/health/ready")
    {
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}"));
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
        _readyPath = readyPath;
        _environment = new()
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            // Profiling pays off over hours; these processes run for seconds, and are ready a fifth sooner without it.
            ["DOTNET_TieredPGO"] = "0",
            ["ASPNETCORE_URLS"] = Address.GetLeftPart(UriPartial.Authority),
        };
        foreach (var (name, value) in settings)
            _environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>A client without redirects.</summary>
    public HttpClient Client { get; }

    /// <summary>The portal's standard output and standard error so far, over all starts.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>The settings for this SQLite or PostgreSQL connection string.</summary>
    public static Dictionary<string, string?> Settings(string provider, string connectionString) =>
        new() { ["Database:Provider"] = provider, ["ConnectionStrings:Portal"] = connectionString };

    /// <summary>Starts the portal and returns when it is ready; also after <see cref="Kill"/> or <see cref="StopAsync"/>.</summary>
    /// <param name="timeout">90 seconds by default, for busy machines.</param>
    /// <exception cref="InvalidOperationException">It ended, or was not ready in time; with its output.</exception>
    public async Task StartAsync(TimeSpan? timeout = null)
    {
        if (_process is not null)
            throw new InvalidOperationException("The portal runs already.");
        var start = StartInfo([]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _guard = OrphanGuard.Kills(_process);
        _process.StandardInput.Close();
        _process.OutputDataReceived += Capture;
        _process.ErrorDataReceived += Capture;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        var limit = timeout ?? TimeSpan.FromSeconds(90);
        var watch = Stopwatch.StartNew();
        while (!await IsReadyAsync())
        {
            var why =
                _process.HasExited ? $"ended with exit code {_process.ExitCode}"
                : watch.Elapsed > limit ? $"did not answer 200 on {_readyPath} within {limit.TotalSeconds} s"
                : null;
            if (why is not null)
            {
                Kill();
                throw new InvalidOperationException($"The portal {why}. It wrote:\n{Output}");
            }
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Kills the portal like <c>kill -9</c>; it has ended when this returns. Does nothing if it has ended before.</summary>
    public void Kill()
    {
        if (_process is null)
            return;
        _process.Kill();
        _process.WaitForExit();
        Forget();
    }

    /// <summary>Stops the portal with SIGTERM, as a service manager does, and waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="TimeoutException">It was still running after 40 seconds (a host's own limit is 30), and was killed.</exception>
    public async Task<int> StopAsync()
    {
        var process = _process ?? throw new InvalidOperationException("The portal does not run.");
        await Command.MustSucceedAsync("/bin/sh", "-c", "kill -TERM \"$1\"", "sh", process.Id.ToString(CultureInfo.InvariantCulture));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        try
        {
            await process.WaitForExitAsync(limit.Token);
            var exitCode = process.ExitCode;
            Forget();
            return exitCode;
        }
        catch (OperationCanceledException)
        {
            Kill();
            throw new TimeoutException($"The portal did not stop within 40 s of SIGTERM. It wrote:\n{Output}");
        }
    }

    /// <summary>Runs a command-line verb with the portal's settings, whether or not the portal is running.</summary>
    /// <param name="arguments">The verb and its options, such as <c>["verify", "--json"]</c>.</param>
    /// <param name="input">Its standard input; none by default.</param>
    /// <param name="timeout">60 seconds by default.</param>
    /// <exception cref="TimeoutException">It took longer, and was killed.</exception>
    public Task<CommandResult> RunVerbAsync(string[] arguments, string? input = null, TimeSpan? timeout = null) =>
        Command.RunAsync(StartInfo(arguments), input, timeout ?? TimeSpan.FromSeconds(60));

    /// <summary>How to start a verb, for a test that does so itself.</summary>
    public ProcessStartInfo VerbStart(params string[] arguments) => StartInfo(arguments);

    public ValueTask DisposeAsync()
    {
        Kill();
        Client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> IsReadyAsync()
    {
        // A portal that accepts a connection and then hangs must not exceed the time limit.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            using var answer = await Client.GetAsync(new Uri(_readyPath, UriKind.Relative), limit.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private ProcessStartInfo StartInfo(string[] arguments)
    {
        var start = new ProcessStartInfo(DotnetHost, [Path.Combine(s_folder, "AdminPortal.dll"), .. arguments])
        {
            UseShellExecute = false,
            WorkingDirectory = s_folder,
        };
        // Hosting variables of the test run must not reach the portal.
        foreach (var name in start.Environment.Keys.Where(IsHosting).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in _environment)
            start.Environment[name] = value;
        return start;
    }

    private static bool IsHosting(string name) =>
        name.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || name is "DOTNET_ENVIRONMENT" or "DOTNET_URLS";

    /// <summary>The host of the runtime that runs this test; a <c>dotnet</c> on PATH may be another one.</summary>
    private static string DotnetHost =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    private void Capture(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
            _output.AppendLine(line.Data);
    }

    private void Forget()
    {
        _guard!.Dispose();
        _process!.Dispose();
        _process = null;
    }
}
