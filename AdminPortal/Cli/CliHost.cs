using System.Data.Common;
using AdminPortal.Data;
using AdminPortal.Services;
using AdminPortal.Services.Import;
using AdminPortal.Services.Startup;
using AdminPortal.Settings;

namespace AdminPortal.Cli;

/// <summary>The database state that a verb requires.</summary>
internal enum DatabaseNeed
{
    /// <summary>None: the verb creates it.</summary>
    None,

    /// <summary>It exists. It is only read, and not migrated.</summary>
    Exists,

    /// <summary>It is up to date: a SQLite file is created and migrated, as the portal does.</summary>
    UpToDate,
}

/// <summary>Common code of all verbs: services, exit codes for refusals and errors, JSON.</summary>
internal sealed class CliHost(string[] settings)
{
    /// <summary>Runs a verb with the services and converts its result to an exit code.</summary>
    public async Task<int> RunAsync<T>(
        DatabaseNeed need,
        Func<IServiceProvider, Task<Outcome<T>>> work,
        Func<T, int> done,
        CancellationToken cancel
    )
    {
        try
        {
            // SQLite never yields, so without this, cancellation could not be handled.
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
            // A column that is not in the file is a wrong argument, although only the file can show it.
            return outcome.Refusal is InvalidFile { Kind: FileProblem.UnknownColumn } ? CommandLine.WrongUsage : CommandLine.Refused;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return Refuse("Stopped.");
        }
        catch (InvalidSettingException wrong)
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

    /// <summary>Messages for people. They may quote data, which must not reach the terminal as control sequences.</summary>
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

    /// <summary>Standard output is for data only, and log lines do not help at a terminal.</summary>
    private static void Quiet(ILoggingBuilder logging) =>
        logging
            .ClearProviders()
            .AddSimpleConsole(console => console.SingleLine = true)
            .AddFilter(null, LogLevel.Error)
            // The verb reports database refusals once.
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None)
            .Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console =>
                console.LogToStandardErrorThreshold = LogLevel.Trace
            );
}
