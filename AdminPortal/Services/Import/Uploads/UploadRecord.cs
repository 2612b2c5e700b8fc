using AdminPortal.Services.Import.Csv;

namespace AdminPortal.Services.Import.Uploads;

/// <summary>The stage of an uploaded file.</summary>
public enum UploadStage
{
    /// <summary>The browser is sending it.</summary>
    Sending,

    /// <summary>It is being checked.</summary>
    Checking,

    /// <summary>The preview is ready; a user decides.</summary>
    Ready,

    /// <summary>It cannot be imported; if only the columns are unclear, they can be chosen.</summary>
    Unreadable,

    /// <summary>It was not received completely.</summary>
    CutOff,

    /// <summary>Queued behind another import.</summary>
    Waiting,
    Importing,
    Done,

    /// <summary>A strict import was refused because of invalid rows.</summary>
    Refused,

    /// <summary>A user stopped the import.</summary>
    Stopped,

    /// <summary>An error stopped it.</summary>
    Failed,
}

/// <summary>A snapshot of an uploaded file's state.</summary>
/// <param name="Length">In bytes, as announced by the browser.</param>
/// <param name="Owner">The user who uploaded it.</param>
public sealed record UploadRecord(Guid Id, string FileName, long Length, string Owner, DateTimeOffset SentAt)
{
    public UploadStage Stage { get; init; } = UploadStage.Sending;

    /// <summary>When the stage began.</summary>
    public DateTimeOffset Since { get; init; } = SentAt;

    public long BytesReceived { get; init; }

    /// <summary>During a check or an import: rows read, and rows with a known result.</summary>
    public long RowsRead { get; init; }

    public long RowsSettled { get; init; }

    /// <summary>How the file is read; null until known, and for a file that is not CSV.</summary>
    public CsvFormat? Layout { get; init; }

    /// <summary>The columns that a user chose.</summary>
    public CsvColumnChoice? Columns { get; init; }

    public UploadPreview? Preview { get; init; }

    public ImportMode Mode { get; init; }

    /// <summary>The user who imports it.</summary>
    public string? ImportedBy { get; init; }

    /// <summary>The import's id, once it has begun.</summary>
    public Guid? ImportId { get; init; }

    /// <summary>The result.</summary>
    public ImportReport? Report { get; init; }

    /// <summary>Why it could not be read, or what stopped it.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the file still exists and can be imported.</summary>
    public bool HasFile { get; init; }

    /// <summary>Progress of the current stage from 0 to 1; null if unknown.</summary>
    public double? Share =>
        Stage switch
        {
            UploadStage.Sending when Length > 0 => Math.Min(1, BytesReceived / (double)Length),
            // Reading the rows takes about as long as comparing them, and far less than adding them.
            UploadStage.Checking when Layout is { Records: > 0 } => Math.Min(1, (RowsRead + RowsSettled) / (2.0 * Layout.Records)),
            UploadStage.Importing when Layout is { Records: > 0 } => Math.Min(1, (RowsRead + 9.0 * RowsSettled) / (10.0 * Layout.Records)),
            _ => null,
        };

    /// <summary>Whether work on it is in progress.</summary>
    public bool IsAtWork => Stage is UploadStage.Sending or UploadStage.Checking or UploadStage.Waiting or UploadStage.Importing;
}
