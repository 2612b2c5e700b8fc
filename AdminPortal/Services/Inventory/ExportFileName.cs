using System.Text;
using AdminPortal.Data;
using AdminPortal.Services.Import.Csv;

namespace AdminPortal.Services.Inventory;

/// <summary>The file name of an export: what it contains, and of which day it is.</summary>
internal static class ExportFileName
{
    /// <summary>Such as <c>phone-numbers-available-888-2026-11-26.csv</c>.</summary>
    /// <param name="filter">Null for numbers that were selected individually.</param>
    /// <param name="now">The time of the export.</param>
    /// <param name="zone">The zone whose day is named.</param>
    public static string Of(NumberFilter? filter, DateTimeOffset now, TimeZoneInfo zone)
    {
        var name = new StringBuilder("phone-numbers");
        if (filter is null)
            name.Append("-selected");
        if (filter?.Status is { } status)
            name.Append('-').Append(status.ToText());
        if (filter?.FreeBefore is not null)
            name.Append("-leaving");
        if (filter?.HasWarning == true)
            name.Append("-with-warning");
        if (Digits(filter?.Prefix) is { Length: > 0 } prefix)
            name.Append('-').Append(prefix);
        if (!string.IsNullOrWhiteSpace(filter?.Query))
            name.Append("-search");
        if (filter?.AssignedTo is not null)
            name.Append("-of-business");
        return CsvSheet.FileName(name, now, zone);
    }

    private static string Digits(string? prefix) => new([.. (prefix ?? "").Where(char.IsAsciiDigit)]);
}
