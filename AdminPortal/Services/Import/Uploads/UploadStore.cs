using AdminPortal.Services.Import.Csv;

namespace AdminPortal.Services.Import.Uploads;

/// <summary>An uploaded file and what is being done with it. Changed under the lock of its <see cref="UploadStore"/> alone.</summary>
internal sealed class Upload(UploadRecord record)
{
    public UploadRecord Record { get; set; } = record;

    public CsvSpool? File { get; set; }

    /// <summary>Stops what is being done; null when nothing is.</summary>
    public CancellationTokenSource? Work { get; set; }

    public DateTimeOffset Touched { get; set; } = record.SentAt;
}

/// <summary>
/// The uploaded files of this process, bounded in number. They are in memory and in files without a name, so that nothing of them
/// outlives the process; what an import did is in the database.
/// </summary>
internal sealed class UploadStore(ChangeFeed feed, TimeProvider clock)
{
    /// <summary>Files kept at a time, those that are still sent included.</summary>
    public const int MostFiles = 8;

    /// <summary>Uploads whose file is gone, kept so that people who come back see the result.</summary>
    private const int MostEnded = 50;

    /// <summary>After so long nobody comes back to decide.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromHours(1);

    /// <summary>A browser that announced a file and sends nothing of it has gone.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Upload> _uploads = [];

    /// <summary>The newest first.</summary>
    public IReadOnlyList<UploadRecord> List()
    {
        lock (_lock)
            return [.. _uploads.Values.Select(u => u.Record).OrderByDescending(r => r.Id)];
    }

    public UploadRecord? Find(Guid id)
    {
        lock (_lock)
            return _uploads.GetValueOrDefault(id)?.Record;
    }

    /// <summary>False when there is no place for another.</summary>
    public bool TryAdd(UploadRecord record)
    {
        lock (_lock)
        {
            if (_uploads.Values.Count(u => u.File is not null || u.Record.IsAtWork) >= MostFiles)
                return false;
            if (_uploads.Values.Where(IsEnded).ToList() is { Count: >= MostEnded } ended)
                _uploads.Remove(ended.MinBy(u => u.Touched)!.Record.Id);
            _uploads.Add(record.Id, new Upload(record));
        }

        Tell(record.Id);
        return true;
    }

    /// <summary>
    /// Asks for a piece of work on an upload. Whoever gets it is alone with the file until <see cref="End"/>; of two who ask at
    /// once, one does.
    /// </summary>
    /// <param name="begin">The record as work begins; null refuses, as its state does not allow it.</param>
    /// <returns>The upload, or null where there is none or the work was refused.</returns>
    public Upload? Begin(Guid id, Func<UploadRecord, UploadRecord?> begin, CancellationToken closing)
    {
        Upload upload;
        lock (_lock)
        {
            if (_uploads.GetValueOrDefault(id) is not { Work: null } found || begin(found.Record) is not { } changed)
                return null;
            upload = found;
            upload.Work = CancellationTokenSource.CreateLinkedTokenSource(closing);
            Put(upload, changed);
        }

        Tell(id);
        return upload;
    }

    /// <summary>Notes how far the work is.</summary>
    public void Change(Upload upload, Func<UploadRecord, UploadRecord> change)
    {
        lock (_lock)
            Put(upload, change(upload.Record));
        Tell(upload.Record.Id);
    }

    /// <summary>Ends a piece of work. The file goes where it is not wanted any more, or where the upload was discarded meanwhile.</summary>
    public void End(Upload upload, bool keepFile, Func<UploadRecord, UploadRecord> change)
    {
        lock (_lock)
        {
            upload.Work?.Dispose();
            upload.Work = null;
            if (!keepFile || !_uploads.ContainsKey(upload.Record.Id))
                DropFile(upload);
            Put(upload, change(upload.Record) with { HasFile = upload.File is not null });
        }

        Tell(upload.Record.Id);
    }

    /// <summary>Stops the work on an upload, if there is any; false where there is no such upload.</summary>
    public bool Stop(Guid id)
    {
        lock (_lock)
        {
            if (!_uploads.TryGetValue(id, out var upload))
                return false;
            // Not here and now: what it stops must not run under the lock.
            _ = upload.Work?.CancelAsync();
            return true;
        }
    }

    /// <summary>Takes an upload away, and stops the work on it; false where there is none.</summary>
    public bool Remove(Guid id)
    {
        lock (_lock)
        {
            if (!_uploads.Remove(id, out var upload))
                return false;
            if (upload.Work is { } work)
                _ = work.CancelAsync();
            else
                DropFile(upload);
        }

        Tell(id);
        return true;
    }

    /// <summary>Takes away what nobody came back for; returns how many.</summary>
    public int RemoveAbandoned()
    {
        var now = clock.GetUtcNow();
        List<Guid> abandoned;
        lock (_lock)
        {
            abandoned =
            [
                .. _uploads
                    .Values.Where(u =>
                        u.Work is null && now - u.Touched >= (u.Record.Stage == UploadStage.Sending ? s_silence : s_patience)
                    )
                    .Select(u => u.Record.Id),
            ];
        }

        return abandoned.Count(Remove);
    }

    private static bool IsEnded(Upload upload) => upload is { File: null, Work: null } && !upload.Record.IsAtWork;

    private static void DropFile(Upload upload)
    {
        upload.File?.Dispose();
        upload.File = null;
    }

    private void Put(Upload upload, UploadRecord changed)
    {
        upload.Touched = clock.GetUtcNow();
        upload.Record = changed.Stage == upload.Record.Stage ? changed : changed with { Since = upload.Touched };
    }

    private void Tell(Guid id) => feed.Publish(new PortalChange(ChangeKind.Uploads, [id]));
}
