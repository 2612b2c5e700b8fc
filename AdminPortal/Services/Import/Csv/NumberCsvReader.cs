using AdminPortal.Services.Numbers;
using CsvHelper;

namespace AdminPortal.Services.Import.Csv;

/// <summary>
/// Streams the records of an inspected file, each read and classified, in memory that does not grow with the file.
/// Not for several threads at once.
/// </summary>
public sealed class NumberCsvReader : IDisposable
{
    private readonly CsvFormat _format;
    private readonly NumberReader _numbers;
    private readonly CsvParser _parser;
    private int _skip;
    private int _lastLine;
    private bool _brokenQuote;

    /// <summary>A reader from the file's beginning.</summary>
    /// <param name="spool">The file; must outlive the reader.</param>
    /// <param name="format">What <see cref="CsvInspection"/> found for this same file.</param>
    /// <param name="numbers">Reads the numbers under the settings.</param>
    public NumberCsvReader(CsvSpool spool, CsvFormat format, NumberReader numbers)
    {
        ArgumentNullException.ThrowIfNull(spool);
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(numbers);
        _format = format;
        _numbers = numbers;
        _skip = (format.HasSeparatorLine ? 1 : 0) + (format.HasHeader ? 1 : 0);
        var file = spool.OpenRead();
        file.Position = format.PreambleBytes;
        // The parser disposes of the text, and the text of the stream.
        var text = new StreamReader(file, format.Encoding, detectEncodingFromByteOrderMarks: false, 64 * 1024);
        _parser = CsvDialect.CreateParser(text, format.Delimiter, () => _brokenQuote = true);
    }

    /// <summary>Reads the next record that is not blank; false at the file's end.</summary>
    public bool TryRead(out CsvNumberRow row)
    {
        while (_parser.Read())
        {
            _brokenQuote = false;
            var lines = _parser.RawRow - _lastLine;
            var cell = _parser.Count > _format.NumberColumn ? _parser[_format.NumberColumn] : "";
            if (CsvDialect.IsBlank(cell) && CsvDialect.IsBlank(_parser))
            {
                _lastLine = _parser.RawRow;
                continue;
            }

            var line = lines == 1 ? _parser.RawRow : _parser.RawRow - CountInnerLineEnds(TrimLineEnd(_parser.RawRecord));
            var spansLines = line != _parser.RawRow;
            _lastLine = _parser.RawRow;
            if (_skip > 0)
            {
                _skip--;
                continue;
            }

            row = Classify(line, cell, spansLines);
            return true;
        }

        row = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _parser.Dispose();

    private CsvNumberRow Classify(long line, string cell, bool spansLines)
    {
        var note = _format.NoteColumn is { } column && column < _parser.Count ? _parser[column] : null;
        // A wrong quote in a column that is not read can still have swallowed the lines below it.
        if (spansLines)
        {
            for (var i = 0; i < _parser.Count; i++)
                _ = _parser[i];
        }

        note = note is null ? null : SpreadsheetSafe.Unescape(note);
        if (string.IsNullOrWhiteSpace(note))
            note = null;
        if (ShapeFault(note) is { } fault)
            return new(line, cell, note, NumberReading.Rejected(fault), TrimLineEnd(_parser.RawRecord).ToString());
        var reading = _numbers.Read(cell);
        return new(line, cell, note, reading, reading.IsNumber ? null : TrimLineEnd(_parser.RawRecord).ToString());
    }

    private string? ShapeFault(string? note)
    {
        if (_brokenQuote)
            return CsvRowRejections.BrokenQuotes;
        if (_parser.Count <= _format.NumberColumn)
            return CsvRowRejections.TooFewColumns;
        return note?.Length > CsvLimits.NoteChars ? CsvRowRejections.NoteTooLong : null;
    }

    private static ReadOnlySpan<char> TrimLineEnd(ReadOnlySpan<char> record)
    {
        if (record.EndsWith("\n"))
            record = record[..^1];
        return record.EndsWith("\r") ? record[..^1] : record;
    }

    private static int CountInnerLineEnds(ReadOnlySpan<char> record)
    {
        var ends = 0;
        for (var at = record.IndexOfAny('\r', '\n'); at >= 0; at = record.IndexOfAny('\r', '\n'))
        {
            ends++;
            record = record[(at + (record[at..].StartsWith("\r\n") ? 2 : 1))..];
        }

        return ends;
    }
}
