using System.Diagnostics;

namespace AdminPortal.Tests.Support;

/// <summary>How a program ended and its output.</summary>
/// <param name="ExitCode">128 + the signal's number if a signal ended it.</param>
/// <param name="Output">All of its standard output.</param>
/// <param name="Error">All of its standard error.</param>
internal sealed record CommandResult(int ExitCode, string Output, string Error);

/// <summary>Runs a program to its end.</summary>
internal static class Command
{
    /// <summary>Runs a program that must succeed: any exit code but 0 throws, with the program's output.</summary>
    public static async Task MustSucceedAsync(string program, params string[] arguments)
    {
        var result = await RunAsync(new ProcessStartInfo(program, arguments), input: null, TimeSpan.FromSeconds(60));
        if (result.ExitCode != 0)
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {result.ExitCode}:\n{result.Output}{result.Error}"
            );
    }

    /// <summary>Runs a program, with <paramref name="input"/> as its whole standard input, and waits for its end.</summary>
    /// <exception cref="TimeoutException">It ran for longer than <paramref name="timeout"/>, and was killed.</exception>
    public static async Task<CommandResult> RunAsync(ProcessStartInfo start, string? input, TimeSpan timeout)
    {
        start.UseShellExecute = false;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        using var guard = OrphanGuard.Kills(process);
        using var limit = new CancellationTokenSource(timeout);
        // Its death closes the pipes, which ends every wait below.
        using var kill = limit.Token.Register(() => process.Kill(entireProcessTree: true));

        // Both concurrently, and before the input is written: a full pipe stops the program.
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await WriteAsync(process.StandardInput, input);
        await process.WaitForExitAsync(CancellationToken.None);
        var result = new CommandResult(process.ExitCode, await output, await error);

        return limit.IsCancellationRequested
            ? throw new TimeoutException(
                $"{start.FileName} {string.Join(' ', start.ArgumentList)} ran for over {timeout}:\n{result.Output}{result.Error}"
            )
            : result;
    }

    private static async Task WriteAsync(StreamWriter stdin, string? input)
    {
        try
        {
            await stdin.WriteAsync(input);
            stdin.Close();
        }
        catch (IOException)
        {
            // It ended without reading its input; the exit code shows the result.
        }
    }
}
