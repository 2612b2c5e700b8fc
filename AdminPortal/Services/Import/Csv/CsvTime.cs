using System.Globalization;

namespace AdminPortal.Services.Import.Csv;

/// <summary>Times in exported files.</summary>
internal static class CsvTime
{
    /// <summary>Such as "2026-05-03T14:05:09Z".</summary>
    public static string Of(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
