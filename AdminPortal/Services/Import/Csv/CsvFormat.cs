using System.Text;

namespace AdminPortal.Services.Import.Csv;

/// <summary>How to read a file, detected from its content.</summary>
public sealed record CsvFormat
{
    /// <summary>The encoding for the reader.</summary>
    public required Encoding Encoding { get; init; }

    /// <summary>The encoding's display name: "UTF-8", "UTF-16 LE", "UTF-16 BE", "Windows-1252".</summary>
    public required string EncodingName { get; init; }

    /// <summary>Length of the byte order mark, which the reader skips.</summary>
    public required int PreambleBytes { get; init; }

    /// <summary>Bytes of an incomplete last character, which are not read.</summary>
    public int CutBytes { get; init; }

    /// <summary>The separator: comma, semicolon, tab or bar.</summary>
    public required char Delimiter { get; init; }

    /// <summary>The quote: the quotation mark, or in some programs the apostrophe.</summary>
    public char Quote { get; init; } = '"';

    /// <summary>Records before the first data row: a line such as <c>sep=;</c> for Excel, title lines, and the header.</summary>
    public required int SkippedRecords { get; init; }

    /// <summary>Whether a record contains the column names.</summary>
    public required bool HasHeader { get; init; }

    /// <summary>Notices about how the file is read, one sentence each.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>The column names; "Column 1" and so on without a header.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The header as in the file; null without one.</summary>
    public IReadOnlyList<string>? Header { get; init; }

    /// <summary>The most fields that a record has; unquoted commas in a note make some records longer than the header.</summary>
    public int Width { get; init; }

    /// <summary>The index of the number column.</summary>
    public required int NumberColumn { get; init; }

    /// <summary>The index of the note column; null without one.</summary>
    public required int? NoteColumn { get; init; }

    /// <summary>The records to import, without header and blank lines.</summary>
    public required long Records { get; init; }

    /// <summary>The physical lines of the file.</summary>
    public required long Lines { get; init; }

    /// <summary>The first few records; long cells are truncated.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Preview { get; init; }
}
