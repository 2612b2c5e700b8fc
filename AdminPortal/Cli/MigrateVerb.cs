using System.CommandLine;
using AdminPortal.Data;

namespace AdminPortal.Cli;

/// <summary><c>migrate</c>: updates the database schema and stops.</summary>
internal static class MigrateVerb
{
    public static Command Create(CliHost host)
    {
        var verb = new Command(
            "migrate",
            "Updates the database to the current version, then stops. On SQLite the portal does this automatically."
        );
        verb.SetAction(
            (_, cancel) =>
                host.RunAsync<DatabaseState>(
                    DatabaseNeed.None,
                    async services =>
                    {
                        var setup = services.GetRequiredService<DatabaseSetup>();
                        await setup.MigrateAsync(cancel);
                        return await setup.StateAsync(cancel);
                    },
                    Tell,
                    cancel
                )
        );
        return verb;
    }

    private static int Tell(DatabaseState state)
    {
        CliHost.Tell(state.Explain(null) ?? "The database is up to date.");
        return state == DatabaseState.Ready ? CommandLine.Done : CommandLine.Refused;
    }
}
