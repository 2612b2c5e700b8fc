using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests;

/// <summary>The commands of the README do what it says.</summary>
public sealed partial class ReadmeTests
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task KeyCommand_PrintsOnlyTheKey_AndTheNextRequestsWork()
    {
        using var folder = new TempFolder();
        var settings = PortalProcess.Settings("Sqlite", folder.SqliteConnectionString());
        var shell = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"), Cancel);

        // Already built: building again would write files that other tests read.
        var makeKey = KeyCommand().Match(shell).Groups[1].Value.Replace("dotnet run ", $"dotnet run --no-build -c {Configuration} ");
        var made = await ShellAsync($"KEY=$({makeKey}); printf %s \"$KEY\"", settings);
        Assert.Matches("^[A-Za-z0-9_-]{20,}$", made.Output);

        await using var portal = new PortalProcess(settings);
        await portal.StartAsync();
        portal.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made.Output);
        foreach (var (body, address) in Requests().Matches(shell).Select(m => (m.Groups["body"].Value, m.Groups["address"].Value)).Take(2))
        {
            using var content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json"));
            using var answer = await portal.Client.PostAsync(new Uri(address, UriKind.Relative), content, Cancel);
            Assert.True(answer.IsSuccessStatusCode, $"{address}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancel)}");
        }

        var numbers = await portal.Client.GetFromJsonAsync<System.Text.Json.JsonElement>("/api/admin/phone-numbers/summary", Cancel);
        Assert.Equal(System.Text.Json.JsonValueKind.Object, numbers.ValueKind);
    }

    [Fact]
    public void Links_LeadToFiles()
    {
        foreach (
            var page in (string[])["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/glossary.md", "docs/decisions/README.md"]
        )
        {
            var file = Path.Combine(Repository.Root, page);
            var links = Links().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value).ToList();
            Assert.All(links, link => Assert.True(Path.Exists(Path.Combine(Path.GetDirectoryName(file)!, link)), $"{page}: {link}"));
        }
    }

    [Fact]
    public void Decisions_AreAllInTheirIndex()
    {
        var folder = Path.Combine(Repository.Root, "docs", "decisions");
        var index = File.ReadAllText(Path.Combine(folder, "README.md"));
        var pages = Directory.GetFiles(folder, "0*.md").Select(Path.GetFileName).ToList();

        Assert.NotEmpty(pages);
        Assert.All(pages, page => Assert.Contains($"({page})", index, StringComparison.Ordinal));
    }

    [Fact]
    public void Glossary_NamesFilesThatExist()
    {
        var portal = Path.Combine(Repository.Root, "AdminPortal");
        var places = Places()
            .Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "glossary.md")))
            .Select(m => m.Groups[1].Value);
        Assert.All(places, place => Assert.True(Path.Exists(Path.Combine(portal, place)), place));
    }

    private static async Task<CommandResult> ShellAsync(string script, Dictionary<string, string?> settings)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", script]) { WorkingDirectory = Repository.Root };
        foreach (var (name, value) in settings)
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        var result = await Command.RunAsync(start, input: null, TimeSpan.FromSeconds(120));
        Assert.True(result.ExitCode == 0, $"{script}\n{result.Output}{result.Error}");
        return result;
    }

    [GeneratedRegex(@"^KEY=\$\((.+)\)$", RegexOptions.Multiline)]
    private static partial Regex KeyCommand();

    [GeneratedRegex(@"-d '(?<body>[^']+)'\s*\\?\s*http://localhost:5080(?<address>/\S+)")]
    private static partial Regex Requests();

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"`((?:Components|Data|Providers|Security|Services)/[\w/.]+)`")]
    private static partial Regex Places();
}
