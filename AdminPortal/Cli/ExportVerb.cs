using System.CommandLine;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Inventory;

namespace AdminPortal.Cli;

/// <summary><c>export</c>: the inventory as CSV.</summary>
internal static class ExportVerb
{
    public static Command Create(CliHost host)
    {
        var status = new Option<string?>("--status") { Description = "Only the numbers in this state." };
        status.AcceptOnlyFromAmong([.. Enum.GetValues<NumberStatus>().Select(s => s.ToText())]);
        var output = new Option<string?>("--output")
        {
            Description = "The file to write; - or nothing is standard output. What exists is written into, not replaced.",
        };
        var verb = new Command("export", "Writes the inventory as CSV, safe to open in a spreadsheet; it reads back in with no change.")
        {
            status,
            output,
        };
        verb.SetAction(
            (parsed, cancel) =>
                host.RunAsync(
                    DatabaseNeed.UpToDate,
                    async services =>
                    {
                        var exports = services.GetRequiredService<ExportService>();
                        var filter = new NumberFilter(
                            EnumTexts.TryParse<NumberStatus>(parsed.GetValue(status), out var state) ? state : null
                        );
                        return await OutputFile.WriteAsync(
                            parsed.GetValue(output),
                            stream => exports.ExportAsync(Actor.CommandLine, filter, stream, cancel)
                        );
                    },
                    count =>
                    {
                        CliHost.Tell($"{count:N0} numbers written.");
                        return CommandLine.Done;
                    },
                    cancel
                )
        );
        return verb;
    }
}
