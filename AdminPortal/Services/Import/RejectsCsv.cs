using System.Globalization;
using System.Text;
using AdminPortal.Data;
using AdminPortal.Services.Import.Csv;
using AdminPortal.Services.PhoneNumbers;
using CsvHelper;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Import;

/// <summary>Writes the rejected rows of a file as CSV that is safe to open in a spreadsheet: the file's columns and delimiter, followed by
/// line and reason. It can be corrected and imported as it is.</summary>
internal sealed class RejectsCsv : IAsyncDisposable
{
    /// <summary>The line number under which the column names are stored, with the delimiter as their reason.</summary>
    public const long HeaderLine = 0;

    private const int PageRows = 5_000;
    private const int MostColumns = 256;
    private const string Line = "line";
    private const string Reason = "reason";

    private readonly StreamWriter _text;
    private readonly CsvWriter _csv;
    private readonly int _width;

    private RejectsCsv(Stream output, int width, char delimiter)
    {
        _text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        _csv = CsvDialect.CreateWriter(_text, delimiter);
        _width = width;
    }

    /// <summary>The columns of the file of rejected rows, without line and reason. A header shorter than the longest row is extended.
    /// Without a header, names are given, so that the number column is found again.</summary>
    public static IReadOnlyList<string> HeaderOf(CsvFormat format)
    {
        if (format is { HasHeader: true, Header: { } header })
        {
            // A file of rejected rows that is imported again already has the two columns.
            return format.Columns is [.., Line, Reason] ? [.. header.Take(format.Columns.Count - 2)] : [.. header, .. Extra(header.Count)];
        }

        return
        [
            .. format.Columns.Select(
                (name, column) =>
                    column == format.NumberColumn ? "number"
                    : column == format.NoteColumn ? "note"
                    : name
            ),
            .. Extra(format.Columns.Count),
        ];

        IEnumerable<string> Extra(int from) =>
            Enumerable
                .Range(from, Math.Max(0, Math.Min(format.Width, MostColumns) - from))
                .Select(column => string.Create(CultureInfo.InvariantCulture, $"Column {column + 1}"));
    }

    /// <summary>How the delimiter is stored; rows of older versions have an empty one.</summary>
    public static string DelimiterText(char delimiter) => delimiter.ToString();

    /// <summary>Writes the stored rows of an import in line order, in pages; returns how many.</summary>
    public static async Task<long> WriteAsync(PortalDbContext db, Guid importId, Stream output, CancellationToken cancel)
    {
        var header = await db
            .ImportRejects.Where(r => r.ImportId == importId && r.Line == HeaderLine)
            .Select(r => new { r.Raw, r.Reason })
            .SingleOrDefaultAsync(cancel);
        // Imports of older versions have no header and store each row as text.
        string[] names = header is null ? ["row"] : Cells(header.Raw);
        await using var csv = new RejectsCsv(output, names.Length, header is { Reason: [var delimiter] } ? delimiter : ',');
        await csv.WriteAsync(names, Line, Reason);

        var written = 0L;
        var last = HeaderLine;
        while (true)
        {
            var page = await db
                .ImportRejects.Where(r => r.ImportId == importId && r.Line > last)
                .OrderBy(r => r.Line)
                .Take(PageRows)
                .ToListAsync(cancel);
            foreach (var reject in page)
            {
                await csv.WriteAsync(header is null ? [reject.Raw] : Cells(reject.Raw), reject.Line, reject.Reason);
                cancel.ThrowIfCancellationRequested();
            }

            written += page.Count;
            if (page.Count < PageRows)
                return written;
            last = page[^1].Line;
        }
    }

    /// <summary>Writes the rows of a file that an import would reject; returns how many.</summary>
    public static async Task<long> WriteAsync(
        CsvSpool spool,
        CsvFormat format,
        NumberReader numbers,
        Stream output,
        CancellationToken cancel
    )
    {
        var names = HeaderOf(format);
        await using var csv = new RejectsCsv(output, names.Count, format.Delimiter);
        await csv.WriteAsync(names, Line, Reason);

        var (read, written) = (0L, 0L);
        using var rows = new NumberCsvReader(spool, format, numbers);
        while (rows.TryRead(out var row))
        {
            if (++read % 4096 == 0)
                cancel.ThrowIfCancellationRequested();
            if (row.Reading.IsNumber)
                continue;
            await csv.WriteAsync(row.Cells!, row.Line, row.Reading.Reason!);
            written++;
        }

        return written;
    }

    public async ValueTask DisposeAsync()
    {
        await _csv.DisposeAsync();
        await _text.DisposeAsync();
    }

    private Task WriteAsync(IReadOnlyList<string> cells, long line, string reason) =>
        WriteAsync(cells, line.ToString(CultureInfo.InvariantCulture), reason);

    private async Task WriteAsync(IReadOnlyList<string> cells, string line, string reason)
    {
        // More or fewer cells than column names would shift line and reason into other columns.
        // A cell that is escaped in the file already means the text without its apostrophe, and comes back as it was.
        var row = Enumerable
            .Range(0, _width)
            .Select(column => column < cells.Count ? SpreadsheetSafe.Unescape(TextRules.Visible(cells[column])) : "")
            .ToList();
        foreach (var cell in SpreadsheetSafe.EscapeRow(row))
            _csv.WriteField(cell);
        _csv.WriteField(line);
        _csv.WriteField(SpreadsheetSafe.Escape(TextRules.Visible(reason)));
        await _csv.NextRecordAsync();
    }

    private static string[] Cells(string line)
    {
        using var records = new CsvRecords(new StringReader(line), ',');
        return records.Read() ? records.ToArray() : [line];
    }
}
