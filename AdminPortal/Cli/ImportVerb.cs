using System.CommandLine;
using AdminPortal.Data;
using AdminPortal.Services;
using AdminPortal.Services.Import;

namespace AdminPortal.Cli;

/// <summary><c>import</c>: the same import as on the page and over the API, with a progress bar.</summary>
internal static class ImportVerb
{
    private const string FromStandardInput = "-";

    public static Command Create(CliHost host)
    {
        var file = new Argument<string>("FILE") { Description = "The CSV file; - reads standard input." };
        file.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && token.Value != FromStandardInput && !File.Exists(token.Value))
                result.AddError($"There is no file '{token.Value}'.");
        });
        var mode = new Option<string>("--mode")
        {
            Description = "skip adds what is good; strict adds all or nothing.",
            DefaultValueFactory = _ => ImportMode.Skip.ToText(),
        };
        mode.AcceptOnlyFromAmong([.. Enum.GetValues<ImportMode>().Select(m => m.ToText())]);
        var dryRun = new Option<bool>("--dry-run") { Description = "Count what would be added, and add nothing." };
        var column = new Option<string?>("--column")
        {
            Description =
                "The column with the numbers, by its name or its place from 1. Without it the column is chosen by its name, then by "
                + "what it holds.",
        };
        var rejects = new Option<string?>("--rejects")
        {
            Description =
                "A CSV file to write the rejected rows to, with line and reason behind their columns; - is standard output. "
                + "Corrected, it can be imported as it is.",
        };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var verb = new Command("import", "Reads phone numbers from a CSV file into the inventory.")
        {
            file,
            mode,
            dryRun,
            column,
            rejects,
            json,
        };
        verb.Validators.Add(result =>
        {
            if (result.GetValue(rejects) == OutputFile.StandardOutput && result.GetValue(json))
                result.AddError("--json and --rejects - both write to standard output. Give --rejects a file.");
        });
        verb.SetAction(
            (parsed, cancel) =>
                host.RunAsync(
                    DatabaseNeed.UpToDate,
                    async services =>
                    {
                        var name = parsed.GetRequiredValue(file);
                        var options = new ImportOptions(
                            EnumTexts.TryParse<ImportMode>(parsed.GetValue(mode), out var named) ? named : default,
                            parsed.GetValue(dryRun),
                            name == FromStandardInput ? null : Path.GetFileName(name)
                        )
                        {
                            Column = parsed.GetValue(column),
                        };
                        var imports = services.GetRequiredService<ImportService>();
                        var outcome = await ImportAsync(imports, name, options, cancel);
                        var report = outcome.IsDone ? outcome.Value : (outcome.Refusal as RowsRejected)?.Report;
                        if (report is not null)
                        {
                            Tell(report, parsed.GetValue(json));
                            if (
                                parsed.GetValue(rejects) is { } target
                                && await OutputFile.WriteAsync(
                                    target,
                                    stream => imports.RejectsAsync(Actor.CommandLine, report.ImportId, stream, cancel)
                                )
                                    is { IsDone: false } failed
                            )
                                return failed.Refusal;
                        }

                        return outcome;
                    },
                    _ => CommandLine.Done,
                    cancel
                )
        );
        return verb;
    }

    private static async Task<Outcome<ImportReport>> ImportAsync(
        ImportService imports,
        string name,
        ImportOptions options,
        CancellationToken cancel
    )
    {
        await using Stream input = name == FromStandardInput ? new StandardInput() : File.OpenRead(name);
        using var bar = new ProgressBar();
        try
        {
            return await imports.ImportAsync(Actor.CommandLine, input, options, bar, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return new Refusal.InvalidTransition(
                options.Mode == ImportMode.Strict || options.DryRun
                    ? "Stopped. Nothing was added."
                    : "Stopped. What was added before stays; importing the file again completes it."
            );
        }
    }

    private static void Tell(ImportReport report, bool json)
    {
        if (json)
            CliHost.WriteJson(report);
        foreach (var notice in report.Notices)
            CliHost.Tell(notice);
        CliHost.Tell(
            $"{report.Read:N0} rows read: {report.Added:N0} {(report.DryRun ? "would be added" : "added")}, {report.Duplicates:N0} "
                + "known already, "
                + $"{report.Rejected:N0} rejected, {report.Warnings:N0} with a warning."
        );
    }
}
