using System.Text;

namespace AdminPortal.Services.Import.Csv;

/// <summary>How a file is to be read, found out from its content.</summary>
public sealed record CsvFormat
{
    /// <summary>Its encoding, by which the reader decodes it.</summary>
    public required Encoding Encoding { get; init; }

    /// <summary>The encoding's name for people: "UTF-8", "UTF-16 LE", "UTF-16 BE", "Windows-1252".</summary>
    public required string EncodingName { get; init; }

    /// <summary>The bytes of the byte order mark, which the reader skips.</summary>
    public required int PreambleBytes { get; init; }

    /// <summary>The bytes at the end that are the beginning of a character and are not read.</summary>
    public int CutBytes { get; init; }

    /// <summary>What stands between fields: comma, semicolon, tab or bar.</summary>
    public required char Delimiter { get; init; }

    /// <summary>What is written around fields that hold separators: the quotation mark, or in some programs the apostrophe.</summary>
    public char Quote { get; init; } = '"';

    /// <summary>Records before the first row of numbers: a line such as <c>sep=;</c> for Excel, title lines, and the header.</summary>
    public required int SkippedRecords { get; init; }

    /// <summary>Whether a record names the columns.</summary>
    public required bool HasHeader { get; init; }

    /// <summary>Remarks on how the file is read, a sentence each.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>The columns' names; "Column 1" and so on without a header.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The index of the column that holds the numbers.</summary>
    public required int NumberColumn { get; init; }

    /// <summary>The index of the column that holds the notes; null where none is named so.</summary>
    public required int? NoteColumn { get; init; }

    /// <summary>The records to import: without the header and blank lines.</summary>
    public required long Records { get; init; }

    /// <summary>The physical lines of the file.</summary>
    public required long Lines { get; init; }

    /// <summary>The first few records, long cells cut.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Preview { get; init; }
}
