using System.CommandLine;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Keys;

namespace AdminPortal.Cli;

/// <summary><c>create-api-key</c>: creates a key for the HTTP API and prints it, once.</summary>
internal static class CreateApiKeyVerb
{
    public static Command Create(CliHost host)
    {
        var role = new Option<string>("--role") { Description = "What it may do.", Required = true };
        role.AcceptOnlyFromAmong([.. Enum.GetValues<PortalRole>().Select(r => r.ToText())]);
        var business = new Option<Guid?>("--business")
        {
            Description = "The id of the one business that a key of the role business acts as.",
        };
        var name = new Option<string>("--name") { Description = "What it is for.", Required = true };
        var expires = new Option<int?>("--expires-days") { Description = "Days until it expires; never unless given." };
        var json = new Option<bool>("--json") { Description = "Print the whole record as JSON." };
        var verb = new Command("create-api-key", "Makes a key for the HTTP API and prints it, this once.")
        {
            role,
            business,
            name,
            expires,
            json,
        };
        verb.SetAction(
            (parsed, cancel) =>
                host.RunAsync(
                    DatabaseNeed.UpToDate,
                    services =>
                    {
                        var wanted = EnumTexts.TryParse<PortalRole>(parsed.GetValue(role), out var named) ? named : default;
                        return services
                            .GetRequiredService<ApiKeyService>()
                            .CreateAsync(
                                Actor.CommandLine,
                                parsed.GetValue(name),
                                wanted,
                                parsed.GetValue(business),
                                parsed.GetValue(expires),
                                cancel
                            );
                    },
                    key =>
                    {
                        if (parsed.GetValue(json))
                            CliHost.WriteJson(key);
                        else
                            Console.Out.WriteLine(key.Key);
                        CliHost.Tell("Keep the key: it is not shown again.");
                        return CommandLine.Done;
                    },
                    cancel
                )
        );
        return verb;
    }
}
