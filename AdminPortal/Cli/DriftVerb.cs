using System.CommandLine;
using AdminPortal.Data;
using AdminPortal.Services;
using AdminPortal.Services.Supply;

namespace AdminPortal.Cli;

/// <summary><c>drift</c>: compares the inventory with the suppliers.</summary>
internal static class DriftVerb
{
    public static Command Create(CliHost host)
    {
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var verb = new Command(
            "drift",
            "Compares the inventory with the suppliers now and shows the numbers that only one side has. Exits with 1 when there are any, "
                + "or when a supplier's list could not be read. Changes no number."
        )
        {
            json,
        };
        verb.SetAction(
            (parsed, cancel) =>
                host.RunAsync(
                    DatabaseNeed.UpToDate,
                    services => services.GetRequiredService<DriftService>().CheckAsync(Actor.CommandLine, cancel),
                    drift =>
                    {
                        if (parsed.GetValue(json))
                            CliHost.WriteJson(drift);
                        else
                            Print(drift);
                        return drift.HasFindings || drift.Suppliers.Any(s => s.Error is not null) ? CommandLine.Refused : CommandLine.Done;
                    },
                    cancel
                )
        );
        return verb;
    }

    private static void Print(DriftRecord drift)
    {
        foreach (var supplier in drift.Suppliers)
            Console.Out.WriteLine(
                TextRules.Visible(
                    supplier.Error is { } error
                        ? $"{supplier.Supplier}: the list could not be read to its end: {error}"
                        : $"{supplier.Supplier}: {supplier.Listed:N0} active toll-free numbers"
                )
            );
        foreach (var missing in drift.MissingThere)
            Console.Out.WriteLine($"{missing.Number}: {missing.Status.ToText()} here, and not at {missing.Supplier}");
        foreach (var unknown in drift.UnknownHere)
            Console.Out.WriteLine($"{unknown.Number}: at {unknown.Supplier}, and not in the inventory");
        CliHost.Tell(drift.HasFindings ? $"{drift.MissingThere.Count + drift.UnknownHere.Count:N0} differences." : "No differences.");
    }
}
