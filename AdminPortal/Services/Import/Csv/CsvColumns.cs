using AdminPortal.Services.PhoneNumbers;

namespace AdminPortal.Services.Import.Csv;

/// <summary>The first row of a sample, and its columns for numbers and notes. Chosen once for the whole file.</summary>
/// <param name="Header">The index of the header record; null without one.</param>
/// <param name="FirstRow">The index of the first data record.</param>
/// <param name="IsNamed">Whether the number column was found by name, not only by content.</param>
/// <param name="NumberColumn">The index of the number column; -1 if unclear.</param>
/// <param name="NoteColumn">The index of the note column, if one has such a name.</param>
/// <param name="Reads">How many sampled cells of the number column are numbers.</param>
/// <param name="Fault">Why the number column is unclear.</param>
internal sealed record CsvColumns(int? Header, int FirstRow, bool IsNamed, int NumberColumn, int? NoteColumn, int Reads, CsvFault? Fault)
{
    private const int MaxColumns = 256;

    /// <summary>Reports begin with a few title lines; the header is within these records.</summary>
    private const int MostTitles = 25;

    /// <summary>Chooses by the names in the header, then by content. Cells of other columns are never read as numbers.</summary>
    public static CsvColumns Choose(IReadOnlyList<string[]> sample, NumberReader numbers)
    {
        if (FindHeader(sample, numbers) is not { } header)
            return ByContent(sample, numbers, null);
        var names = sample[header];
        var rows = sample.Skip(header + 1).ToList();
        var width = Math.Min(MaxColumns, names.Length);
        var named = new List<(int Column, NumberName Name)>();
        for (var column = 0; column < width; column++)
        {
            if (
                CsvHeaders.NameOfNumbers(names[column]) is { } name
                && !(name is NumberName.Number or NumberName.Counter && IsCounter(rows, column))
            )
                named.Add((column, name));
        }

        // The name of a contact's phone counts no more than an unknown name: only the content decides.
        var surest = named.Where(n => n.Name < NumberName.Contact).Select(n => (NumberName?)n.Name).Min();
        if (surest is null)
            return ByContent(sample, numbers, header);
        var candidates = named.Where(n => n.Name == surest).Select(n => n.Column).ToList();
        // "Phone 2" belongs to a series that begins with "Phone".
        if (
            candidates.FirstOrDefault(
                one => candidates.TrueForAll(other => one == other || CsvHeaders.IsNumbered(names[one], names[other])),
                -1
            )
            is >= 0
                and var main
        )
            candidates = [main];
        return Conclude(sample, numbers, header, header + 1, candidates, isNamed: true);
    }

