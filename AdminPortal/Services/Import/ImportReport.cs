namespace AdminPortal.Services.Import;

/// <summary>How an import treats invalid rows.</summary>
public enum ImportMode
{
    /// <summary>Adds valid rows and reports the rest.</summary>
    Skip,

    /// <summary>Adds all or nothing; duplicates are accepted.</summary>
    Strict,
}

/// <summary>The result of an import.</summary>
/// <param name="Read">Rows with content, without the header.</param>
/// <param name="Added">Numbers new to the inventory; in a dry run, those that would be.</param>
/// <param name="Duplicates">Rows whose number is in the inventory already, or earlier in the file.</param>
/// <param name="Rejected">Rows without a number that the settings accept; each is stored with its line and reason.</param>
/// <param name="Warnings">Rows of <paramref name="Added"/> and <paramref name="Duplicates"/> with a warning.</param>
public sealed record ImportReport(Guid ImportId, long Read, long Added, long Duplicates, long Rejected, long Warnings, bool DryRun)
{
    /// <summary>Notices about how the file was read, one sentence each; empty without any.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];
}

/// <summary>The progress of an import.</summary>
/// <param name="RowsDone">Rows processed so far.</param>
/// <param name="RowsTotal">Rows of the file; null until it has been received.</param>
public sealed record ImportProgress(ImportStage Stage, long BytesReceived, long RowsDone, long? RowsTotal)
{
    /// <summary>The import's id, in the first report only.</summary>
    public Guid? ImportId { get; init; }
}

/// <summary>The current stage of an import.</summary>
public enum ImportStage
{
    Receiving,
    Checking,
    Adding,
}
