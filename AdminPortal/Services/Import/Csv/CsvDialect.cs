using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace AdminPortal.Services.Import.Csv;

/// <summary>The one way in which CsvHelper's parser is set up here: RFC 4180, nothing guessed, sizes bounded.</summary>
internal static class CsvDialect
{
    /// <summary>What may stand between fields, in the order in which they win when nothing else tells them apart.</summary>
    public static readonly char[] Delimiters = [',', ';', '\t', '|'];

    /// <summary>The characters of a record that holds nothing: spreadsheets leave lines of ";;;" behind.</summary>
    public static readonly System.Buffers.SearchValues<char> Blank =
        System.Buffers.SearchValues.Create([' ', '"', '\r', '\n', .. Delimiters]);

    /// <summary>A parser of records.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="delimiter">What stands between fields.</param>
    /// <param name="onBrokenQuote">Called when a field that is taken has text behind its closing quote.</param>
    /// <param name="bufferChars">How much is read at once; tests make it small.</param>
    public static CsvParser CreateParser(TextReader text, char delimiter, Action onBrokenQuote, int bufferChars = 32 * 1024) =>
        new(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter.ToString(),
            Mode = CsvMode.RFC4180,
            // CsvHelper 33.0.1 reads beyond its buffer when a blank line that it ignores ends the buffer (a test shows it),
            // so blank lines come as records, and are skipped by whoever reads.
            IgnoreBlankLines = false,
            BufferSize = bufferChars,
            // The file's structure has been checked before; this stops a reader that was handed another file.
            MaxFieldSize = CsvLimits.RecordChars + 2,
            BadDataFound = args =>
            {
                if (IsBroken(args.Field))
                    onBrokenQuote();
            },
        });

    /// <summary>Whether the record holds nothing but spaces, quotes and delimiters.</summary>
    public static bool IsBlank(CsvParser parser)
    {
        for (var i = 0; i < parser.Count; i++)
        {
            if (!IsBlank(parser[i]))
                return false;
        }

        return true;
    }

    public static bool IsBlank(ReadOnlySpan<char> field) => !field.ContainsAnyExcept(Blank);

    /// <summary>A quote inside an unquoted field is a character; text behind a closing quote means that some quote is wrong.</summary>
    private static bool IsBroken(string rawField)
    {
        var field = rawField.AsSpan().TrimEnd(" \t\r\n");
        if (field.Length < 2 || field[0] != '"')
            return field is "\"";
        if (field[^1] != '"')
            return true;
        var inner = field[1..^1];
        for (var quote = inner.IndexOf('"'); quote >= 0; quote = inner.IndexOf('"'))
        {
            if (quote + 1 == inner.Length || inner[quote + 1] != '"')
                return true;
            inner = inner[(quote + 2)..];
        }

        return false;
    }
}
