using System.Collections.Concurrent;
using AdminPortal.Services.Audit;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Tests.Support;

/// <summary>Collects the security log: the name and text of each event.</summary>
internal sealed class CollectedLog : ILoggerProvider, ILogger<SecurityLog>
{
    private readonly ConcurrentQueue<(string Event, string Text)> _lines = [];

    public IReadOnlyList<(string Event, string Text)> Lines => [.. _lines];

    public IEnumerable<string> Of(string name) => _lines.Where(l => l.Event == name).Select(l => l.Text);

    public ILogger CreateLogger(string categoryName) =>
        categoryName == typeof(SecurityLog).FullName ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => _lines.Enqueue((eventId.Name ?? "", formatter(state, exception)));

    public void Dispose() { }
}
