using System.CommandLine;
using AdminPortal.Services;
using AdminPortal.Services.SampleData;

namespace AdminPortal.Cli;

/// <summary><c>sample-data</c>: fills an empty database with sample data.</summary>
internal static class SampleDataVerb
{
    public static Command Create(CliHost host)
    {
        var businesses = new Option<int>("--businesses")
        {
            Description = "How many businesses.",
            DefaultValueFactory = _ => SampleDataService.DefaultBusinesses,
        };
        var numbers = new Option<int>("--numbers")
        {
            Description = "How many numbers.",
            DefaultValueFactory = _ => SampleDataService.DefaultNumbers,
        };
        var seed = new Option<int>("--seed") { Description = "The same seed makes the same data.", DefaultValueFactory = _ => 1 };
        var json = new Option<bool>("--json") { Description = "Print what was made as JSON." };
        var verb = new Command(
            "sample-data",
            "Fills an empty database with made-up businesses and numbers and the last months of their history."
        )
        {
            businesses,
            numbers,
            seed,
            json,
        };
        verb.SetAction(
            (parsed, cancel) =>
                host.RunAsync(
                    DatabaseNeed.UpToDate,
                    services =>
                        services
                            .GetRequiredService<SampleDataService>()
                            .FillAsync(
                                Actor.CommandLine,
                                new SampleSize(parsed.GetValue(businesses), parsed.GetValue(numbers), parsed.GetValue(seed)),
                                cancel
                            ),
                    made =>
                    {
                        if (parsed.GetValue(json))
                            CliHost.WriteJson(made);
                        CliHost.Tell(
                            $"Made {made.Businesses:N0} businesses and {made.Numbers:N0} numbers, {made.Assigned:N0} of them assigned."
                        );
                        return CommandLine.Done;
                    },
                    cancel
                )
        );
        return verb;
    }
}
