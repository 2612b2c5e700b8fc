using System.Globalization;
using System.IO.Pipelines;
using AdminPortal.Components.Shared;
using AdminPortal.Services;
using AdminPortal.Services.Import;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;
using MudBlazor;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>Takes a CSV of numbers from choosing it to what became of its rows.</summary>
public sealed partial class UploadDialog : IDisposable
{
    /// <summary>Far above any list of numbers: 100 million of them. The file is streamed, not held.</summary>
    private const long MostBytes = 2L << 30;

    private UploadStep _step = UploadStep.Choose;
    private IBrowserFile? _file;
    private ImportMode _mode = ImportMode.Skip;
    private bool _dryRun;
    private bool _refusedWhole;
    private bool _downloading;
    private ImportProgress? _progress;
    private ImportReport? _report;
    private string? _fault;
    private CancellationTokenSource? _stop;

    private enum UploadStep
    {
        Choose,
        Work,
        Result,
    }

    [CascadingParameter]
    private IMudDialogInstance? Dialog { get; set; }

    [Inject]
    private ImportService Imports { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    [Inject]
    private ILogger<UploadDialog> Log { get; set; } = null!;

    private string ImportWords => _report is { Added: var added and > 0 }
        ? $"Import {added.ToString("N0", CultureInfo.InvariantCulture)} {(added == 1 ? "number" : "numbers")}"
        : "Nothing to import";

    public void Dispose()
    {
        // The person went elsewhere: an upload that nobody can see or stop must not go on.
        _stop?.Cancel();
    }

    private void Choose(IBrowserFile? file)
    {
        _file = file;
        _fault = file is { Size: > MostBytes } ? $"{file.Name} is larger than 2 GB. Split it and upload the parts." : null;
        if (_fault is not null)
            _file = null;
    }

    private void StartOver()
    {
        _step = UploadStep.Choose;
        _file = null;
        _report = null;
        _fault = null;
    }

    private void Close() => Dialog?.Close();

    private async Task StopAsync()
    {
        if (_stop is not null)
            await _stop.CancelAsync();
    }

    private async Task RunAsync(bool dryRun)
    {
        if (_file is not { } file)
            return;
        (_step, _dryRun, _fault, _progress, _refusedWhole) = (UploadStep.Work, dryRun, null, null, false);
        using var stop = _stop = new CancellationTokenSource();
        await LetEscapeCloseAsync(false);
        using var redraw = Redraw();
        try
        {
            var (actor, options, latest) = (Current.Actor, new ImportOptions(_mode, dryRun, file.Name), new LatestProgress(p => _progress = p));
            await using var content = file.OpenReadStream(MostBytes, stop.Token);
            // SQLite works on the caller's thread: elsewhere, so that the page stays alive and Stop is heard.
            var outcome = await Task.Run(() => Imports.ImportAsync(actor, content, options, latest, stop.Token), stop.Token);
            Show(outcome);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Fail(dryRun ? "Checking was stopped. Nothing was added."
                : _mode == ImportMode.Strict ? "The import was stopped. Nothing was added."
                : "The import was stopped. What was added before stays; importing the file again adds the rest.");
        }
        catch (Exception error)
        {
            Log.LogError(error, "An upload failed");
            Fail(error is JSException or IOException
                ? "The browser stopped sending the file: it may have been moved or changed. Choose it again."
                : "The import failed, and the portal's log says why. Importing the file again adds what is not there yet.");
        }
        finally
        {
            _stop = null;
            await LetEscapeCloseAsync(true);
        }
    }

    private void Show(Outcome<ImportReport> outcome)
    {
        if (outcome.IsDone)
            (_report, _step) = (outcome.Value, UploadStep.Result);
        else if (outcome.Refusal is Refusal.RowsRejected { Report: var report })
            (_report, _refusedWhole, _step) = (report, true, UploadStep.Result);
        else
            Fail(outcome.Refusal.Message);
    }

    private void Fail(string words) => (_fault, _step) = (words, UploadStep.Choose);

    /// <summary>While it works, Escape would throw the work away unasked.</summary>
    private Task LetEscapeCloseAsync(bool may) => Dialog?.SetOptionsAsync(Dialog.Options with { CloseOnEscapeKey = may }) ?? Task.CompletedTask;

    /// <summary>Draws the progress four times a second, however often it is reported.</summary>
    private Timer Redraw() => new(_ => InvokeAsync(StateHasChanged), null, 0, 250);

    private async Task DownloadRejectsAsync()
    {
        if (_report is not { } report)
            return;
        _downloading = true;
        _fault = null;
        var pipe = new Pipe();
        var writing = Task.Run(async () =>
        {
            var outcome = await Imports.RejectsAsync(Current.Actor, report.ImportId, pipe.Writer.AsStream(leaveOpen: true), CancellationToken.None);
            await pipe.Writer.CompleteAsync();
            return outcome;
        });
        try
        {
            await Browser.SaveAsync(Path.GetFileNameWithoutExtension(_file?.Name ?? "numbers") + "-rejected.csv", pipe.Reader.AsStream());
            var outcome = await writing;
            _fault = outcome.IsDone ? null : outcome.Refusal.Message;
        }
        catch (Exception error) when (error is not JSDisconnectedException)
        {
            Log.LogError(error, "The rejected rows could not be sent");
            _fault = "The rejected rows could not be downloaded. Try again in a few seconds.";
        }
        finally
        {
            _downloading = false;
        }
    }

    /// <summary>Keeps the last report; <see cref="Progress{T}"/> would queue one call for each.</summary>
    private sealed class LatestProgress(Action<ImportProgress> keep) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => keep(value);
    }
}
