using AdminPortal.Services.Import.Csv;

namespace AdminPortal.Services.Import.Uploads;

/// <summary>How far an uploaded file has come.</summary>
public enum UploadStage
{
    /// <summary>The browser sends it.</summary>
    Sending,

    /// <summary>It is looked through.</summary>
    Checking,

    /// <summary>Its preview is there; somebody decides.</summary>
    Ready,

    /// <summary>It cannot be imported as it is; where only the columns are unclear, they can be chosen.</summary>
    Unreadable,

    /// <summary>It did not arrive whole.</summary>
    CutOff,

    /// <summary>Another import comes first.</summary>
    Waiting,
    Importing,
    Done,

    /// <summary>Bad rows kept the whole file out, as the mode asks for.</summary>
    Refused,

    /// <summary>Somebody stopped the import.</summary>
    Stopped,

    /// <summary>A fault stopped it.</summary>
    Failed,
}

/// <summary>An uploaded file, as it stands at one moment.</summary>
/// <param name="Length">In bytes, as the browser announced it.</param>
/// <param name="Owner">Who uploaded it.</param>
public sealed record UploadRecord(Guid Id, string FileName, long Length, string Owner, DateTimeOffset SentAt)
{
    public UploadStage Stage { get; init; } = UploadStage.Sending;

    /// <summary>When the stage began.</summary>
    public DateTimeOffset Since { get; init; } = SentAt;

    public long BytesReceived { get; init; }

    /// <summary>Of the check or the import: rows read, and rows whose fate is known.</summary>
    public long RowsRead { get; init; }

    public long RowsSettled { get; init; }

    /// <summary>How the file is read; null until that is known, and of a file that is no CSV.</summary>
    public CsvFormat? Layout { get; init; }

    /// <summary>The columns that somebody chose.</summary>
    public CsvColumnChoice? Columns { get; init; }

    public UploadPreview? Preview { get; init; }

    public ImportMode Mode { get; init; }

    /// <summary>Who imports it.</summary>
    public string? ImportedBy { get; init; }

    /// <summary>The import, once it has begun.</summary>
    public Guid? ImportId { get; init; }

    /// <summary>What became of it.</summary>
    public ImportReport? Report { get; init; }

    /// <summary>Why it could not be read, or what stopped it.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the file is still here, to be imported.</summary>
    public bool HasFile { get; init; }

    /// <summary>How much of the present stage is done, from 0 to 1; null where nobody can tell.</summary>
    public double? Share =>
        Stage switch
        {
            UploadStage.Sending when Length > 0 => Math.Min(1, BytesReceived / (double)Length),
            // Reading the rows takes about as long as comparing them, and far less than adding them.
            UploadStage.Checking when Layout is { Records: > 0 } => Math.Min(1, (RowsRead + RowsSettled) / (2.0 * Layout.Records)),
            UploadStage.Importing when Layout is { Records: > 0 } => Math.Min(1, (RowsRead + 9.0 * RowsSettled) / (10.0 * Layout.Records)),
            _ => null,
        };

    /// <summary>Whether something is being done with it at this moment.</summary>
    public bool IsAtWork => Stage is UploadStage.Sending or UploadStage.Checking or UploadStage.Waiting or UploadStage.Importing;
}
