using AdminPortal.Data.Entities;

namespace AdminPortal.Services.Import;

/// <summary>The counts of an import at some point.</summary>
internal readonly record struct ImportTally(long Read, long Added, long Duplicates, long Rejected, long Warnings)
{
    /// <summary>Rows with a known result.</summary>
    public long Settled => Added + Duplicates + Rejected;

    public static ImportTally Of(NumberImport import) =>
        new(import.Read, import.Added, import.Duplicates, import.Rejected, import.Warnings);

    public ImportReport ToReport(Guid id, bool dryRun) => new(id, Read, Added, Duplicates, Rejected, Warnings, dryRun);

    public void CopyTo(NumberImport import) =>
        (import.Read, import.Added, import.Duplicates, import.Rejected, import.Warnings) = (Read, Added, Duplicates, Rejected, Warnings);
}
