using System.Globalization;
using System.Text;
using CsvHelper;

namespace AdminPortal.Services.Import.Csv;

/// <summary>Writes an export: UTF-8 CSV that is safe to open in a spreadsheet.</summary>
internal sealed class CsvSheet : IAsyncDisposable
{
    private readonly StreamWriter _text;
    private readonly CsvWriter _csv;

    private CsvSheet(Stream output)
    {
        // The byte order mark tells Excel that this is UTF-8.
        _text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 64 * 1024, leaveOpen: true);
        _csv = CsvDialect.CreateWriter(_text);
    }

    /// <summary>The name of a file of today.</summary>
    /// <param name="zone">The zone whose day is named.</param>
    public static string FileName(StringBuilder contents, DateTimeOffset now, TimeZoneInfo zone) =>
        contents.Append(CultureInfo.InvariantCulture, $"-{TimeZoneInfo.ConvertTime(now, zone):yyyy-MM-dd}.csv").ToString();

    /// <summary>Begins a file with the names of its columns.</summary>
    public static async Task<CsvSheet> BeginAsync(Stream output, IReadOnlyList<string> columns)
    {
        var sheet = new CsvSheet(output);
        foreach (var column in columns)
            sheet.Plain(column);
        await sheet.EndRowAsync();
        return sheet;
    }

    /// <summary>A cell that cannot be a formula: a word of the portal, or a number, which is digits after a plus sign.</summary>
    public void Plain(string? cell) => _csv.WriteField(cell);

    /// <summary>A cell of any content, escaped.</summary>
    public void Text(string? cell) => _csv.WriteField(cell is null ? null : SpreadsheetSafe.Escape(TextRules.Visible(cell)));

    public void Id(Guid? id) => _csv.WriteField(id?.ToString("D"));

    public void At(DateTimeOffset? time) => _csv.WriteField(time is { } at ? CsvTime.Of(at) : null);

    public Task EndRowAsync() => _csv.NextRecordAsync();

    public async ValueTask DisposeAsync()
    {
        await _csv.DisposeAsync();
        await _text.DisposeAsync();
    }
}
