using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using AdminPortal.Services.Numbers;

namespace AdminPortal.Services.Import.Csv;

/// <summary>
/// What a look through a whole file found, before anything of it is written: how to read it, or why it cannot be read.
/// </summary>
public sealed class CsvInspection
{
    private const int PreviewRecords = 8;
    private const int PreviewCellChars = 120;

    private CsvInspection(CsvFormat? format, CsvFault? fault, CsvFormat? layout = null) => (Format, Fault, Layout) = (format, fault, layout ?? format);

    /// <summary>How to read the file; null when there is a fault.</summary>
    public CsvFormat? Format { get; }

    /// <summary>
    /// How the file is laid out. Also there when no column was found to hold numbers, so that a person can choose one:
    /// <see cref="CsvFormat.NumberColumn"/> is -1 then.
    /// </summary>
    public CsvFormat? Layout { get; }

    /// <summary>Why the file is refused; null when it can be read.</summary>
    public CsvFault? Fault { get; }

    /// <summary>Whether the file can be read.</summary>
    [MemberNotNullWhen(true, nameof(Format))]
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool IsReadable => Format is not null;

    /// <summary>Looks through the whole file, in memory that does not grow with it. Takes about a second for each 500 MB.</summary>
    /// <param name="spool">The file.</param>
    /// <param name="numbers">Tells which cells read as numbers, for files that do not name their columns.</param>
    /// <param name="cancellationToken">Stops it between two chunks.</param>
    public static CsvInspection Of(CsvSpool spool, NumberReader numbers, CancellationToken cancellationToken = default) =>
        Of(spool, numbers, null, cancellationToken);

    /// <summary>The same, with the columns that a person chose instead of those that the content suggests.</summary>
    public static CsvInspection Of(CsvSpool spool, NumberReader numbers, CsvColumnChoice? choice, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spool);
        ArgumentNullException.ThrowIfNull(numbers);
        using var file = spool.OpenRead();
        if (CsvEncodings.TryDetect(file, out var encoding, cancellationToken) is { } notText)
            return new(null, notText);

        file.Position = encoding.PreambleBytes;
        using var text = new StreamReader(file, encoding.Encoding, detectEncodingFromByteOrderMarks: false, 64 * 1024);
        var chunk = new char[CsvSample.Chars];
        var filled = text.ReadBlock(chunk);
        var sample = new CsvSample(new string(chunk, 0, filled), filled < chunk.Length);
        sample.Decide(numbers);

        var structure = new CsvStructure(sample.Delimiter);
        for (; filled > 0; filled = text.Read(chunk))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var part = chunk.AsSpan(0, filled);
            if (part.Contains('\0'))
                return new(null, CsvFault.NulBytes);
            if (structure.Walk(part) is { } fault)
                return new(null, fault);
        }

        return structure.Finish() is { } unfinished ? new(null, unfinished) : Conclude(encoding, sample, structure, choice);
    }

    private static CsvInspection Conclude(CsvEncoding encoding, CsvSample sample, CsvStructure structure, CsvColumnChoice? choice)
    {
        var records = structure.Records - (sample.HasSeparatorLine ? 1 : 0);
        if (records == 0)
            return new(null, CsvFault.Empty);
        var width = sample.Records.Max(record => record.Length);
        if (choice is not null && choice.NumberColumn >= 0 && choice.NumberColumn < width)
        {
            var note = choice.NoteColumn >= 0 && choice.NoteColumn < width && choice.NoteColumn != choice.NumberColumn ? choice.NoteColumn : null;
            return new(LayOut(encoding, sample, structure, records, choice.HasHeader, choice.NumberColumn, note), null);
        }

        if (sample.Columns is { } columns)
            return new(LayOut(encoding, sample, structure, records, columns.HasHeader, columns.NumberColumn, columns.NoteColumn), null);
        var hasHeader = !sample.Records[0].Any(cell => cell.Any(char.IsDigit));
        return new(null, CsvFault.NoNumberColumn, LayOut(encoding, sample, structure, records, hasHeader, -1, null));
    }

    private static CsvFormat LayOut(
        CsvEncoding encoding, CsvSample sample, CsvStructure structure, long records, bool hasHeader, int numberColumn, int? noteColumn)
    {
        var first = sample.Records[0];
        return new CsvFormat
        {
            Encoding = encoding.Encoding,
            EncodingName = encoding.Name,
            PreambleBytes = encoding.PreambleBytes,
            Delimiter = sample.Delimiter,
            HasSeparatorLine = sample.HasSeparatorLine,
            HasHeader = hasHeader,
            Columns = [.. first.Select((cell, i) => hasHeader
                ? Cut(cell.Trim())
                : string.Create(CultureInfo.InvariantCulture, $"Column {i + 1}"))],
            NumberColumn = numberColumn,
            NoteColumn = noteColumn,
            Records = records - (hasHeader ? 1 : 0),
            Lines = structure.Lines,
            Preview = [.. sample.Records.Skip(hasHeader ? 1 : 0).Take(PreviewRecords)
                .Select(record => record.Select(Cut).ToArray())],
        };
    }

    private static string Cut(string cell) => cell.Length <= PreviewCellChars ? cell : cell[..PreviewCellChars] + "…";
}
