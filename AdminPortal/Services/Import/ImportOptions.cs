using AdminPortal.Services.Import.Csv;

namespace AdminPortal.Services.Import;

/// <summary>Options of an import.</summary>
/// <param name="DryRun">Counts what would be added, without adding anything.</param>
/// <param name="FileName">The file's name for the list of imports.</param>
public sealed record ImportOptions(ImportMode Mode = ImportMode.Skip, bool DryRun = false, string? FileName = null)
{
    /// <summary>The columns that a user chose; null uses the detected ones.</summary>
    public CsvColumnChoice? Columns { get; init; }

    /// <summary>The number column by name or position from 1; null uses the detected one.</summary>
    public string? Column { get; init; }

    /// <summary>Cancelled when the portal stops: the import is then recorded as interrupted, not as stopped by a user.</summary>
    public CancellationToken PortalStops { get; init; }
}
