namespace AdminPortal.Services.Import.Csv;

/// <summary>Reads the records of a CSV text in bounded memory: RFC 4180 with four delimiters, two quotes and any line end. Both the
/// inspection and the import use it, so that they cannot disagree. Spaces around a quoted field are dropped; a quote inside an unquoted
/// field is a normal character.</summary>
internal sealed class CsvRecords(TextReader text, char delimiter, char quote = '"', int bufferChars = 32 * 1024) : IDisposable
{
    private const char EndOfFile = '\u001A';

    private readonly List<Field> _fields = [];
    private char[] _buffer = new char[bufferChars];
    private int _start;
    private int _filled;
    private int _next;
    private int _contentEnd;
    private int _quoteAt = -1;
    private bool _ended;
    private bool _lastHasLineEnd = true;
    private long _nextLine = 1;

    private readonly record struct Field(int Start, int Length, bool IsQuoted, bool HasDoubled);

    /// <summary>The physical line, from 1, on which the record starts.</summary>
    public long Line { get; private set; }

    /// <summary>The physical lines read so far.</summary>
    public long Lines => _lastHasLineEnd ? _nextLine - 1 : _nextLine;

    /// <summary>Whether text follows a closing quote, so a quote in the record is wrong.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Why reading stopped: a record that is too long, or an unclosed quote.</summary>
    public CsvFault? Fault { get; private set; }

    public int Count => _fields.Count;

    /// <summary>The record as it is in the file, without its line end.</summary>
    public ReadOnlySpan<char> Raw => _buffer.AsSpan(_start, _contentEnd - _start);

    /// <summary>The text of a field.</summary>
    public string this[int index] => Span(index).ToString();

    /// <summary>Reads the next record, including blank ones; false at the end, or with a <see cref="Fault"/>.</summary>
    public bool Read()
    {
        _start = _next;
        while (Fault is null)
        {
            if (_ended && _start == _filled)
                return false;
            if (TryParse())
                return Conclude();
            if (Fault is null && _filled - _start > CsvLimits.RecordChars + 2)
                Fault = _quoteAt >= 0 ? UnclosedQuote() : CsvFault.RecordTooLong(_nextLine);
            else if (Fault is null)
                Fill();
        }

        return false;
    }

    /// <summary>The text of a field, allocated only if it contains doubled quotes. Valid until the next record.</summary>
    public ReadOnlySpan<char> Span(int index)
    {
        var field = _fields[index];
        var span = _buffer.AsSpan(field.Start, field.Length);
        return field.HasDoubled ? span.ToString().Replace(new string(quote, 2), quote.ToString(), StringComparison.Ordinal) : span;
    }

    /// <summary>Whether a field was quoted.</summary>
    public bool IsQuoted(int index) => _fields[index].IsQuoted;

    /// <summary>All fields of the record.</summary>
    public string[] ToArray()
    {
        var cells = new string[_fields.Count];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = this[i];
        return cells;
    }

    /// <summary>Whether the record contains only delimiters, quotes and invisible characters.</summary>
    public bool IsBlank => !Raw.ContainsAnyExcept(CsvDialect.Blank) || AreFieldsBlank();

    /// <inheritdoc/>
    public void Dispose() => text.Dispose();

    private bool AreFieldsBlank()
    {
        if (quote == '"')
            return false;
        for (var i = 0; i < Count; i++)
        {
            if (!CsvDialect.IsBlank(Span(i)))
                return false;
        }

        return true;
    }

    private bool Conclude()
    {
        if (_contentEnd - _start > CsvLimits.RecordChars)
        {
            Fault = CsvFault.RecordTooLong(_nextLine);
            return false;
        }

        Line = _nextLine;
        _lastHasLineEnd = _next > _contentEnd;
        _nextLine += CountLineEnds(Raw) + (_lastHasLineEnd ? 1 : 0);
        return true;
    }

