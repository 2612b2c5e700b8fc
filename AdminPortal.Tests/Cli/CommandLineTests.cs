using System.Text.Json;
using AdminPortal.Services.Keys;
using AdminPortal.Tests.Support;
using Microsoft.Data.Sqlite;

namespace AdminPortal.Tests.Cli;

/// <summary>The program as a process: exit codes and standard output.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly PortalProcess _portal;

    public CommandLineTests() => _portal = new(PortalProcess.Settings("Sqlite", _folder.SqliteConnectionString()));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("--help")]
    [InlineData("verify", "--help")]
    [InlineData("migrate", "-h")]
    [InlineData("create-business", "--help")]
    [InlineData("create-api-key", "--help")]
    [InlineData("backup", "--help")]
    [InlineData("sample-data", "--help")]
    public async Task Help_OfAnyVerb_SucceedsWithoutSideEffects(params string[] args)
    {
        var result = await RunAsync(args);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("Usage:", result.Output, StringComparison.Ordinal);
        Assert.Empty(Wording.In(result.Output));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData("'verfy'", "verfy")]
    [InlineData("'--jsn'", "verify", "--jsn")]
    [InlineData("'--port'", "--port", "8080")]
    [InlineData("--name", "create-business")]
    [InlineData("'king'", "create-api-key", "--name", "x", "--role", "king")]
    [InlineData("'many'", "sample-data", "--numbers", "many")]
    [InlineData("'backup'", "backup")]
    [InlineData("'later'", "verify", "later")]
    public async Task WrongUsage_NamesTheProblemAndTheHelp(string names, params string[] args)
    {
        var result = await RunAsync(args);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(names, result.Error, StringComparison.Ordinal);
        Assert.Contains("--help", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_NoDatabase_IsReportedAndCreatesNone()
    {
        var result = await RunAsync("verify");
        Assert.Equal((1, "", $"There is no database {_folder.File("portal.db")}.\n"), (result.ExitCode, result.Output, result.Error));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("migrate")]
    [InlineData("create-business", "--name", "Acme")]
    [InlineData("backup", "copy.db")]
    public async Task Verb_FileIsNotADatabase_PrintsOneLine(params string[] args)
    {
        await File.WriteAllTextAsync(_folder.File("portal.db"), new string('x', 5000), Cancel);
        var result = await RunAsync(args);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Equal(1, result.Error.Count(c => c == '\n'));
        Assert.Contains("file is not a database", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateBusiness_WithoutADatabase_CreatesItAndPrintsOnlyTheId()
    {
        var result = await RunAsync("create-business", "--name", "Acme Dental", "--email", "hello@acme.example", "--external-id", "a-1");
        Assert.Equal(0, result.ExitCode);
        Assert.True(Guid.TryParse(result.Output.TrimEnd('\n'), out _), result.Output);

        var again = await RunAsync("create-business", "--name", "Another", "--external-id", "a-1");
        Assert.Equal((1, ""), (again.ExitCode, again.Output));
        Assert.Contains("a-1", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateBusiness_Json_MatchesTheApi()
    {
        MigratedDatabase.Create(_folder.File("portal.db"));
        var result = await RunAsync("create-business", "--name", "@O'Neill & Söhne", "--json");
        var record = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal("@O'Neill & Söhne", record.GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, record.GetProperty("phone_number").ValueKind);
        Assert.Equal(1, record.GetProperty("row_version").GetInt64());
        Assert.EndsWith("Z", record.GetProperty("created_at").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateApiKey_PrintsAKeyThatWorks()
    {
        MigratedDatabase.Create(_folder.File("portal.db"));
        var business = (await RunAsync("create-business", "--name", "Acme")).Output.TrimEnd('\n');
        var result = await RunAsync(
            "create-api-key",
            "--role",
            "business",
            "--business",
            business,
            "--name",
            "Website",
            "--expires-days",
            "30"
        );
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("not shown again", result.Error, StringComparison.Ordinal);

        await using var portal = await TestPortal.OpenSqliteAsync(_folder.File("portal.db"));
        var actor = await portal.Get<ApiKeyAuthenticator>().AuthenticateAsync(result.Output.TrimEnd('\n'), Cancel);
        Assert.Equal(business, actor?.BusinessId.ToString());
    }

    [Fact]
    public async Task CreateApiKey_BusinessKeyWithoutBusiness_IsRefused()
    {
        MigratedDatabase.Create(_folder.File("portal.db"));
        var result = await RunAsync("create-api-key", "--role", "business", "--name", "Website");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("business_id", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Numbers:QuarantineDays=soon")]
    [InlineData("--Numbers:QuarantineDays", "soon")]
    public async Task InvalidSetting_OfAVerb_PrintsOneLineThatNamesIt(params string[] setting)
    {
        var result = await RunAsync(["migrate", .. setting]);
        Assert.Equal(
            (2, "", "Setting Numbers:QuarantineDays takes a whole number from 0 to 3650; it is 'soon'.\n"),
            (result.ExitCode, result.Output, result.Error)
        );
    }

    [Fact]
    public async Task Verify_BrokenRow_IsNamedOnStandardOutput()
    {
        MigratedDatabase.Create(_folder.File("portal.db"));
        await TamperAsync("INSERT INTO number_counts (prefix, status, stripe, count) VALUES ('800', 'available', 0, 3)");

        var words = await RunAsync("verify");
        Assert.Equal(1, words.ExitCode);
        Assert.Equal("kept counts: prefix 800: 0 numbers are available, and the kept count says 3.\n", words.Output);

        var json = await RunAsync("verify", "--json");
        Assert.Equal(1, json.ExitCode);
        var report = JsonDocument.Parse(json.Output).RootElement;
        Assert.Equal(1, report.GetProperty("found").GetInt64());
        Assert.False(report.GetProperty("is_sound").GetBoolean());
    }

    [Fact]
    public async Task SampleData_IsConsistent_AndSoIsItsBackup()
    {
        MigratedDatabase.Create(_folder.File("portal.db"));
        var made = await RunAsync("sample-data", "--businesses", "12", "--numbers", "60", "--json");
        Assert.Equal(0, made.ExitCode);
        Assert.Equal(12, JsonDocument.Parse(made.Output).RootElement.GetProperty("businesses").GetInt32());

        var sound = await RunAsync("verify");
        Assert.Equal((0, ""), (sound.ExitCode, sound.Output));
        Assert.StartsWith("Sound: ", sound.Error, StringComparison.Ordinal);

        Assert.Equal(0, (await RunAsync("backup", _folder.File("copy.db"))).ExitCode);
        Assert.Equal(1, (await RunAsync("backup", _folder.File("copy.db"))).ExitCode);
        Assert.Equal(0, (await RunAsync("verify", "--ConnectionStrings:Portal", $"Data Source={_folder.File("copy.db")}")).ExitCode);
        Assert.Equal(1, (await RunAsync("sample-data")).ExitCode);
    }

    [Fact]
    public async Task Backup_OfAnUnmigratedDatabase_CopiesItUnchanged()
    {
        await TamperAsync("CREATE TABLE old (id INTEGER)");
        Assert.Equal(0, (await RunAsync("backup", _folder.File("copy.db"))).ExitCode);
        var verified = await RunAsync("verify", $"--ConnectionStrings:Portal=Data Source={_folder.File("copy.db")}");
        Assert.Equal(1, verified.ExitCode);
        Assert.Contains("run AdminPortal migrate", verified.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<CommandResult> RunAsync(params string[] args) => _portal.RunVerbAsync(args);

    private async Task TamperAsync(string sql)
    {
        await using var connection = new SqliteConnection(_folder.SqliteConnectionString());
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests write the SQL themselves.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
