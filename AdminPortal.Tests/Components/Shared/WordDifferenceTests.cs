using AdminPortal.Components.Shared;

namespace AdminPortal.Tests.Components.Shared;

public sealed class WordDifferenceTests
{
    [Theory]
    [InlineData("Open from 9 to 5", "Open from 9 to 6", "Open from 9 to [5]", "Open from 9 to [6]")]
    [InlineData("one two three", "one three", "one [two ]three", "one three")]
    [InlineData("same", "same", "same", "same")]
    [InlineData("", "all new", "", "[all new]")]
    [InlineData("a b c d", "a x c y", "a [b] c [d]", "a [x] c [y]")]
    [InlineData("line one\nline two", "line one\nline 2", "line one\nline [two]", "line one\nline [2]")]
    public void Between_MarksTheWordsThatDiffer(string ours, string theirs, string oursMarked, string theirsMarked)
    {
        var (left, right) = WordDifference.Between(ours, theirs);

        Assert.Equal((oursMarked, theirsMarked), (Marked(left), Marked(right)));
    }

    [Fact]
    public void Between_LongDifferentTexts_KeepsBothWhole()
    {
        var ours = string.Join(' ', Enumerable.Range(0, 2000).Select(i => $"ours{i}"));
        var theirs = string.Join(' ', Enumerable.Range(0, 2000).Select(i => $"theirs{i}"));

        var (left, right) = WordDifference.Between($"start {ours} end", $"start {theirs} end");

        Assert.Equal(($"start [{ours}] end", $"start [{theirs}] end"), (Marked(left), Marked(right)));
    }

    private static string Marked(IEnumerable<ComparedPart> parts) =>
        string.Concat(parts.Select(p => p.IsDifferent ? $"[{p.Text}]" : p.Text));
}
