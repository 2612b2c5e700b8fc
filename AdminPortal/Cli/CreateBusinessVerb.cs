using System.CommandLine;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;

namespace AdminPortal.Cli;

/// <summary><c>create-business</c>: creates a business and prints its id.</summary>
internal static class CreateBusinessVerb
{
    public static Command Create(CliHost host)
    {
        var name = new Option<string>("--name") { Description = "Its name.", Required = true };
        var email = new Option<string?>("--email") { Description = "Whom to write to." };
        var externalId = new Option<string?>("--external-id") { Description = "Your own key for it; two businesses cannot have the same." };
        var json = new Option<bool>("--json") { Description = "Print the whole record as JSON." };
        var verb = new Command("create-business", "Adds a business without a number and prints its id.") { name, email, externalId, json };
        verb.SetAction(
            (parsed, cancel) =>
                host.RunAsync(
                    DatabaseNeed.UpToDate,
                    services =>
                        services
                            .GetRequiredService<BusinessService>()
                            .CreateAsync(
                                Actor.CommandLine,
                                new NewBusiness(parsed.GetValue(name), parsed.GetValue(email), parsed.GetValue(externalId)),
                                cancel
                            ),
                    business =>
                    {
                        if (parsed.GetValue(json))
                            CliHost.WriteJson(business);
                        else
                            Console.Out.WriteLine(business.Id);
                        return CommandLine.Done;
                    },
                    cancel
                )
        );
        return verb;
    }
}
