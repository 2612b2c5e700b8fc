using System.Diagnostics;

namespace AdminPortal.Tests.Support;

/// <summary>Runs a shell command if this test process ends without disposing the guard: SIGTERM, Ctrl+C, a crash, or SIGKILL, which no
/// handler in this process can see. A small shell waits on a pipe: a line means that all is well, the end of the pipe that the process is
/// gone.</summary>
internal sealed class OrphanGuard : IDisposable
{
    // The signal may be sent to the whole process group; the shell must survive it.
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
