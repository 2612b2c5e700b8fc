using AdminPortal.Services.Import.Csv;

namespace AdminPortal.Services.Import.Uploads;

/// <summary>An uploaded file and the work on it. Changed only under the lock of its <see cref="UploadStore"/>.</summary>
internal sealed class Upload(UploadRecord record)
{
    public UploadRecord Record { get; set; } = record;

    public CsvSpool? File { get; set; }

    /// <summary>Cancels the current work; null without any.</summary>
    public CancellationTokenSource? Work { get; set; }

    public DateTimeOffset Touched { get; set; } = record.SentAt;
}

/// <summary>A file that stays readable until this is disposed.</summary>
internal sealed class BorrowedFile(CsvSpool file, CsvFormat layout, IDisposable hold) : IDisposable
{
    public CsvSpool File { get; } = file;

    public CsvFormat Layout { get; } = layout;

    public void Dispose() => hold.Dispose();
}

/// <summary>The uploads of this process, bounded in number. They are in memory and in unnamed files, so that nothing outlives the process;
/// the results of imports are in the database.</summary>
internal sealed class UploadStore(ChangeFeed feed, TimeProvider clock)
{
    /// <summary>Most files at a time, including those still being sent.</summary>
    public const int MostFiles = 8;

    /// <summary>Uploads without a file, kept to show their results.</summary>
    private const int MostEnded = 50;

    /// <summary>An upload without activity for this long is removed.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromHours(1);

    /// <summary>An announced file of which nothing was sent for this long is removed.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Upload> _uploads = [];

    /// <summary>Newest first.</summary>
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

    /// <summary>False if there is no free place.</summary>
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

    /// <summary>Starts work on an upload. The caller has exclusive access to the file until <see cref="End"/>; of two concurrent callers
    /// one succeeds.</summary>
    /// <param name="begin">The new record; null refuses, because its state does not allow the work.</param>
    /// <returns>The upload; null if it does not exist or the work was refused.</returns>
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

    /// <summary>Opens a checked file for reading beside any work on it; null if it is not checked or no longer here. It stays readable
    /// until disposed, even if the upload ends.</summary>
    public BorrowedFile? Borrow(Guid id)
    {
        lock (_lock)
        {
            return
                _uploads.GetValueOrDefault(id) is { File: { } file, Record: { Preview: not null, Layout: { NumberColumn: >= 0 } layout } }
                && file.Hold() is { } hold
                ? new BorrowedFile(file, layout, hold)
                : null;
        }
    }

    /// <summary>Records the progress of the work.</summary>
    public void Change(Upload upload, Func<UploadRecord, UploadRecord> change)
    {
        lock (_lock)
            Put(upload, change(upload.Record));
        Tell(upload.Record.Id);
    }

    /// <summary>Ends work. The file is deleted if it is no longer needed, or if the upload was discarded in the meantime.</summary>
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

    /// <summary>Stops the work on an upload, if any; false if there is no such upload.</summary>
    public bool Stop(Guid id)
    {
        lock (_lock)
        {
            if (!_uploads.TryGetValue(id, out var upload))
                return false;
            // Cancelled asynchronously: callbacks must not run under the lock.
            _ = upload.Work?.CancelAsync();
            return true;
        }
    }

    /// <summary>Removes an upload and stops the work on it; false if there is none.</summary>
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

    /// <summary>Removes abandoned uploads; returns how many.</summary>
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
