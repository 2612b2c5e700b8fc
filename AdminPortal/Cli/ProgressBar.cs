using System.Diagnostics;
using AdminPortal.Services.Import;

namespace AdminPortal.Cli;

/// <summary>Shows the progress of an import on standard error: a bar on a terminal, occasional lines elsewhere.</summary>
internal sealed class ProgressBar : IProgress<ImportProgress>, IDisposable
{
    private const int Width = 30;
    private static readonly TimeSpan s_onTerminal = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_elsewhere = TimeSpan.FromSeconds(10);

    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private readonly Lock _turn = new();
    private long _last = Stopwatch.GetTimestamp();
    private int _shown;

    /// <summary>Called by the import's threads at any rate.</summary>
    public void Report(ImportProgress value)
    {
        lock (_turn)
        {
            if (Stopwatch.GetElapsedTime(_last) < (_isTerminal ? s_onTerminal : s_elsewhere))
                return;
            _last = Stopwatch.GetTimestamp();
            Show(Line(value));
        }
    }

    /// <summary>Clears the bar before the report.</summary>
    public void Dispose()
    {
        lock (_turn)
            if (_shown > 0)
                Console.Error.Write($"\r{new string(' ', _shown)}\r");
    }

    private void Show(string line)
    {
        if (!_isTerminal)
        {
            Console.Error.WriteLine(line);
            return;
        }

        Console.Error.Write($"\r{line.PadRight(_shown)}");
        _shown = line.Length;
    }

    private static string Line(ImportProgress at) =>
        at switch
        {
            { Stage: ImportStage.Receiving } => $"Reading: {at.BytesReceived / 1e6:N1} MB",
            { RowsTotal: > 0 and var total } => $"{at.Stage}: {Bar((double)at.RowsDone / total)} {at.RowsDone:N0} of {total:N0} rows",
            _ => $"{at.Stage}: {at.RowsDone:N0} rows",
        };

    private static string Bar(double share)
    {
        var done = (int)(Math.Clamp(share, 0, 1) * Width);
        return $"[{new string('#', done)}{new string('.', Width - done)}] {Math.Clamp(share, 0, 1):0%}";
    }
}
