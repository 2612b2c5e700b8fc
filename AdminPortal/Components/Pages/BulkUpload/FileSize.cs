using System.Globalization;

namespace AdminPortal.Components.Pages.BulkUpload;

/// <summary>Sizes in bytes as text.</summary>
internal static class FileSize
{
    /// <summary>Such as "13.4 MB", in steps of 1,000 as systems show files.</summary>
    public static string Of(long bytes) =>
        bytes switch
        {
            < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
            < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.#} KB"),
            < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.##} GB"),
        };
}
