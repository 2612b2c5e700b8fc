using AdminPortal.Tests.Support;

namespace AdminPortal.Tests;

/// <summary>Rules for every source file: line length and wording.</summary>
public sealed class SourceTests
{
    private const int LongestLine = 140;

    private static readonly string[] s_built = ["bin", "obj", "Migrations", "TestResults"];

    [Fact]
    public void Lines_AreAtMost140Characters()
    {
        var tooLong = Files("AdminPortal", "AdminPortal.Tests", "AdminPortal.Benchmarks")
            .SelectMany(file => File.ReadLines(file).Select((line, at) => (file, at, line)))
            .Where(l => l.line.Length > LongestLine)
            .Select(l => $"{Path.GetRelativePath(Repository.Root, l.file)}:{l.at + 1}");

        Assert.Empty(tooLong);
    }

    /// <summary>Texts and comments, including those that no test shows on a page, such as error messages.</summary>
    [Fact]
    public void Texts_UseNoBannedWording()
    {
        var found = Files("AdminPortal")
            .SelectMany(file => File.ReadLines(file).SelectMany(line => Wording.In(line).Select(word => (file, word, line))))
            .Select(f => $"{Path.GetRelativePath(Repository.Root, f.file)}: “{f.word}” in {f.line.Trim()}");

        Assert.Empty(found);
    }

    [Fact]
    public void Documents_UseNoBannedWording()
    {
        string[] documents =
        [
            .. Directory.GetFiles(Repository.Root, "*.md"),
            .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories),
        ];

        Assert.Empty(
            documents.SelectMany(file =>
                File.ReadLines(file).SelectMany(line => Wording.In(line).Select(word => $"{Path.GetFileName(file)}: “{word}” in {line}"))
            )
        );
    }

    private static IEnumerable<string> Files(params string[] projects) =>
        projects
            .SelectMany(project => Directory.EnumerateFiles(Path.Combine(Repository.Root, project), "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".razor")
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Intersect(s_built).Any());
}
