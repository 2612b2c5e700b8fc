using System.CommandLine;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.People;

namespace AdminPortal.Cli;

/// <summary><c>create-user</c>: creates a user, and prints the link with which they choose their password.</summary>
internal static class CreateUserVerb
{
    public static Command Create(CliHost host)
    {
        var email = new Option<string>("--email") { Description = "Their e-mail address, with which they sign in.", Required = true };
        var role = new Option<string>("--role") { Description = "What they may do.", Required = true };
        role.AcceptOnlyFromAmong([.. Enum.GetValues<PortalRole>().Select(r => r.ToText())]);
        var business = new Option<Guid?>("--business")
        {
            Description = "The id of the one business that a person of the role business belongs to.",
        };
        var password = new Option<bool>("--password-stdin")
        {
            Description = "Read the password from standard input instead of printing a link.",
        };
        var json = new Option<bool>("--json") { Description = "Print the whole record as JSON." };
        var verb = new Command("create-user", "Makes a person who signs in, and prints the link with which they choose their password.")
        {
            email,
            role,
            business,
            password,
            json,
        };
        verb.SetAction(
            (parsed, cancel) =>
                host.RunAsync(
                    DatabaseNeed.UpToDate,
                    services => CreateAsync(services, parsed, cancel),
                    made =>
                    {
                        if (parsed.GetValue(json))
                            CliHost.WriteJson(
                                new
                                {
                                    made.Invitation.User.Id,
                                    made.Invitation.User.Email,
                                    made.Invitation.User.Role,
                                    made.Invitation.User.BusinessId,
                                    Link = made.Link,
                                }
                            );
                        else if (made.Link is { } link)
                            Console.Out.WriteLine(link);
                        CliHost.Tell(
                            made.Link is null
                                ? $"{made.Invitation.User.Email} can sign in."
                                : "The link is good once, for seven days. It is not shown again."
                        );
                        return CommandLine.Done;
                    },
                    cancel
                )
        );
        return verb;

        async Task<Outcome<Made>> CreateAsync(IServiceProvider services, ParseResult parsed, CancellationToken cancel)
        {
            _ = EnumTexts.TryParse<PortalRole>(parsed.GetValue(role), out var named);
            var chosen = parsed.GetValue(password) ? await StandardInput.ReadLineAsync(cancel) : null;
            var of =
                chosen is not null && parsed.GetValue(business) is { } id
                    ? (await services.GetRequiredService<BusinessService>().FindAsync(Actor.CommandLine, id, cancel)).Value?.Name
                    : null;
            if (chosen is not null && PasswordRules.Check(chosen, parsed.GetValue(email)!, of) is { } fault)
                return fault;
            var invited = await services
                .GetRequiredService<InvitationService>()
                .InviteAsync(Actor.CommandLine, parsed.GetValue(email), named, parsed.GetValue(business), cancel);
            if (!invited.IsDone)
                return invited.Refusal;
            if (chosen is null)
                return new Made(invited.Value, PortalLinks.Join(services.GetRequiredService<IConfiguration>(), invited.Value));
            var joined = await services
                .GetRequiredService<PeopleLinks>()
                .ChoosePasswordAsync(invited.Value.User.Id, invited.Value.Token, chosen, cancel);
            return joined.IsDone ? new Made(invited.Value, null) : joined.Refusal;
        }
    }

    private sealed record Made(Invitation Invitation, string? Link);
}
