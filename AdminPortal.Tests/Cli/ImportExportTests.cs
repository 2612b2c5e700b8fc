using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AdminPortal.Data;
using AdminPortal.Services.Inventory;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace AdminPortal.Tests.Cli;

/// <summary>The verbs that read and write files.</summary>
public sealed class ImportExportTests : IDisposable
{
    private const string Messy = "number,note\n(800) 555-0100,first\n+18885550101,\n(800) 555-0100,again\nnot a number,\n";

    private readonly TempFolder _folder = TempFolder.WithDatabase();
    private readonly PortalProcess _portal;

    public ImportExportTests() => _portal = new(PortalProcess.Settings("Sqlite", _folder.SqliteConnectionString()));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Import_FileWithAnInvalidRow_ReportsCountsAndRow()
    {
        var result = await RunAsync("import", Written("messy.csv", Messy), "--rejects", _folder.File("rejects.csv"));

        Assert.Equal(
            (0, "", "4 rows read: 2 added, 1 known already, 1 rejected, 0 with a warning.\n"),
            (result.ExitCode, result.Output, result.Error)
        );
        Assert.Contains("not a number,,5,", await File.ReadAllTextAsync(_folder.File("rejects.csv"), Cancel), StringComparison.Ordinal);
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Import_StrictWithAnInvalidRow_IsRefusedAndStillReports()
    {
        var result = await RunAsync(
            "import",
            Written("messy.csv", Messy),
            "--mode",
            "strict",
            "--json",
            "--rejects",
            _folder.File("rejects.csv")
        );

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(1, JsonDocument.Parse(result.Output).RootElement.GetProperty("rejected").GetInt32());
        Assert.Contains("nothing was added", result.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("rejects.csv")));
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Import_DryRunFromStandardInput_CountsAndAddsNothing()
    {
        var result = await _portal.RunVerbAsync(["import", "-", "--dry-run", "--json"], input: Messy);

        Assert.Equal(0, result.ExitCode);
        var report = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal((2, true), (report.GetProperty("added").GetInt32(), report.GetProperty("dry_run").GetBoolean()));
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Import_NoSuchFile_IsWrongUsage()
    {
        var result = await RunAsync("import", _folder.File("nowhere.csv"));
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("There is no file", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_FileWithoutNumbers_IsRefused()
    {
        var result = await RunAsync("import", Written("names.csv", "name,city\nAnn,Berlin\nBob,Rome\n"));
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Equal(1, result.Error.Count(c => c == '\n'));
    }

    [Fact]
    public async Task Import_Interrupted_StopsCleanly()
    {
        // The import makes the database, which shows that it runs. Its standard input never ends: it waits for the rest of its file.
        File.Delete(_folder.File("portal.db"));
        var start = _portal.VerbStart("import", "-");
        start.RedirectStandardInput = start.RedirectStandardError = true;
        using var import = Process.Start(start)!;
        using var guard = OrphanGuard.Kills(import);
        await import.StandardInput.WriteLineAsync("number\n+18005550100".AsMemory(), Cancel);
        await Wait.UntilAsync(IsMigratedAsync, "the database to be made", TimeSpan.FromMinutes(1));
        await Task.Delay(500, Cancel);

        await Command.MustSucceedAsync("/bin/sh", "-c", "kill -TERM \"$1\"", "sh", import.Id.ToString(CultureInfo.InvariantCulture));

        await import.WaitForExitAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(15), Cancel);
        Assert.Equal(1, import.ExitCode);
        Assert.Contains("Stopped. ", await import.StandardError.ReadToEndAsync(Cancel), StringComparison.Ordinal);
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Export_StandardOutput_CanBeImportedWithoutChanges()
    {
        await RunAsync("import", Written("messy.csv", Messy));

        var console = await RunAsync("export");
        var file = await RunAsync("export", "--output", _folder.File("out.csv"));

        Assert.Equal((0, "2 numbers written.\n"), (console.ExitCode, console.Error));
        Assert.Equal((0, ""), (file.ExitCode, file.Output));
        Assert.Equal(
            (await File.ReadAllTextAsync(_folder.File("out.csv"), Cancel)).TrimStart('\uFEFF'),
            console.Output.TrimStart('\uFEFF')
        );
        Assert.StartsWith(
            "2 rows read: 0 added, 2 known already",
            (await RunAsync("import", _folder.File("out.csv"))).Error,
            StringComparison.Ordinal
        );
        Assert.Equal("0 numbers written.\n", (await RunAsync("export", "--status", "assigned")).Error);
        Assert.Equal(2, (await RunAsync("export", "--status", "lost")).ExitCode);
    }

    [Fact]
    public async Task Import_TwoNumberColumns_IsRefusedUntilOneIsNamed()
    {
        var file = Written("two.csv", "Ring To,Dialed\n+12125550199,+18885550101\n");

        var unclear = await RunAsync("import", file);
        Assert.Equal(1, unclear.ExitCode);
        Assert.Contains("“Ring To” and “Dialed”", unclear.Error, StringComparison.Ordinal);
        var unknown = await RunAsync("import", file, "--column", "Dial");
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("“Ring To” and “Dialed”", unknown.Error, StringComparison.Ordinal);
        Assert.Equal(
            "1 rows read: 1 added, 0 known already, 0 rejected, 0 with a warning.\n",
            (await RunAsync("import", file, "--column", "dialed")).Error
        );
        Assert.Contains("+18885550101", (await RunAsync("export")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_ToAnExistingFile_WritesIntoIt()
    {
        if (OperatingSystem.IsWindows())
            return;
        await RunAsync("import", Written("messy.csv", Messy));
        var real = Written("real.csv", new string('x', 10_000));
        File.SetUnixFileMode(real, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(_folder.File("link.csv"), real);
        File.CreateSymbolicLink(_folder.File("dangling.csv"), _folder.File("made.csv"));

        foreach (var name in (string[])["link.csv", "dangling.csv"])
        {
            Assert.Equal(0, (await RunAsync("export", "--output", _folder.File(name))).ExitCode);
            Assert.NotNull(new FileInfo(_folder.File(name)).LinkTarget);
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(real));
        var expected = (await RunAsync("export", "--output", "-")).Output.TrimStart('\uFEFF');
        Assert.Equal(expected, (await File.ReadAllTextAsync(real, Cancel)).TrimStart('\uFEFF'));
        Assert.Equal(expected, (await File.ReadAllTextAsync(_folder.File("made.csv"), Cancel)).TrimStart('\uFEFF'));
        Assert.Equal(expected, (await RunAsync("export", "--output", "/dev/stdout")).Output.TrimStart('\uFEFF'));
        var full = await RunAsync("export", "--output", "/dev/full");
        Assert.Equal((1, 1), (full.ExitCode, full.Error.Count(c => c == '\n')));
    }

    [Fact]
    public async Task Import_RejectsToStandardOutput_AreOnlyTheRows()
    {
        var result = await RunAsync("import", Written("messy.csv", Messy), "--rejects", "-");
        Assert.StartsWith("number,note,line,reason\r\nnot a number,,5,", result.Output.TrimStart('\uFEFF'), StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("import", _folder.File("messy.csv"), "--rejects", "-", "--json")).ExitCode);
    }

    public void Dispose() => _folder.Dispose();

    private Task<CommandResult> RunAsync(params string[] args) => _portal.RunVerbAsync(args);

    private string Written(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }

    private async Task<bool> IsMigratedAsync()
    {
        if (!File.Exists(_folder.File("portal.db")))
            return false;
        await using var portal = new PortalDatabase(new(DatabaseProvider.Sqlite, _folder.SqliteConnectionString()));
        return await new DatabaseSetup(portal, NullLogger<DatabaseSetup>.Instance).StateAsync(Cancel) == DatabaseState.Ready;
    }

    private async Task AssertSoundAsync()
    {
        await using var portal = await TestPortal.OpenSqliteAsync(_folder.File("portal.db"));
        await portal.AssertSoundAsync();
    }

    private async Task<long> CountAsync()
    {
        await using var portal = await TestPortal.OpenSqliteAsync(_folder.File("portal.db"));
        return (await portal.Get<InventoryService>().CountAsync(TestPortal.Admin, new NumberFilter(), Cancel)).Value;
    }
}
