using System.CommandLine;
using System.CommandLine.Invocation;

namespace AdminPortal.Cli;

/// <summary>The verbs of the program. Exit codes: 0 success, 1 refused or problems found, 2 wrong usage. Data is written to standard
/// output, messages and progress to standard error.</summary>
internal static class CommandLine
{
    public const int Done = 0;
    public const int Refused = 1;
    public const int WrongUsage = 2;

    private const string About = """
        The back office for phone numbers and voice agents. Without a verb, the portal starts.

        Settings may follow any verb, and the portal itself, as --Section:Key=value, such as
          --Database:Provider=Postgres  --ConnectionStrings:Portal="Data Source=data/portal.db"  --urls http://localhost:5081
        """;

    /// <summary>Whether the arguments request anything other than starting the portal: a verb, help, or an unknown argument.</summary>
    public static bool IsMeant(string[] args) => HostArguments.Stray(args) is not null;

    /// <summary>Runs the verb.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var (settings, others) = HostArguments.Split(args);
        var root = Root(new CliHost(settings));
        var parsed = root.Parse(others, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
            return Explain(parsed);
        return await parsed.InvokeAsync(
            new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                // Time to finish a batch of an import after Ctrl+C.
                ProcessTerminationTimeout = TimeSpan.FromSeconds(20),
            }
        );
    }

    private static RootCommand Root(CliHost host)
    {
        var root = new RootCommand(About)
        {
            ImportVerb.Create(host),
            ExportVerb.Create(host),
            VerifyVerb.Create(host),
            StockVerb.Create(host),
            DriftVerb.Create(host),
            MigrateVerb.Create(host),
            CreateBusinessVerb.Create(host),
            CreateApiKeyVerb.Create(host),
            CreateUserVerb.Create(host),
            BackupVerb.Create(host),
            SampleDataVerb.Create(host),
        };

        // Without an action, a missing verb would be reported in addition to every wrong one.
        root.SetAction(_ => WrongUsage);
        return root;
    }

    private static int Explain(ParseResult parsed)
    {
        if (parsed.Action is ParseErrorAction action)
        {
            action.ShowHelp = false;
            action.ShowTypoCorrections = true;
        }

        parsed.Invoke(new InvocationConfiguration { Output = Console.Error });
        var command = parsed.CommandResult.Command;
        Console.Error.WriteLine(command is RootCommand ? "See AdminPortal --help." : $"See AdminPortal {command.Name} --help.");
        return WrongUsage;
    }
}
