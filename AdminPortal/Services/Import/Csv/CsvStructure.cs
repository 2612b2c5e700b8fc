namespace AdminPortal.Services.Import.Csv;

/// <summary>
/// Walks over a file's records without taking them apart: where quotes open and close, where records end, how long they
/// are. It follows the same rules as the parser that reads the file afterwards; a generated test holds the two equal.
/// </summary>
internal sealed class CsvStructure(char delimiter)
{
    private enum Place
    {
        /// <summary>Outside quotes, in a field that has none at its start.</summary>
        Plain,

        /// <summary>Inside quotes.</summary>
        Quoted,

        /// <summary>Behind a closing quote, still in its field.</summary>
        Closed,
    }

    private readonly System.Buffers.SearchValues<char> _closedFieldEnds =
        System.Buffers.SearchValues.Create(['"', delimiter, '\r', '\n']);

    private Place _place;
    private char _previous = '\n';
    private int _recordChars;
    private bool _recordHasText;
    private long _line = 1;
    private long _recordLine = 1;
    private long _quoteLine;

    /// <summary>The records met so far that hold more than delimiters, spaces and quotes.</summary>
    public long Records { get; private set; }

    /// <summary>The physical lines met so far.</summary>
    public long Lines => _previous is '\r' or '\n' ? _line - 1 : _line;

    /// <summary>Goes on over the next characters of the file; returns the fault where there is one.</summary>
    public CsvFault? Walk(ReadOnlySpan<char> chunk)
    {
        while (!chunk.IsEmpty)
        {
            var at = _place == Place.Closed
                ? chunk.IndexOfAny(_closedFieldEnds)
                : chunk.IndexOfAny('"', '\r', '\n');
            var taken = at < 0 ? chunk.Length : at + 1;
            var before = at > 0 ? chunk[at - 1] : _previous;
            if (at < 0)
                Take(chunk);
            else if (chunk[at] == '"')
                MeetQuote(chunk[..taken], before);
            else if (chunk[at] is '\r' or '\n')
                MeetLineEnd(chunk[..taken], before);
            else
                EndQuotedField(chunk[..taken]);
            _previous = chunk[taken - 1];
            chunk = chunk[taken..];
            if (_recordChars > CsvLimits.RecordChars)
                return _place == Place.Quoted ? CsvFault.UnclosedQuote(_quoteLine) : CsvFault.RecordTooLong(_recordLine);
        }

        return null;
    }

    /// <summary>Ends the last record, which may have no line end.</summary>
    public CsvFault? Finish()
    {
        if (_place == Place.Quoted)
            return CsvFault.UnclosedQuote(_quoteLine);
        EndRecord();
        return null;
    }

    private void Take(ReadOnlySpan<char> text)
    {
        _recordChars += text.Length;
        _recordHasText = _recordHasText || text.ContainsAnyExcept(CsvDialect.Blank);
    }

    private void MeetQuote(ReadOnlySpan<char> upToQuote, char before)
    {
        var startsField = _recordChars + upToQuote.Length == 1 || before == delimiter;
        Take(upToQuote);
        if (_place == Place.Quoted)
        {
            _place = Place.Closed;
        }
        else if (_place == Place.Closed && before != '"')
        {
            // Text and then a quote behind the closing one: from here on the parser takes the field for an unquoted one.
            _place = Place.Plain;
        }
        else if (_place == Place.Closed || startsField)
        {
            // A doubled quote goes on inside; one elsewhere, as in 5" pipe, is a character like any other.
            if (_place == Place.Plain)
                _quoteLine = _line;
            _place = Place.Quoted;
        }
    }

    private void EndQuotedField(ReadOnlySpan<char> upToDelimiter)
    {
        Take(upToDelimiter);
        _place = Place.Plain;
    }

    private void MeetLineEnd(ReadOnlySpan<char> upToEnd, char before)
    {
        // CR LF is one end: its LF comes when the CR has already ended line and record.
        var secondHalf = upToEnd.Length == 1 && upToEnd[0] == '\n' && before == '\r';
        if (!secondHalf)
            _line++;
        if (_place == Place.Quoted)
        {
            Take(upToEnd);
            return;
        }

        Take(upToEnd[..^1]);
        // Checked before the end resets it.
        if (_recordChars <= CsvLimits.RecordChars)
            EndRecord();
    }

    private void EndRecord()
    {
        if (_recordHasText)
            Records++;
        _recordHasText = false;
        _recordChars = 0;
        _recordLine = _line;
        _place = Place.Plain;
    }
}
