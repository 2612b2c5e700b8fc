using System.Data.Common;
using AdminPortal.Data;
using AdminPortal.Services;
using AdminPortal.Services.Import;
using AdminPortal.Services.Startup;
using AdminPortal.Settings;

namespace AdminPortal.Cli;

/// <summary>What a verb asks of the database before it begins.</summary>
internal enum DatabaseNeed
{
    /// <summary>Nothing: it is the verb that makes it.</summary>
    None,

    /// <summary>That it exists. It is only read, so it is not brought up to date either.</summary>
    Exists,

    /// <summary>That it is up to date: a SQLite file is made and migrated, as the portal does.</summary>
    UpToDate,
}

/// <summary>The plumbing of all verbs: the service layer on the settings, refusals and faults as exit codes, JSON.</summary>
internal sealed class CliHost(string[] settings)
{
    /// <summary>Runs a verb's work with the services and turns what it comes to into an exit code.</summary>
    public async Task<int> RunAsync<T>(
        DatabaseNeed need,
        Func<IServiceProvider, Task<Outcome<T>>> work,
        Func<T, int> done,
        CancellationToken cancel
    )
    {
        try
        {
            // SQLite works without ever yielding: only what has returned once can be asked to stop in good order.
            await Task.Yield();
            var builder = PortalHost.CreateBuilder(settings);
            Quiet(builder.Logging);
            builder.Services.AddPortalServices(PortalSettings.Read(builder.Configuration, builder.Environment.ContentRootPath));
            await using var app = builder.Build();
            if (await MissingAsync(app.Services, need, cancel) is { } missing)
                return Refuse(missing);
            var outcome = await work(app.Services);
            if (outcome.IsDone)
                return done(outcome.Value);
            Tell(outcome.Refusal.Message);
            // A column that is not in the file is a wrong argument, though only the file can tell.
            return outcome.Refusal is InvalidFile { Kind: FileProblem.UnknownColumn } ? CommandLine.WrongUsage : CommandLine.Refused;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return Refuse("Stopped.");
        }
        catch (WrongSettingException wrong)
        {
            foreach (var fault in wrong.Faults)
                Tell(fault);
            return CommandLine.WrongUsage;
        }
        catch (DatabaseUnavailableException fault)
        {
            return Refuse(fault.Message);
        }
        catch (Exception fault) when (DatabaseErrors.IsUnavailable(fault))
        {
            return Refuse($"The database does not answer: {fault.GetBaseException().Message}");
        }
        catch (DbException fault)
        {
            return Refuse($"The database cannot be used: {fault.Message}");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Refuse(fault.Message);
        }
    }

    /// <summary>Words, for people. They may quote data, which must not reach the terminal as commands.</summary>
    public static void Tell(string line) => Console.Error.WriteLine(TextRules.Visible(line));

    /// <summary>Data, for programs.</summary>
    public static void WriteJson<T>(T value) => Console.Out.WriteLine(CliJson.Text(value));

    private static int Refuse(string message)
    {
        Tell(message);
        return CommandLine.Refused;
    }

    private static async Task<string?> MissingAsync(IServiceProvider services, DatabaseNeed need, CancellationToken cancel)
    {
        var setup = services.GetRequiredService<DatabaseSetup>();
        var database = services.GetRequiredService<DatabaseSettings>();
        if (need == DatabaseNeed.None)
            return null;
        if (need == DatabaseNeed.Exists)
            return database.SqliteFile is { } file && !File.Exists(file) ? $"There is no database {file}." : null;
        await setup.PrepareAsync(cancel);
        return (await setup.StateAsync(cancel)).Explain(setup.Fault);
    }

    /// <summary>Standard output is for data alone, and a person at a terminal does not read a log.</summary>
    private static void Quiet(ILoggingBuilder logging) =>
        logging
            .ClearProviders()
            .AddSimpleConsole(console => console.SingleLine = true)
            .AddFilter(null, LogLevel.Error)
            // What the database refuses is told by the verb, once.
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None)
            .Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console =>
                console.LogToStandardErrorThreshold = LogLevel.Trace
            );
}
