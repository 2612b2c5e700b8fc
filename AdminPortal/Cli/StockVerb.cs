using System.CommandLine;
using AdminPortal.Services;
using AdminPortal.Services.Supply;

namespace AdminPortal.Cli;

/// <summary><c>stock</c>: how long the stock of numbers lasts.</summary>
internal static class StockVerb
{
    public static Command Create(CliHost host)
    {
        var json = new Option<bool>("--json") { Description = "Print the stock as JSON." };
        var verb = new Command(
            "stock",
            "Shows how many numbers are available and for how long they last. Exits with 1 while the stock is low, for a cron job."
        )
        {
            json,
        };
        verb.SetAction(
            (parsed, cancel) =>
                host.RunAsync(
                    DatabaseNeed.UpToDate,
                    services => services.GetRequiredService<StockService>().ReadAsync(Actor.CommandLine, cancel),
                    stock =>
                    {
                        if (parsed.GetValue(json))
                            CliHost.WriteJson(stock);
                        else
                            Print(stock);
                        return stock.IsLowAnywhere ? CommandLine.Refused : CommandLine.Done;
                    },
                    cancel
                )
        );
        return verb;
    }

    private static void Print(StockRecord stock)
    {
        Console.Out.WriteLine($"{"", -8}{"available", 12}{"threshold", 12}{"a day", 10}{"days left", 12}");
        Line("All", stock.Available, stock.Threshold, stock.Low, stock.PerDay, stock.DaysLeft);
        foreach (var prefix in stock.ByPrefix)
            Line(prefix.Prefix, prefix.Available, prefix.Threshold, prefix.Low, prefix.PerDay, prefix.DaysLeft);
        Console.Out.WriteLine();
        Console.Out.WriteLine($"On order: {stock.OnOrder:N0}. Businesses waiting: {stock.Waiting:N0}.");
        Console.Out.WriteLine(
            stock.TopUp.Enabled
                ? $"Top-up: on, {stock.TopUp.BoughtThisMonth:N0} of {stock.TopUp.MonthlyLimit:N0} numbers bought this month."
                : "Top-up: off."
        );
        if (stock.TopUp is { Enabled: true, LastError: { } problem })
            Console.Out.WriteLine($"Top-up last failed: {TextRules.Visible(problem)}");
    }

    private static void Line(string name, long available, int? threshold, bool isLow, double perDay, double? daysLeft) =>
        Console.Out.WriteLine(
            $"{name, -8}{available, 12:N0}{(threshold is { } least ? least.ToString("N0") : "-"), 12}{perDay, 10:0.0}"
                + $"{(daysLeft is { } days ? days.ToString("0") : "-"), 12}{(isLow ? "  low" : "")}"
        );
}
