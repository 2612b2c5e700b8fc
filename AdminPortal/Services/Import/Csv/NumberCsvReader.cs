using AdminPortal.Services.PhoneNumbers;

namespace AdminPortal.Services.Import.Csv;

/// <summary>Streams the records of an inspected file, reading and classifying each in bounded memory. Not thread-safe.</summary>
public sealed class NumberCsvReader : IDisposable
{
    private readonly CsvFormat _format;
    private readonly NumberReader _numbers;
    private readonly CsvRecords _records;
    private int _skip;

    /// <summary>Starts at the beginning of the file.</summary>
    /// <param name="spool">The file; must outlive the reader.</param>
    /// <param name="format">The result of <see cref="CsvInspection"/> for this file.</param>
    /// <param name="numbers">Reads numbers according to the settings.</param>
    public NumberCsvReader(CsvSpool spool, CsvFormat format, NumberReader numbers)
    {
        ArgumentNullException.ThrowIfNull(spool);
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(numbers);
        _format = format;
        _numbers = numbers;
        _skip = format.SkippedRecords;
        var file = spool.OpenRead(format.CutBytes);
        file.Position = format.PreambleBytes;
        // Disposing the records disposes the text and its stream.
        var text = new StreamReader(file, format.Encoding, detectEncodingFromByteOrderMarks: false, 64 * 1024);
        _records = new CsvRecords(text, format.Delimiter, format.Quote);
    }

    /// <summary>Reads the next record that is not blank; false at the end of the file.</summary>
    public bool TryRead(out CsvNumberRow row)
    {
        while (_records.Read())
        {
            if (_records.IsBlank)
                continue;
            if (_skip > 0)
            {
                _skip--;
                continue;
            }

            row = Classify();
            return true;
        }

        row = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _records.Dispose();

    private CsvNumberRow Classify()
    {
        var note =
            _format.NoteColumn is { } column && column < _records.Count
                ? TextRules.WithoutUnseen(SpreadsheetSafe.Unescape(_records[column]))
                : null;
        if (string.IsNullOrWhiteSpace(note))
            note = null;
        var reading = ShapeFault(note) is { } fault ? NumberReading.Rejected(fault) : _numbers.Read(_records.Span(_format.NumberColumn));
        return reading.IsNumber
            ? new(_records.Line, note, reading)
            : new(_records.Line, note, reading) { RawRecord = _records.Raw.ToString(), Cells = _records.ToArray() };
    }

    private string? ShapeFault(string? note)
    {
        if (_records.IsBroken)
            return CsvRowRejections.BrokenQuotes;
        if (_records.Count <= _format.NumberColumn)
            return CsvRowRejections.TooFewColumns;
        if (note is null)
            return null;
        return note.Length > CsvLimits.NoteChars ? CsvRowRejections.NoteTooLong
            : TextRules.Fault(note, lines: true) is { } what ? CsvRowRejections.NoteHolds(what)
            : null;
    }
}
