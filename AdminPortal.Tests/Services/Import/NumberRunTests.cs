using System.Text;
using AdminPortal.Services.Import;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Import;

public sealed class NumberRunTests(PostgresCluster cluster)
{
    [Fact]
    public void SortAndMerge_KeepsTheFirstOfEachNumberInOrder()
    {
        var run = new NumberRun(10);
        foreach (
            var (number, note, warning) in ((string, string?, NumberWarning?)[])
                [
                    ("+18885550123", "a", null),
                    ("+18005550123", null, NumberWarning.NotAssignable),
                    ("+18885550123", "b", null),
                    ("+442079460018", "ü", null),
                    ("+18005550123", "c", null),
                ]
        )
            Assert.True(run.TryAdd(E164.ParseExact(number), note, warning));

        Assert.Equal(2, run.SortAndMerge());

        Assert.Equal(
            [
                ("+18005550123", null, NumberWarning.NotAssignable),
                ("+18885550123", "a", null),
                ("+442079460018", "ü", (NumberWarning?)null),
            ],
            Enumerable
                .Range(0, run.Count)
                .Select(i =>
                    (run.Number(i).ToString(), run.TryGetNote(i, out var note) ? Encoding.UTF8.GetString(note) : null, run.Warning(i))
                )
        );
    }

    [Fact]
    public void TryAdd_LongNotes_FillTheRunBeforeItsRows()
    {
        var run = new NumberRun(1_000_000);
        var note = new string('€', 2_000);
        var rows = 0;
        while (run.TryAdd(E164.ParseExact($"+1800{2_000_000 + rows}"), note, null))
            rows++;

        Assert.InRange(rows * 6_000L, 30_000_000, 34_000_000);
        Assert.False(run.TryAdd(E164.ParseExact("+18005550123"), note, null));
        run.Clear();
        Assert.True(run.TryAdd(E164.ParseExact("+18005550123"), note, null));
    }

    /// <summary>Notes make these files larger than one run; the last lines repeat the first ones, which are in an earlier run.</summary>
    [Theory, OnEachDatabase]
    public async Task Import_FileOfSeveralRuns_CountsDuplicatesAcrossThem(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var note = new string('n', 1_900);
        var numbers = Imports.File(20_000).Split('\n')[1..^1];
        var file = Encoding.UTF8.GetBytes(
            "number,note\n" + string.Concat(numbers.Select(n => $"{n},{note}\n")) + string.Concat(numbers[..50].Select(n => $"{n},later\n"))
        );

        Assert.Equal((20_050, 20_000, 50, 0, 0), (await portal.ImportAsync(file, dryRun: true)).Counts());
        Assert.Equal((20_050, 20_000, 50, 0, 0), (await portal.ImportAsync(file, ImportMode.Strict)).Counts());
        Assert.DoesNotContain(await portal.NumbersAsync(), n => n.Note == "later");
        Assert.Equal((20_050, 0, 20_050, 0, 0), (await portal.ImportAsync(file)).Counts());
        Assert.Equal((20_050, 0, 20_050, 0, 0), (await portal.ImportAsync(file, dryRun: true)).Counts());
        await portal.AssertCountsAndSoundAsync();
    }
}
