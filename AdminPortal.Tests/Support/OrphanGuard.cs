using System.Diagnostics;

namespace AdminPortal.Tests.Support;

/// <summary>
/// Runs a shell command when this test process ends without disposing the guard, however it ends: SIGTERM, Ctrl+C,
/// a crash, or SIGKILL, which no handler in this process would see. A small shell waits on a pipe from us: a line means
/// that all is well, its end that we are gone.
/// </summary>
internal sealed class OrphanGuard : IDisposable
{
    // The signal that ends us may be sent to the whole group; the shell must outlive it to do its work.
    private const string Script = "trap '' INT TERM HUP; read -r all_is_well || { ";

    private readonly Process _shell;

    /// <param name="command">What to run; its arguments are <c>$1</c>, <c>$2</c> …</param>
    /// <param name="arguments">The arguments, which need no quoting.</param>
    public OrphanGuard(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in (string[])["-c", $"{Script}{command}; }}", "guard", .. arguments])
            start.ArgumentList.Add(argument);
        _shell = Process.Start(start)!;
    }

    /// <summary>A guard that kills a process with SIGKILL.</summary>
    public static OrphanGuard Kills(Process process) =>
        new("kill -KILL \"$1\"", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public void Dispose()
    {
        _shell.StandardInput.WriteLine();
        _shell.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
    }
}
