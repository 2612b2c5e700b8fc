using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Import.Csv;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;

namespace AdminPortal.Services.Import;

/// <summary>Imports numbers from CSV files of any size into the inventory. For admins.</summary>
public sealed class ImportService(
    PortalDatabase database,
    PortalReader reads,
    PortalWriter writer,
    WriteGate gate,
    ChangeFeed feed,
    NumberReader numbers,
    TimeProvider clock,
    ILogger<ImportService> log
)
{
    private readonly ImportHistory _history = new(database, reads, writer);

    /// <summary>Receives the file and imports it; see the other overload.</summary>
    /// <exception cref="IOException">The upload was cut off; nothing of it was stored.</exception>
    public async Task<Outcome<ImportReport>> ImportAsync(
        Actor actor,
        Stream body,
        ImportOptions options,
        IProgress<ImportProgress>? progress,
        CancellationToken cancel
    )
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("import numbers");
        CsvSpool spool;
        try
        {
            spool = await CsvSpool.ReceiveAsync(progress is null ? body : new ReceivingStream(body, progress), cancel);
        }
        catch (Exception error) when (ImportFaults.IsUnavailable(error))
        {
            log.LogWarning(error, "An upload could not be stored");
            return ImportFaults.Unavailable(error);
        }

        await using (spool)
            return await ImportAsync(actor, spool, options, progress, cancel);
    }

    /// <summary>Imports a received file. Nothing is written before the whole file is known to be CSV with numbers. <para>
    /// <see cref="ImportMode.Skip"/> commits in slices while other writers continue. If cancelled or killed half way, complete slices stay,
    /// and importing the file again completes it. <see cref="ImportMode.Strict"/> adds all numbers in one transaction, for which other
    /// writers wait on SQLite (about ten seconds for a million numbers).</para></summary>
    /// <returns>The counts; <see cref="InvalidFile"/> with nothing written; <see cref="RowsRejected"/> from a strict import with the
    /// rejected rows stored; <see cref="Refusal.Unavailable"/> if the database or disk failed: what was committed before stays.</returns>
    public async Task<Outcome<ImportReport>> ImportAsync(
        Actor actor,
        CsvSpool spool,
        ImportOptions options,
        IProgress<ImportProgress>? progress,
        CancellationToken cancel
    )
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("import numbers");
        // Reading a large file takes seconds, so it must not run on the caller's thread, which may be a page's.
        return await Task.Run<Outcome<ImportReport>>(
            async () =>
            {
                try
                {
                    var inspection = CsvInspection.Of(spool, numbers, options.Columns, cancel, options.Column);
                    if (!inspection.IsReadable)
                        return ImportFaults.Of(inspection.Fault);
                    if (await WasAnsweredAsync(actor, cancel))
                        return new Refusal.AlreadyAnswered();
                    return await RunAsync(actor, spool, options, new ImportRows(spool, inspection.Format, numbers, progress), cancel);
                }
                catch (Exception error) when (ImportFaults.IsUnavailable(error))
                {
                    // The database cannot be written now: the import is marked as failed when the list is read or at the next start.
                    log.LogWarning(error, "An import was stopped by the database");
                    return options is { Mode: ImportMode.Skip, DryRun: false } ? ImportFaults.StoppedHalfWay : new Refusal.Unavailable();
                }
            },
            cancel
        );
    }

    /// <summary>One import.</summary>
    public Task<Outcome<ImportRecord>> FindAsync(Actor actor, Guid importId, CancellationToken cancel) =>
        _history.FindAsync(actor, importId, cancel);

    /// <summary>A page of the imports, newest first, without dry runs.</summary>
    /// <param name="after">The <see cref="Page{T}.Next"/> of the previous page; null for the first.</param>
    public Task<Outcome<Page<ImportRecord>>> PageAsync(Actor actor, string? after, int limit, CancellationToken cancel) =>
        _history.PageAsync(actor, after, limit, cancel);

    /// <summary>Writes the rejected rows as CSV that is safe to open in a spreadsheet: the file's columns, with its delimiter, followed by
    /// <c>line</c> and <c>reason</c>. It can be corrected and imported as it is.</summary>
    public Task<Outcome<long>> RejectsAsync(Actor actor, Guid importId, Stream output, CancellationToken cancel) =>
        _history.WriteRejectsAsync(actor, importId, output, cancel);

    /// <summary>Marks running imports as failed if their process has died; returns how many. Used at startup.</summary>
    public Task<int> MarkAbandonedAsync(CancellationToken cancel) => _history.MarkAbandonedAsync(cancel);

    private async Task<Outcome<ImportReport>> RunAsync(
        Actor actor,
        CsvSpool spool,
        ImportOptions options,
        ImportRows rows,
        CancellationToken cancel
    )
    {
        var started = clock.UtcNowMicroseconds();
        var stamp = new ImportStamp(UuidV7.Create(started), started);
        await using var alive = await RunLock.TryTakeAsync(database, stamp.Id, cancel);
        var begun = await writer.RunAsync<ImportStamp>(
            actor with
            {
                Idempotency = null,
            },
            write =>
            {
                write.Db.Imports.Add(New(actor, spool, options, stamp));
                write.Touch(ChangeKind.Imports, stamp.Id);
                return Task.FromResult<Outcome<ImportStamp>>(stamp);
            },
            cancel
        );
        if (!begun.IsDone)
            return begun.Refusal;
        rows.ReportBegun(stamp.Id);

        await using var job = NewJob(options, rows, stamp);
        try
        {
            await job.RunAsync(cancel);
            if (options.Mode == ImportMode.Strict && job.Tally.Rejected > 0)
                return await RefuseAsync(actor, job, stamp, options, cancel);
            var done = await FinishAsync(actor, job, stamp, options, cancel);
            if (done.Refusal is Refusal.AlreadyAnswered)
                await FinishAsync(actor with { Idempotency = null }, job, stamp, options, cancel);
            return done;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            if (options.PortalStops.IsCancellationRequested)
                await EndAsync(actor, stamp, ImportStatus.Failed, ImportHistory.Interrupted);
            else
                await EndAsync(actor, stamp, ImportStatus.Cancelled, "Stopped before the end. Import the file again to complete it.");
            throw;
        }
        catch (Exception error) when (!ImportFaults.IsUnavailable(error))
        {
            await EndAsync(actor, stamp, ImportStatus.Failed, "Stopped by an unexpected error, which has been logged.");
            throw;
        }
    }

    private ImportJob NewJob(ImportOptions options, ImportRows rows, ImportStamp stamp)
    {
        var tools = new ImportTools(database, gate, feed);
        if (options.DryRun)
            return new DryRunImport(tools, rows, stamp);
        return options.Mode == ImportMode.Strict ? new StrictImport(tools, rows, stamp) : new SkipImport(tools, rows, stamp);
    }

    private Task<Outcome<ImportReport>> FinishAsync(
        Actor actor,
        ImportJob job,
        ImportStamp stamp,
        ImportOptions options,
        CancellationToken cancel
    ) =>
        writer.RunAsync<ImportReport>(
            actor,
            async write =>
            {
                var tally = await job.FinishAsync(write, cancel);
                await ImportEnd.WriteAsync(write, stamp.Id, ImportStatus.Done, null, tally, cancel);
                return tally.ToReport(stamp.Id, options.DryRun) with { Notices = job.Notices };
            },
            cancel
        );

    private async Task<Outcome<ImportReport>> RefuseAsync(
        Actor actor,
        ImportJob job,
        ImportStamp stamp,
        ImportOptions options,
        CancellationToken cancel
    )
    {
        // A strict import with invalid rows adds nothing, so duplicates with the inventory do not matter.
        var tally = job.Tally with
        {
            Added = 0,
            Duplicates = 0,
        };
        var refusal = new RowsRejected(tally.ToReport(stamp.Id, options.DryRun) with { Notices = job.Notices });
        var written = await writer.RunAsync<ImportReport>(
            actor with
            {
                Idempotency = null,
            },
            async write =>
            {
                await ImportEnd.WriteAsync(write, stamp.Id, ImportStatus.Refused, refusal.Message, tally, cancel);
                return refusal.Report;
            },
            cancel
        );
        return written.IsDone ? refusal : written.Refusal;
    }

    private async Task EndAsync(Actor actor, ImportStamp stamp, ImportStatus status, string problem)
    {
        var ended = await writer.RunAsync<ImportStamp>(
            actor with
            {
                Idempotency = null,
            },
            async write =>
            {
                await ImportEnd.WriteAsync(write, stamp.Id, status, problem, null, CancellationToken.None);
                return stamp;
            },
            CancellationToken.None
        );
        if (!ended.IsDone)
            log.LogWarning("The end of import {Import} could not be saved: {Refusal}", stamp.Id, ended.Refusal.Message);
    }

    private async Task<bool> WasAnsweredAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.Idempotency is not { } promise)
            return false;
        await using var db = database.CreateReadContext();
        return await IdempotencyRecords.ExistsAsync(db, promise, cancel);
    }

    private static NumberImport New(Actor actor, CsvSpool spool, ImportOptions options, ImportStamp stamp) =>
        new()
        {
            Id = stamp.Id,
            FileName = ImportEnd.CleanName(options.FileName),
            FileSha256 = spool.Sha256,
            Mode = options.Mode.ToText(),
            DryRun = options.DryRun,
            Status = ImportStatus.Running,
            StartedBy = actor.Name,
            StartedAt = stamp.StartedAt,
        };
}
