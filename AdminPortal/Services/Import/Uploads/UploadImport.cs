namespace AdminPortal.Services.Import.Uploads;

/// <summary>The import of one uploaded file, from the queue to its result.</summary>
internal sealed class UploadImport(ImportService imports, UploadStore shelf, Upload upload, ILogger log, CancellationToken closing)
{
    private UploadRecord Record => upload.Record;

    /// <param name="turn">Held by the import that is running.</param>
    public async Task RunAsync(Actor actor, SemaphoreSlim turn)
    {
        var cancel = upload.Work!.Token;
        var hold = false;
        Func<UploadRecord, UploadRecord> end = r =>
            r with
            {
                Stage = UploadStage.Failed,
                Problem = "The import failed. The error has been logged. Import the file again to add the missing numbers.",
            };
        try
        {
            await turn.WaitAsync(cancel);
            hold = true;
            shelf.Change(upload, r => r with { Stage = UploadStage.Importing });
            var options = new ImportOptions(Record.Mode, FileName: Record.FileName) { Columns = Record.Columns, PortalStops = closing };
            var outcome = await imports.ImportAsync(actor, upload.File!, options, new Steps(Note), cancel);
            end = r => Ended(r, outcome);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            var added = await AddedAsync(actor);
            end = r => r with { Stage = UploadStage.Stopped, Report = added, Problem = StoppedWords(added) };
        }
        catch (Exception error)
        {
            log.LogError(error, "The import of an upload failed");
        }
        finally
        {
            if (hold)
                turn.Release();
            var ended = end(Record);
            shelf.End(upload, keepFile: ended.Stage != UploadStage.Done, end);
        }
    }

    private static UploadRecord Ended(UploadRecord record, Outcome<ImportReport> outcome) =>
        outcome switch
        {
            { IsDone: true, Value: var report } => record with { Stage = UploadStage.Done, Report = report, ImportId = report.ImportId },
            { Refusal: RowsRejected { Report: var report } } => record with
            {
                Stage = UploadStage.Refused,
                Report = report,
                ImportId = report.ImportId,
            },
            { Refusal: var refusal } => record with { Stage = UploadStage.Failed, Problem = refusal!.Message },
        };

    private string StoppedWords(ImportReport? added) =>
        added switch
        {
            _ when Record.Mode == ImportMode.Strict || added is { Added: 0 } || Record.ImportId is null => "Nothing was added.",
            null => "Numbers added so far stay. Import the file again to add the rest.",
            { Added: 1 } => "The 1 number added so far stays. Import the file again to add the rest.",
            _ => string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"The {added.Added:N0} numbers added so far stay. Import the file again to add the rest."
            ),
        };

    private async Task<ImportReport?> AddedAsync(Actor actor)
    {
        if (Record.ImportId is not { } id)
            return null;
        try
        {
            var found = await imports.FindAsync(actor, id, CancellationToken.None);
            return found.Value is { } import
                ? new ImportReport(id, import.Read, import.Added, import.Duplicates, import.Rejected, import.Warnings, DryRun: false)
                : null;
        }
        catch (Exception error)
        {
            log.LogWarning(error, "The result of a stopped import could not be read");
            return null;
        }
    }

    private void Note(ImportProgress progress) =>
        shelf.Change(
            upload,
            r =>
                progress.Stage == ImportStage.Adding
                    ? r with
                    {
                        RowsRead = Math.Max(r.RowsRead, progress.RowsDone),
                        RowsSettled = progress.RowsDone,
                    }
                    : r with
                    {
                        RowsRead = progress.RowsDone,
                        ImportId = progress.ImportId ?? r.ImportId,
                    }
        );
}