    private CsvFault UnclosedQuote() => CsvFault.UnclosedQuote(_nextLine + CountLineEnds(_buffer.AsSpan(_start, _quoteAt - _start)));

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _filled - _start).CopyTo(_buffer);
            _filled -= _start;
            _start = 0;
        }

        if (_filled == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = text.Read(_buffer.AsSpan(_filled));
        _filled += read;
        _ended = read == 0;
        // Old programs end a file with Ctrl+Z.
        while (_ended && _filled > _start && _buffer[_filled - 1] == EndOfFile)
            _filled--;
    }

    /// <summary>Parses the record at the start; false if its end has not been read yet.</summary>
    private bool TryParse()
    {
        _fields.Clear();
        IsBroken = false;
        _quoteAt = -1;
        for (var at = _start; ; )
        {
            if (TakeField(ref at) is not true)
                return false;
            if (at == _filled)
                return End(at, at);
            if (_buffer[at] == delimiter)
            {
                at++;
                continue;
            }

            if (_buffer[at] == '\n')
                return End(at, at + 1);
            if (at + 1 == _filled && !_ended)
                return false;
            return End(at, at + 1 < _filled && _buffer[at + 1] == '\n' ? at + 2 : at + 1);
        }
    }

    private bool End(int contentEnd, int next)
    {
        (_contentEnd, _next) = (contentEnd, next);
        return true;
    }

    /// <summary>Parses one field up to its end; false if that has not been read yet or does not exist.</summary>
    private bool TakeField(ref int at)
    {
        var from = at;
        var open = from;
        while (open < _filled && _buffer[open] is ' ' or '\u00A0')
            open++;
        if (open == _filled && !_ended)
            return false;
        if (open < _filled && _buffer[open] == quote)
        {
            var closed = FindClosing(open, out var hasDoubled);
            // After a space it is a quoted field only if the quote is closed properly; a single quote there is a normal character.
            var isField = open == from || closed >= 0 && EndsField(closed + 1) is not false;
            if (closed < 0 && !_ended && (open == from || _filled - _start <= CsvLimits.RecordChars))
            {
                _quoteAt = open == from ? open : -1;
                return false;
            }

            if (closed < 0 && open == from)
            {
                _quoteAt = open;
                Fault = UnclosedQuote();
                return false;
            }

            if (isField)
            {
                if (EndsField(closed + 1) is null || FindEnd(closed + 1) is not { } end)
                    return false;
                at = end;
                var isClean = EndsField(closed + 1) is true;
                IsBroken |= !isClean;
                _fields.Add(isClean ? new(open + 1, closed - open - 1, true, hasDoubled) : new(from, end - from, false, false));
                return true;
            }
        }

        if (FindEnd(from) is not { } plainEnd)
            return false;
        at = plainEnd;
        _fields.Add(new(from, plainEnd - from, false, false));
        return true;
    }

    /// <summary>The position of the closing quote; -1 if it has not been read.</summary>
    private int FindClosing(int open, out bool hasDoubled)
    {
        hasDoubled = false;
        for (var at = open + 1; ; )
        {
            var found = _buffer.AsSpan(at, _filled - at).IndexOf(quote);
            if (found < 0)
                return -1;
            at += found + 1;
            if (at == _filled)
                return _ended ? at - 1 : -1;
            if (_buffer[at] != quote)
                return at - 1;
            hasDoubled = true;
            at++;
        }
    }

    /// <summary>Whether only spaces precede the field's end; null if that has not been read yet.</summary>
    private bool? EndsField(int at)
    {
        while (at < _filled && _buffer[at] is ' ' or '\u00A0')
            at++;
        if (at == _filled)
            return _ended ? true : null;
        return _buffer[at] == delimiter || _buffer[at] is '\r' or '\n';
    }

    private int? FindEnd(int at)
    {
        var found = _buffer.AsSpan(at, _filled - at).IndexOfAny(delimiter, '\r', '\n');
        return found >= 0 ? at + found
            : _ended ? _filled
            : null;
    }

    private static int CountLineEnds(ReadOnlySpan<char> span)
    {
        var ends = 0;
        for (var at = span.IndexOfAny('\r', '\n'); at >= 0; at = span.IndexOfAny('\r', '\n'))
        {
            ends++;
            span = span[(at + (span[at..].StartsWith("\r\n") ? 2 : 1))..];
        }

        return ends;
    }
}
