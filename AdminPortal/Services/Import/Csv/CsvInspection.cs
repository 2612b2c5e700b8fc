using System.Diagnostics.CodeAnalysis;
using AdminPortal.Services.PhoneNumbers;

namespace AdminPortal.Services.Import.Csv;

/// <summary>The result of inspecting a whole file before anything is written: how to read it, or why it cannot be read.</summary>
public sealed class CsvInspection
{
    private const int PreviewRecords = 8;
    private const int PreviewCellChars = 120;

    private CsvInspection(CsvFormat? format, CsvFault? fault, CsvFormat? layout = null) =>
        (Format, Fault, Layout) = (format, fault, layout ?? format);

    /// <summary>How to read the file; null if there is a fault.</summary>
    public CsvFormat? Format { get; }

    /// <summary>The layout of the file. Also set if no number column was found, so that a user can choose one:
    /// <see cref="CsvFormat.NumberColumn"/> is then -1.</summary>
    public CsvFormat? Layout { get; }

    /// <summary>Why the file is refused; null if it can be read.</summary>
    public CsvFault? Fault { get; }

    /// <summary>Whether the file can be read.</summary>
    [MemberNotNullWhen(true, nameof(Format))]
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool IsReadable => Format is not null;

    /// <summary>Inspects the whole file in bounded memory. Takes about a second for each 500 MB.</summary>
    /// <param name="spool">The file.</param>
    /// <param name="numbers">Recognises numbers, for files without column names.</param>
    /// <param name="cancellationToken">Stops it between two chunks.</param>
    public static CsvInspection Of(CsvSpool spool, NumberReader numbers, CancellationToken cancellationToken = default) =>
        Of(spool, numbers, null, cancellationToken);

    /// <summary>The same with columns that a user chose.</summary>
    /// <param name="spool">The file.</param>
    /// <param name="numbers">Recognises numbers.</param>
    /// <param name="choice">The columns, chosen from a <see cref="Layout"/>.</param>
    /// <param name="column">The number column, by name or position from 1.</param>
    /// <param name="cancellationToken">Stops it between two records.</param>
    public static CsvInspection Of(
        CsvSpool spool,
        NumberReader numbers,
        CsvColumnChoice? choice,
        CancellationToken cancellationToken,
        string? column = null
    )
    {
        ArgumentNullException.ThrowIfNull(spool);
        ArgumentNullException.ThrowIfNull(numbers);
        using var file = spool.OpenRead();
        if (CsvEncodings.TryDetect(file, out var encoding, cancellationToken) is { } notText)
            return new(null, notText);

        var sample = Sample(spool, encoding);
        sample.Decide(numbers, string.IsNullOrWhiteSpace(column) ? null : column);

        using var records = new CsvRecords(Text(spool, encoding), sample.Delimiter, sample.Quote);
        var (count, met, width) = (0L, 0L, 0);
        while (records.Read())
        {
            if (++met % 4096 == 0)
                cancellationToken.ThrowIfCancellationRequested();
            if (records.Raw.Contains('\0'))
                return new(null, CsvFault.NulBytes);
            count += records.IsBlank ? 0 : 1;
            width = Math.Max(width, records.Count);
        }

        if (records.Fault is { } fault)
            return new(null, HasNul(spool, encoding) ? CsvFault.NulBytes : fault);
        count -= sample.HasSeparatorLine ? 1 : 0;
        return count <= 0 ? new(null, CsvFault.Empty) : Conclude(encoding, sample, new(count, records.Lines, width), choice);
    }

    private static CsvSample Sample(CsvSpool spool, CsvEncoding encoding)
    {
        using var text = Text(spool, encoding);
        var chunk = new char[CsvSample.Chars];
        var filled = text.ReadBlock(chunk);
        return new CsvSample(new string(chunk, 0, filled), filled < chunk.Length);
    }

    private static StreamReader Text(CsvSpool spool, CsvEncoding encoding)
    {
        var file = spool.OpenRead(encoding.CutBytes);
        file.Position = encoding.PreambleBytes;
        return new StreamReader(file, encoding.Encoding, detectEncodingFromByteOrderMarks: false, 64 * 1024);
    }

    /// <summary>Binary files often have no lines either; "not text" is the better message.</summary>
    private static bool HasNul(CsvSpool spool, CsvEncoding encoding)
    {
        using var text = Text(spool, encoding);
        var chunk = new char[64 * 1024];
        var filled = text.ReadBlock(chunk);
        return chunk.AsSpan(0, filled).Contains('\0');
    }

