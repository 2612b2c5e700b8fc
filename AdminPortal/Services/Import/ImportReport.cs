namespace AdminPortal.Services.Import;

/// <summary>What an import does with rows that cannot be taken.</summary>
public enum ImportMode
{
    /// <summary>Adds what is good and reports the rest.</summary>
    Skip,

    /// <summary>Adds all or nothing; duplicates are no fault.</summary>
    Strict,
}

/// <summary>What became of a file.</summary>
/// <param name="Read">Rows with anything in them, without the header.</param>
/// <param name="Added">Numbers that are new in the inventory; of a rehearsal, that would be.</param>
/// <param name="Duplicates">Rows whose number is in the inventory already, or earlier in the file.</param>
/// <param name="Rejected">Rows that hold no number that the settings admit; each is kept with its line and reason.</param>
/// <param name="Warnings">Rows of <paramref name="Added"/> and <paramref name="Duplicates"/> whose number is doubtful.</param>
public sealed record ImportReport(Guid ImportId, long Read, long Added, long Duplicates, long Rejected, long Warnings, bool DryRun)
{
    /// <summary>What to know about how the file was read, a sentence each; empty when there is nothing to say.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];
}

/// <summary>How far an import is.</summary>
/// <param name="RowsDone">Rows dealt with so far.</param>
/// <param name="RowsTotal">Rows of the file; null until it has arrived.</param>
public sealed record ImportProgress(ImportStage Stage, long BytesReceived, long RowsDone, long? RowsTotal)
{
    /// <summary>The import, in the report of its beginning; null in the others.</summary>
    public Guid? ImportId { get; init; }
}

/// <summary>What an import is busy with.</summary>
public enum ImportStage
{
    Receiving,
    Checking,
    Adding,
}
