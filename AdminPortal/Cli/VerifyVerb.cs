using System.CommandLine;
using AdminPortal.Services;
using AdminPortal.Services.Verification;

namespace AdminPortal.Cli;

/// <summary><c>verify</c>: checks every invariant over the whole database.</summary>
internal static class VerifyVerb
{
    public static Command Create(CliHost host)
    {
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var verb = new Command(
            "verify",
            "Checks what must always be true over the whole database, names each row that breaks it, and exits with 1 if any does. "
                + "Changes nothing."
        )
        {
            json,
        };
        verb.SetAction(
            (parsed, cancel) =>
                host.RunAsync(
                    DatabaseNeed.Exists,
                    services => services.GetRequiredService<VerificationService>().RunAsync(Actor.CommandLine, cancel),
                    report =>
                    {
                        if (parsed.GetValue(json))
                            CliHost.WriteJson(report);
                        else
                            Print(report);
                        CliHost.Tell(
                            report.IsSound
                                ? $"Sound: {report.Checks.Count} checks of {report.Numbers:N0} numbers, {report.Businesses:N0} "
                                    + $"businesses and {report.Events:N0} events in {report.Seconds:0.0} s."
                                : $"{report.Found:N0} findings in {report.Checks.Count(c => c.Found > 0)} of {report.Checks.Count} checks."
                        );
                        return report.IsSound ? CommandLine.Done : CommandLine.Refused;
                    },
                    cancel
                )
        );
        return verb;
    }

    private static void Print(VerificationReport report)
    {
        foreach (var check in report.Checks.Where(c => c.Found > 0))
        {
            foreach (var finding in check.Findings)
                Console.Out.WriteLine(TextRules.Visible($"{finding.Invariant}: {finding.Record}: {finding.Message}"));
            if (check.Found > check.Findings.Count)
                Console.Out.WriteLine($"… and {check.Found - check.Findings.Count:N0} more: {check.Name}");
        }
    }
}