    /// <summary>The same with the number column that a user named, by its header or its position from 1.</summary>
    public static CsvColumns Choose(IReadOnlyList<string[]> sample, NumberReader numbers, string wanted)
    {
        var guess = Choose(sample, numbers);
        for (
            var record = guess.Header ?? 0;
            record < Math.Min(sample.Count, guess.Header is null ? MostTitles : guess.Header.Value + 1);
            record++
        )
        {
            var places = Places(sample[record], wanted);
            if (places.Count > 1)
                return guess with { NumberColumn = -1, Fault = CsvFault.SameColumns(wanted.Trim(), [.. places.Select(p => p + 1)]) };
            if (places is [var place])
                return Chosen(sample, numbers, place, record, record + 1);
        }

        var width = sample.Count == 0 ? 0 : sample.Max(record => record.Length);
        if (
            int.TryParse(wanted, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            && number >= 1
            && number <= width
        )
        {
            var (header, first) = guess.Header is { } known ? (known, known + 1) : FindRows(sample, number - 1, numbers);
            return Chosen(sample, numbers, number - 1, header, first);
        }

        return guess with
        {
            NumberColumn = -1,
            Fault = CsvFault.UnknownColumn(wanted.Trim(), Names(sample, guess.Header, width)),
        };
    }

    /// <summary>The column names; "Column 1" and so on without a header.</summary>
    public static IReadOnlyList<string> Names(IReadOnlyList<string[]> sample, int? header, int width) =>
        [
            .. Enumerable
                .Range(0, width)
                .Select(column =>
                    header is { } at && column < sample[at].Length && Trimmed(sample[at][column]) is { Length: > 0 } name
                        ? name
                        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Column {column + 1}")
                ),
        ];

    private static string Trimmed(string name) => TextRules.Query(name)?.Trim('\'') ?? "";

    private static List<int> Places(string[] names, string wanted)
    {
        var exact = Enumerable
            .Range(0, names.Length)
            .Where(i => string.Equals(Trimmed(names[i]), wanted.Trim(), StringComparison.OrdinalIgnoreCase))
            .ToList();
        return exact.Count > 0
            ? exact
            :
            [
                .. Enumerable
                    .Range(0, names.Length)
                    .Where(i => CsvHeaders.AreAlike(names[i], wanted) && !char.IsAsciiDigit(wanted.Trim()[0])),
            ];
    }

    private static CsvColumns Chosen(IReadOnlyList<string[]> sample, NumberReader numbers, int column, int? header, int first) =>
        new(header, first, true, column, NoteOf(sample, header, column), Content(sample, column, first, numbers).Reads, null);

    /// <summary>The first record that names a number column, unless data rows begin before it.</summary>
    private static int? FindHeader(IReadOnlyList<string[]> sample, NumberReader numbers)
    {
        for (var record = 0; record < Math.Min(sample.Count, MostTitles); record++)
        {
            var names = sample[record];
            if (HasNumber(names, numbers))
            {
                // A data row is not a header, even if a cell says "note" or "mobile". But titles may contain a phone number too, in another
                // column than the numbers below the header.
                if (FindHeaderBelow(sample, record, numbers) is { } below)
                    return below;
                return null;
            }

            if (names.Length > 1 || record == 0 || IsAlone(sample, record))
            {
                // A cell with as many digits as a phone number makes it a data row, possibly an invalid one that must be reported.
                var isNamed =
                    names.Take(MaxColumns).Any(name => CsvHeaders.NameOfNumbers(name) is not null)
                    && !names.Take(MaxColumns).Any(name => name.Count(char.IsDigit) >= 7);
                if (isNamed && !IsTitle(sample, record, numbers))
                    return record;
            }
        }

        return null;
    }

    private static int? FindHeaderBelow(IReadOnlyList<string[]> sample, int row, NumberReader numbers)
    {
        for (var record = row + 1; record < Math.Min(sample.Count, MostTitles); record++)
        {
            var names = sample[record];
            if (HasNumber(names, numbers))
                continue;
            var column = Array.FindIndex(names, name => CsvHeaders.NameOfNumbers(name) is < NumberName.Phone);
            if (column < 0 || names.Length < 2)
                continue;
            var isRow = sample.Take(record).Any(above => column < above.Length && numbers.ReadAny(above[column]).IsNumber);
            if (!isRow && Content(sample, column, record + 1, numbers).Reads > 0)
                return record;
        }

        return null;
    }

    /// <summary>Whether a single cell is the header of a file with one column, because the next records are as narrow.</summary>
    private static bool IsAlone(IReadOnlyList<string[]> sample, int record) => record + 1 < sample.Count && Filled(sample[record + 1]) == 1;

    /// <summary>Whether a record with one filled cell is a title above a table with its own header.</summary>
    private static bool IsTitle(IReadOnlyList<string[]> sample, int record, NumberReader numbers)
    {
        if (Filled(sample[record]) > 1)
            return false;
        if (record + 1 < sample.Count && Filled(sample[record + 1]) > 1)
            return true;
        for (var below = record + 1; below < Math.Min(sample.Count, MostTitles) && !HasNumber(sample[below], numbers); below++)
        {
            if (sample[below].Take(MaxColumns).Any(name => CsvHeaders.NameOfNumbers(name) is not null))
                return true;
        }

        return false;
    }

    private static int Filled(string[] record) => record.Count(cell => !CsvDialect.IsBlank(cell));

    private static bool HasNumber(string[] record, NumberReader numbers) =>
        record.Take(MaxColumns).Any(cell => numbers.ReadAny(cell) is { IsNumber: true, Warning: null });

    /// <summary>Whether the column counts the rows, as "No" above 1, 2, 3.</summary>
    private static bool IsCounter(List<string[]> rows, int column)
    {
        long? last = null;
        var isCounter = false;
        foreach (var row in rows)
        {
            if (column >= row.Length || CsvDialect.IsBlank(row[column]))
                continue;
            if (
                !long.TryParse(row[column].Trim(), System.Globalization.NumberStyles.None, null, out var count)
                || count > 999_999
                || (last is null ? rows.Count == 1 && count > 1 : count != last + 1)
            )
                return false;
            (last, isCounter) = (count, true);
        }

        return isCounter;
    }

    private static CsvColumns ByContent(IReadOnlyList<string[]> sample, NumberReader numbers, int? header)
    {
        var first = header + 1 ?? 0;
        var width = sample.Count == 0 ? 0 : Math.Min(MaxColumns, sample.Max(record => record.Length));
        var contents = Enumerable
            .Range(0, width)
            .Select(column => (Column: column, Content: Content(sample, column, first, numbers)))
            .Where(c =>
                IsOfNumbers(c.Content)
                && !(header is { } at && c.Column < sample[at].Length && CsvHeaders.NoteRank(sample[at][c.Column]) is not null)
            )
            .ToList();
        // Timestamps and ids can have a possible length too. They are ignored if a column has assignable numbers.
        if (contents.Any(c => c.Content.Good > 0))
            contents.RemoveAll(c => c.Content.Good == 0 && c.Content.Damaged == 0);
        if (contents.Count == 0 && header is null && sample.Count > 0 && !sample[0].Any(cell => cell.Any(char.IsDigit)))
            (header, first) = (0, 1);
        if (contents.Count == 0)
            return new(header, first, false, -1, header is null ? null : NoteOf(sample, header, -1), 0, CsvFault.NoNumberColumn);

        if (header is null)
            (header, first) = FindRows(sample, contents[0].Column, numbers);
        var known = contents
            .Where(c => header is not { } at || c.Column >= sample[at].Length || !CsvHeaders.IsForeign(sample[at][c.Column]))
            .ToList();
        if (known.Count == 0)
        {
            var names = Names(sample, header, width);
            var fault =
                contents.Count == 1
                    ? CsvFault.ForeignColumn(names[contents[0].Column])
                    : CsvFault.UnclearColumn([.. contents.Select(c => names[c.Column])]);
            return new(header, first, false, -1, NoteOf(sample, header, -1), 0, fault);
        }

        // A column named as somebody else's phone still needs the user's choice if only content favours another one.
        return Conclude(sample, numbers, header, first, [.. contents.Select(c => c.Column)], isNamed: false);
    }

    /// <summary>Chooses the only remaining candidate; of several, the only one with numbers, or the one whose numbers the others
    /// repeat.</summary>
    private static CsvColumns Conclude(
        IReadOnlyList<string[]> sample,
        NumberReader numbers,
        int? header,
        int first,
        List<int> candidates,
        bool isNamed
    )
    {
        var contents = candidates.Select(column => (Column: column, Content: Content(sample, column, first, numbers))).ToList();
        var holding = contents.Where(c => c.Content.Good + c.Content.Damaged > 0).ToList();
        if (holding.Count == 0)
            holding = contents.Where(c => c.Content.Reads > 0).ToList();
        if (holding.Count == 0)
            holding = contents[..1];
        var best = holding[0];
        if (holding.Skip(1).All(other => AreSame(sample, best.Column, other.Column, first, numbers)))
            return new(header, first, isNamed, best.Column, NoteOf(sample, header, best.Column), best.Content.Reads, null);

        var clear = Clear(holding);
        if (clear is { } one)
            return new(header, first, isNamed, one, NoteOf(sample, header, one), contents.First(c => c.Column == one).Content.Reads, null);
        var names = Names(sample, header, sample.Max(record => record.Length));
        return new(
            header,
            first,
            isNamed,
            -1,
            NoteOf(sample, header, -1),
            best.Content.Reads,
            CsvFault.UnclearColumn([.. holding.Select(c => names[c.Column])])
        );
    }

    /// <summary>The toll-free column if the others contain few numbers. A column without toll-free numbers never wins over one with
    /// some.</summary>
    private static int? Clear(List<(int Column, ColumnContent Content)> holding)
    {
        var most = holding.MaxBy(c => c.Content.TollFree * 2 + c.Content.Good);
        return holding
            .Where(c => c.Column != most.Column)
            .All(other =>
                other.Content.Damaged == 0
                && other.Content.TollFree == 0
                && (other.Content.Good * 4 <= most.Content.Good)
                && most.Content.TollFree * 2 > most.Content.Good
            )
            ? most.Column
            : null;
    }

    private static bool AreSame(IReadOnlyList<string[]> sample, int one, int other, int first, NumberReader numbers)
    {
        for (var row = first; row < sample.Count; row++)
        {
            var (left, right) = (Cell(sample[row], one), Cell(sample[row], other));
            if (!CsvDialect.IsBlank(right) && numbers.ReadAny(right).Number != numbers.ReadAny(left).Number)
                return false;
        }

        return true;
    }

    /// <summary>Where data rows begin below a header with unknown names: at the first cell with digits that is not a date.</summary>
    private static (int? Header, int First) FindRows(IReadOnlyList<string[]> sample, int column, NumberReader numbers)
    {
        for (var record = 0; record < Math.Min(sample.Count, MostTitles); record++)
        {
            var cell = Cell(sample[record], column);
            if (
                HasNumber(sample[record], numbers)
                || cell.Any(char.IsDigit) && !IsDated(cell) && !(Filled(sample[record]) == 1 && sample[record].Length > 1)
            )
                return record == 0
                    ? (null, 0)
                    : (
                        Filled(sample[record - 1]) == 1 && sample[record].Length > 1 && sample[record - 1].Length < sample[record].Length
                            ? null
                            : record - 1,
                        record
                    );
        }

        return (null, 0);
    }

    /// <summary>Whether it is a line such as "Generated 11/25/2026 18:03".</summary>
    private static bool IsDated(string cell) =>
        cell.Count(char.IsLetter) >= 3 && (cell.Contains(':') || cell.Contains('/') || cell.Count(char.IsDigit) <= 6);

    private static int? NoteOf(IReadOnlyList<string[]> sample, int? header, int number) =>
        header is { } at ? Notes(sample[at], number).Cast<int?>().FirstOrDefault() : null;

    /// <summary>Columns named as notes, the best match first.</summary>
    public static IEnumerable<int> Notes(string[] names, int number) =>
        Enumerable
            .Range(0, Math.Min(MaxColumns, names.Length))
            .Where(column => column != number && CsvHeaders.NoteRank(names[column]) is not null)
            .OrderBy(column => CsvHeaders.NoteRank(names[column]));

    private static string Cell(string[] record, int column) => column < record.Length ? record[column] : "";

    // Most cells must be numbers, but a header row must not count against a short file.
    private static bool IsOfNumbers(in ColumnContent content) =>
        content.Reads + content.Damaged > 0
        && (content.Reads + content.Damaged) * 2 >= content.Filled - 1
        && (content.Reads + content.Damaged) * 3 >= content.Filled;

    private static ColumnContent Content(IReadOnlyList<string[]> sample, int column, int from, NumberReader numbers)
    {
        var content = default(ColumnContent);
        for (var row = from; row < sample.Count; row++)
        {
            var cell = Cell(sample[row], column);
            if (CsvDialect.IsBlank(cell))
                continue;
            content.Filled++;
            var reading = numbers.ReadAny(cell);
            content.Reads += reading.IsNumber ? 1 : 0;
            content.Good += reading is { IsNumber: true, Warning: null } ? 1 : 0;
            content.TollFree += reading.IsNumber && reading.Number.IsTollFree ? 1 : 0;
            // A number damaged by a spreadsheet still indicates the number column.
            content.Damaged +=
                reading.Reason is NumberRejections.Rounded || !reading.IsNumber && cell.AsSpan().Trim().StartsWith("+") ? 1 : 0;
        }

        return content;
    }

    private record struct ColumnContent(int Filled, int Reads, int Good, int TollFree, int Damaged);
}
