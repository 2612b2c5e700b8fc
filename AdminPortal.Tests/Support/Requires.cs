using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace AdminPortal.Tests.Support;

/// <summary>Programs that some tests need and the SDK does not include. If one is missing, the test is skipped on a developer's machine and
/// fails in CI, so that a broken CI image does not pass.</summary>
internal static class Requires
{
    /// <summary>The path of the browser; otherwise the test is skipped, or fails in CI.</summary>
    public static string Chromium() =>
        File.Exists("/usr/bin/chromium")
            ? "/usr/bin/chromium"
            : OnPath("chromium", "chromium-browser", "google-chrome") ?? Missing("Chromium", "chromium");

    /// <summary>The folder of <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>; otherwise the test is skipped, or fails in CI.</summary>
    /// <remarks>PATH first, because a server there was chosen explicitly. Debian's own are not on PATH.</remarks>
    public static string PostgresBin() =>
        Path.GetDirectoryName(OnPath("initdb")) ?? NewestDebianPostgres() ?? Missing("A PostgreSQL server", "postgresql");

    /// <summary>The path of PgBouncer; otherwise the test is skipped, or fails in CI.</summary>
    public static string PgBouncer() =>
        File.Exists("/usr/sbin/pgbouncer") ? "/usr/sbin/pgbouncer" : OnPath("pgbouncer") ?? Missing("PgBouncer", "pgbouncer");

    /// <summary>Whether a missing program is a failure.</summary>
    private static bool Everything => IsTrue("CI") || IsTrue("ADMINPORTAL_TESTS_REQUIRE_ALL");

    [DoesNotReturn]
    private static string Missing(string what, string package)
    {
        var sentence = $"{what} is not on this machine: install Debian's {package} (apt-get install {package}).";
        if (Everything)
            Assert.Fail(sentence);
        Assert.Skip(sentence);
        throw new UnreachableException();
    }

    private static string? NewestDebianPostgres()
    {
        const string root = "/usr/lib/postgresql";
        if (!Directory.Exists(root))
            return null;
        return
            Directory
                .GetDirectories(root)
                .Where(folder => File.Exists(Path.Combine(folder, "bin", "initdb")))
                .MaxBy(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
                is { } newest
            ? Path.Combine(newest, "bin")
            : null;
    }

    // Links are resolved: their target may be missing, and the programs beside it may have no link.
    private static string? OnPath(params string[] names) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => names.Select(name => new FileInfo(Path.Combine(folder, name))))
            .Where(file => file.Exists)
            .Select(file => file.ResolveLinkTarget(returnFinalTarget: true) ?? file)
            .FirstOrDefault(file => file.Exists)
            ?.FullName;

    private static bool IsTrue(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { } value
        && (value == "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase));
}
