using AdminPortal.Services.Numbers;

namespace AdminPortal.Services.Import.Csv;

/// <summary>Which columns of a sample hold the numbers and the notes.</summary>
/// <param name="HasHeader">Whether the first record names the columns.</param>
/// <param name="NumberNamed">Whether the number column is known by its name, not only by its content.</param>
/// <param name="NumberColumn">The index of the number column.</param>
/// <param name="NoteColumn">The index of the note column, if one is named so.</param>
/// <param name="Reads">How many sampled cells of the number column read as numbers.</param>
internal sealed record CsvColumns(bool HasHeader, bool NumberNamed, int NumberColumn, int? NoteColumn, int Reads)
{
    private const int MaxColumns = 256;

    /// <summary>Decides by the names in the first record, then by content; null when no column holds numbers.</summary>
    public static CsvColumns? Choose(IReadOnlyList<string[]> sample, NumberReader numbers)
    {
        if (sample.Count == 0)
            return null;
        var first = sample[0];
        // A row with a phone number in it names no columns, also when another cell of it says "note" or "mobile".
        if (first.Take(MaxColumns).Any(cell => numbers.ReadAny(cell) is { IsNumber: true, Warning: null }))
            return ByContent(sample, false, null, numbers);

        var note = Best(first, column => CsvHeaders.NoteRank(first[column]) is { } rank ? -rank : null);
        var named = Best(first, column => CsvHeaders.NumberRank(first[column]) is { } rank
            ? Content(sample, column, 1, numbers).Weight * 1000 - rank
            : null);
        if (named is not { } number)
            return ByContent(sample, note is not null, note, numbers);
        var content = Content(sample, number, 1, numbers);
        // "No" above 1, 2, 3 counts lines; the numbers may stand under a name that is not known here.
        var better = content is { Filled: > 0, Reads: 0 } ? ByContent(sample, true, note, numbers) : null;
        return better ?? new(true, true, number, note, content.Reads);
    }

    private static CsvColumns? ByContent(IReadOnlyList<string[]> sample, bool isHeader, int? note, NumberReader numbers)
    {
        var width = Math.Min(MaxColumns, sample.Max(record => record.Length));
        var (best, bestContent) = (-1, default(ColumnContent));
        for (var column = 0; column < width; column++)
        {
            if (column == note)
                continue;
            var content = Content(sample, column, isHeader ? 1 : 0, numbers);
            // Most cells must read, but a first row that names the column must not count against a short file.
            if (content.Reads * 2 >= content.Filled - 1 && content.Reads * 3 >= content.Filled && content.Weight > bestContent.Weight)
                (best, bestContent) = (column, content);
        }

        if (best < 0)
            return null;
        var title = best < sample[0].Length ? sample[0][best] : "";
        // Digits in it make it a row, if perhaps a bad one that must be reported; a word names the column.
        return new(isHeader || !title.Any(char.IsDigit), false, best, note, bestContent.Reads);
    }

    private static int? Best(string[] cells, Func<int, int?> score)
    {
        int? best = null, bestScore = null;
        for (var column = 0; column < Math.Min(MaxColumns, cells.Length); column++)
        {
            if (score(column) is { } value && (bestScore is null || value > bestScore))
                (best, bestScore) = (column, value);
        }

        return best;
    }

    private static ColumnContent Content(IReadOnlyList<string[]> sample, int column, int from, NumberReader numbers)
    {
        var content = default(ColumnContent);
        for (var row = from; row < sample.Count; row++)
        {
            if (column >= sample[row].Length || CsvDialect.IsBlank(sample[row][column]))
                continue;
            content.Filled++;
            var reading = numbers.ReadAny(sample[row][column]);
            if (!reading.IsNumber)
                continue;
            content.Reads++;
            // Time stamps and ids have a possible length too: assignable numbers weigh more.
            content.Weight += reading.Warning is null ? 2 : 1;
        }

        return content;
    }

    private record struct ColumnContent(int Filled, int Reads, int Weight);
}
