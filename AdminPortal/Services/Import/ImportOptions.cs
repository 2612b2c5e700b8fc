using AdminPortal.Services.Import.Csv;

namespace AdminPortal.Services.Import;

/// <summary>How a file is to be imported.</summary>
/// <param name="DryRun">Counts what would be added, and adds nothing.</param>
/// <param name="FileName">What the file is called, for the list of imports.</param>
public sealed record ImportOptions(ImportMode Mode = ImportMode.Skip, bool DryRun = false, string? FileName = null)
{
    /// <summary>The columns that a person chose; null takes those that the content suggests.</summary>
    public CsvColumnChoice? Columns { get; init; }

    /// <summary>
    /// The number column that a caller names, by its header or its place from 1; null takes the one that the file suggests.
    /// </summary>
    public string? Column { get; init; }

    /// <summary>
    /// Cancelled when the portal stops: the import then ends as one that was interrupted, not as one that somebody stopped.
    /// </summary>
    public CancellationToken PortalStops { get; init; }
}
