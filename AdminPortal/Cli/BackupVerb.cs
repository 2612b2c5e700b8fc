using System.CommandLine;
using AdminPortal.Services;
using AdminPortal.Services.Backup;

namespace AdminPortal.Cli;

/// <summary><c>backup</c>: a consistent copy while the portal is running.</summary>
internal static class BackupVerb
{
    public static Command Create(CliHost host)
    {
        var file = new Argument<string>("FILE") { Description = "Where the copy goes; it must not exist yet." };
        var json = new Option<bool>("--json") { Description = "Print what was written as JSON." };
        var verb = new Command("backup", "Writes a consistent copy of the SQLite database, also while the portal runs.") { file, json };
        verb.SetAction(
            (parsed, cancel) =>
                host.RunAsync(
                    DatabaseNeed.Exists,
                    services =>
                        services.GetRequiredService<BackupService>().BackUpAsync(Actor.CommandLine, parsed.GetRequiredValue(file), cancel),
                    copy =>
                    {
                        if (parsed.GetValue(json))
                            CliHost.WriteJson(copy);
                        CliHost.Tell($"{copy.File}: {copy.Bytes:N0} bytes.");
                        return CommandLine.Done;
                    },
                    cancel
                )
        );
        return verb;
    }
}