    private static CsvInspection Conclude(CsvEncoding encoding, CsvSample sample, Size size, CsvColumnChoice? choice)
    {
        var columns = sample.Columns;
        var width = sample.Records.Count == 0 ? 0 : sample.Records.Max(record => record.Length);
        if (choice is not null && choice.NumberColumn >= 0 && choice.NumberColumn < width)
        {
            var note =
                choice.NoteColumn >= 0 && choice.NoteColumn < width && choice.NoteColumn != choice.NumberColumn ? choice.NoteColumn : null;
            var header = choice.HasHeader ? columns.Header ?? Math.Max(0, columns.FirstRow - 1) : (int?)null;
            columns = columns with
            {
                Header = header,
                FirstRow = header + 1 ?? (columns.Header is null ? columns.FirstRow : 0),
                NumberColumn = choice.NumberColumn,
                NoteColumn = note,
                Fault = null,
            };
            return new(LayOut(encoding, sample, columns, size), null);
        }

        var layout = LayOut(encoding, sample, columns, size);
        return columns.Fault is { } fault ? new(null, fault, layout) : new(layout, null);
    }

    private static CsvFormat LayOut(CsvEncoding encoding, CsvSample sample, CsvColumns columns, Size size)
    {
        var width = Math.Max(
            sample.Records[columns.Header ?? Math.Min(columns.FirstRow, sample.Records.Count - 1)].Length,
            columns.NumberColumn + 1
        );
        return new CsvFormat
        {
            Encoding = encoding.Encoding,
            EncodingName = encoding.Name,
            PreambleBytes = encoding.PreambleBytes,
            CutBytes = encoding.CutBytes,
            Delimiter = sample.Delimiter,
            Quote = sample.Quote,
            SkippedRecords = (sample.HasSeparatorLine ? 1 : 0) + columns.FirstRow,
            HasHeader = columns.Header is not null,
            Columns = [.. CsvColumns.Names(sample.Records, columns.Header, width).Select(Cut)],
            Header = columns.Header is { } header ? sample.Records[header] : null,
            Width = size.Width,
            NumberColumn = columns.NumberColumn,
            NoteColumn = columns.NoteColumn,
            Records = size.Records - columns.FirstRow,
            Lines = size.Lines,
            Preview = [.. sample.Records.Skip(columns.FirstRow).Take(PreviewRecords).Select(record => record.Select(Cut).ToArray())],
            Notices = [.. Notices(encoding, sample, columns)],
        };
    }

    private static IEnumerable<string> Notices(CsvEncoding encoding, CsvSample sample, CsvColumns columns)
    {
        if (encoding.OddLineCount > 0)
        {
            var lines = string.Join(", ", encoding.OddLines) + (encoding.OddLineCount > encoding.OddLines.Count ? " and others" : "");
            yield return encoding.OddLineCount == 1
                ? $"Line {lines} has characters that are not UTF-8 as in the rest of the file; they were read as Windows-1252. Check "
                    + "its note."
                : $"{encoding.OddLineCount:N0} lines have characters that are not UTF-8 as in the rest of the file (lines {lines}); "
                    + "they were read as Windows-1252. Check their notes.";
        }

        if (encoding.CutBytes > 0)
            yield return "The file ends in the middle of a character, so the end of it may be missing.";
        var titles = columns.Header ?? columns.FirstRow;
        if (titles > 0)
            yield return titles == 1 ? "1 line above the header was skipped." : $"{titles} lines above the header were skipped.";
        if (columns.Header is not { } header || columns.NoteColumn is not { } note)
            yield break;
        var others = CsvColumns.Notes(sample.Records[header], columns.NumberColumn).Where(column => column != note).ToList();
        if (others.Count == 0)
            yield break;
        var names = CsvColumns.Names(sample.Records, header, sample.Records[header].Length);
        yield return $"Notes come from the column “{names[note]}”; {string.Join(" and ", others.Select(column => $"“{names[column]}”"))} "
            + (others.Count == 1 ? "was not imported." : "were not imported.");
    }

    /// <summary>How many records and lines the file has, and how many fields the longest record.</summary>
    private readonly record struct Size(long Records, long Lines, int Width);

    private static string Cut(string cell) => TextRules.Visible(cell.Length <= PreviewCellChars ? cell : cell[..PreviewCellChars] + "…");
}
