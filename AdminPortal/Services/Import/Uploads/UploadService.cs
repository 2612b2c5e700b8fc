using AdminPortal.Data;
using AdminPortal.Services.Import.Csv;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;

namespace AdminPortal.Services.Import.Uploads;

/// <summary>Files uploaded on pages: received, checked, and imported one after the other. Work continues when the user leaves the page, and
/// is shown again on return. For admins.</summary>
public sealed class UploadService(
    PortalDatabase database,
    ImportService imports,
    NumberReader numbers,
    ChangeFeed feed,
    UploadSettings settings,
    TimeProvider clock,
    ILogger<UploadService> log
) : IAsyncDisposable
{
    /// <summary>Files checked at a time: each uses a processor and 16 MB.</summary>
    private const int MostChecks = 2;

    private const string What = "upload numbers";

    private readonly UploadStore _shelf = new(feed, clock);
    private readonly SemaphoreSlim _checks = new(MostChecks);
    private readonly SemaphoreSlim _importing = new(1);
    private readonly CancellationTokenSource _closing = new();
    private readonly BackgroundWork _work = new();

    /// <summary>The largest accepted file, in bytes.</summary>
    public long MostBytes => settings.MostBytes;

    /// <summary>All uploads of all users, newest first.</summary>
    public Outcome<IReadOnlyList<UploadRecord>> List(Actor actor) =>
        actor.IsAdmin ? Outcome.Done(_shelf.List()) : new Refusal.NotAllowed(What);

    /// <summary>Reserves a place for a file that is about to be sent.</summary>
    /// <returns><see cref="InvalidFile"/> if it is too large or empty; <see cref="Refusal.InvalidTransition"/> if there are too many
    /// uploads.</returns>
    public async Task<Outcome<UploadRecord>> AnnounceAsync(Actor actor, string fileName, long length, CancellationToken cancel)
    {
        if (await FaultAsync(actor, cancel) is { } fault)
            return fault;
        var name = ImportEnd.CleanName(fileName) ?? "numbers.csv";
        if (length > settings.MostBytes)
            return new InvalidFile(
                FileProblem.TooLarge,
                $"{name} is larger than {settings.MostBytes / 1_000_000:N0} MB. Split it and upload the parts."
            );
        if (length == 0)
            return new InvalidFile(FileProblem.Unreadable, $"{name} is empty.");
        var now = clock.UtcNowMicroseconds();
        var record = new UploadRecord(UuidV7.Create(now), name, length, actor.Name, now);
        return _shelf.TryAdd(record)
            ? record
            : new Refusal.InvalidTransition($"{UploadStore.MostFiles} files are already waiting for review. Import or discard one first.");
    }

    /// <summary>Receives an announced file and starts checking it. Returns when the file has arrived; the preview follows.</summary>
    /// <returns><see cref="Refusal.NotFound"/> if the file was not announced or was discarded.</returns>
    /// <exception cref="IOException">The upload was cut off; its state says so.</exception>
    public async Task<Outcome<UploadRecord>> ReceiveAsync(Actor actor, Guid id, Stream body, CancellationToken cancel)
    {
        if (await FaultAsync(actor, cancel) is { } fault)
            return fault;
        var sent = false;
        if (_shelf.Begin(id, r => r.Stage == UploadStage.Sending ? r with { BytesReceived = 0 } : null, _closing.Token) is not { } upload)
            return new Refusal.NotFound("such upload");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, upload.Work!.Token);
        try
        {
            upload.File = await CsvSpool.ReceiveAsync(
                new ReceivingStream(body, new Steps(p => _shelf.Change(upload, r => r with { BytesReceived = p.BytesReceived }))),
                stop.Token
            );
            sent = true;
        }
        catch (Exception error) when (ImportFaults.IsUnavailable(error))
        {
            log.LogWarning(error, "An upload could not be stored");
            return ImportFaults.Unavailable(error);
        }
        finally
        {
            _shelf.End(
                upload,
                keepFile: sent,
                r =>
                    sent
                        ? r with
                        {
                            Length = upload.File?.Length ?? r.Length,
                            BytesReceived = upload.File?.Length ?? 0,
                            Stage = UploadStage.Checking,
                        }
                        : r with
                        {
                            Stage = UploadStage.CutOff,
                            Problem = "Upload interrupted. Choose the file again.",
                        }
            );
        }

        StartCheck(id, null);
        return _shelf.Find(id) is { } record ? record : new Refusal.NotFound("such upload");
    }

    /// <summary>Checks a file again.</summary>
    /// <param name="columns">The columns that a user chose; null uses the detected ones.</param>
    public async Task<Outcome<UploadRecord>> LookAgainAsync(Actor actor, Guid id, CsvColumnChoice? columns, CancellationToken cancel)
    {
        if (await FaultAsync(actor, cancel) is { } fault)
            return fault;
        return StartCheck(id, columns) ? _shelf.Find(id)! : Busy(id);
    }

    /// <summary>Writes the rows of a checked file that an import rejects, like <see cref="ImportService.RejectsAsync"/>.</summary>
    /// <returns><see cref="Refusal.NotFound"/> if the file is not checked or no longer here.</returns>
    public async Task<Outcome<long>> RejectsAsync(Actor actor, Guid id, Stream output, CancellationToken cancel)
    {
        if (await FaultAsync(actor, cancel) is { } fault)
            return fault;
        using var borrowed = _shelf.Borrow(id);
        return borrowed is null
            ? new Refusal.NotFound("such upload")
            : await RejectsCsv.WriteAsync(borrowed.File, borrowed.Layout, numbers, output, cancel);
    }

    /// <summary>Imports a file, after any other import.</summary>
    /// <returns><see cref="Refusal.InvalidTransition"/> if it is being imported already, or is not ready.</returns>
    public async Task<Outcome<UploadRecord>> ImportAsync(Actor actor, Guid id, ImportMode mode, CancellationToken cancel)
    {
        if (await FaultAsync(actor, cancel) is { } fault)
            return fault;
        var upload = _shelf.Begin(
            id,
            r =>
                r is { HasFile: true, IsAtWork: false, Preview: not null }
                    ? r with
                    {
                        Stage = UploadStage.Waiting,
                        Mode = mode,
                        ImportedBy = actor.Name,
                        Problem = null,
                        Report = null,
                        ImportId = null,
                        RowsRead = 0,
                        RowsSettled = 0,
                    }
                    : null,
            _closing.Token
        );
        if (upload is null)
            return Busy(id);
        var job = new UploadImport(imports, _shelf, upload, log, _closing.Token);
        _work.Start(() => job.RunAsync(actor with { Idempotency = null }, _importing));
        return upload.Record;
    }

    /// <summary>Stops the current work on a file: upload, check, queue or import.</summary>
    public async Task<Outcome<bool>> StopAsync(Actor actor, Guid id, CancellationToken cancel) =>
        await FaultAsync(actor, cancel) is { } fault ? fault
        : _shelf.Stop(id) ? true
        : new Refusal.NotFound("such upload");

    /// <summary>Removes a file, whatever its state. Numbers that were already imported stay.</summary>
    public async Task<Outcome<bool>> DiscardAsync(Actor actor, Guid id, CancellationToken cancel) =>
        await FaultAsync(actor, cancel) is { } fault ? fault
        : _shelf.Remove(id) ? true
        : new Refusal.NotFound("such upload");

    /// <summary>Removes uploads without activity for an hour; returns how many.</summary>
    public int RemoveAbandoned() => _shelf.RemoveAbandoned();

    /// <summary>Stops all work and waits for it: a running import is marked as interrupted.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _work.EndAsync();
        foreach (var upload in _shelf.List())
            _shelf.Remove(upload.Id);
    }

    /// <summary>Checked for every action, because none of them goes through a write that would check the actor's session.</summary>
    private async Task<Refusal?> FaultAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed(What);
        try
        {
            return await SessionChecks.FaultAsync(database, actor, cancel);
        }
        catch (Exception error) when (DatabaseErrors.IsUnavailable(error))
        {
            return new Refusal.Unavailable();
        }
    }

    private bool StartCheck(Guid id, CsvColumnChoice? columns)
    {
        var upload = _shelf.Begin(
            id,
            r =>
                r is { HasFile: true, Stage: UploadStage.Checking or UploadStage.Ready or UploadStage.Unreadable }
                    ? r with
                    {
                        Stage = UploadStage.Checking,
                        Columns = columns,
                        Problem = null,
                        RowsRead = 0,
                        RowsSettled = 0,
                    }
                    : null,
            _closing.Token
        );
        if (upload is not null)
            _work.Start(() => CheckAsync(upload));
        return upload is not null;
    }

    private async Task CheckAsync(Upload upload)
    {
        var cancel = upload.Work!.Token;
        Func<UploadRecord, UploadRecord> end = r =>
            r with
            {
                Stage = UploadStage.Unreadable,
                Problem = "The file could not be checked. The error has been logged. Choose the file again.",
            };
        var hold = false;
        try
        {
            await _checks.WaitAsync(cancel);
            hold = true;
            var looked = CsvInspection.Of(upload.File!, numbers, upload.Record.Columns, cancel);
            _shelf.Change(upload, r => r with { Layout = looked.Layout });
            if (looked.IsReadable)
            {
                var check = new UploadCheck(
                    database,
                    upload.File!,
                    looked.Format,
                    numbers,
                    (read, settled) => _shelf.Change(upload, r => r with { RowsRead = read, RowsSettled = settled })
                );
                var preview = await check.RunAsync(cancel);
                end = r => r with { Stage = UploadStage.Ready, Preview = preview };
            }
            else
            {
                end = r => r with { Stage = UploadStage.Unreadable, Preview = null, Problem = looked.Fault.Message };
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            end = r => r with { Stage = UploadStage.CutOff, Problem = "The check was cancelled. Nothing was added." };
        }
        catch (Exception error) when (ImportFaults.IsUnavailable(error))
        {
            log.LogWarning(error, "An upload could not be compared with the inventory");
            end = r =>
                r with
                {
                    Stage = UploadStage.Unreadable,
                    Problem =
                        "The database did not answer, so the file could not be compared with the inventory. Try again in a few seconds.",
                };
        }
        catch (Exception error)
        {
            log.LogError(error, "An upload could not be checked");
        }
        finally
        {
            if (hold)
                _checks.Release();
            // A file without a number column is kept, so that columns can be chosen. A file that is not CSV is removed.
            _shelf.End(upload, keepFile: !cancel.IsCancellationRequested && upload.Record.Layout is not null, end);
        }
    }

    private Refusal Busy(Guid id) =>
        _shelf.Find(id) switch
        {
            null => new Refusal.NotFound("such upload"),
            { Stage: UploadStage.Waiting or UploadStage.Importing, ImportedBy: var by } => new Refusal.InvalidTransition(
                $"This file is being imported already, by {by}."
            ),
            { IsAtWork: true } => new Refusal.InvalidTransition("This file is being checked. Try again in a moment."),
            _ => new Refusal.InvalidTransition("This upload has expired. Choose the file again."),
        };
}
