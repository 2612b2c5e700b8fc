using AdminPortal.Components.Shared;
using AdminPortal.Services;
using AdminPortal.Services.Import;
using AdminPortal.Services.Import.Csv;
using AdminPortal.Services.Import.Uploads;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.BulkUpload;

/// <summary>Uploads a CSV file with numbers: send, check, decide, import. The page only displays; the work continues without it.</summary>
public sealed partial class UploadPage : IDisposable
{
    private IReadOnlyList<UploadRecord> _uploads = [];
    private UploadRecord? _shown;
    private Guid? _asked;
    private UploadDrop? _drop;
    private IDisposable? _listening;
    private string? _problem;
    private ElementReference _file;
    private bool _isFocusLost;

    /// <summary>The upload to show; by default the user's newest.</summary>
    [SupplyParameterFromQuery(Name = "file")]
    private string? FileText { get; set; }

    /// <summary>The cursor of the list of imports.</summary>
    [SupplyParameterFromQuery(Name = "after")]
    private string? After { get; set; }

    [Inject]
    private UploadService Uploads { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private bool IsLost => _asked is not null && _shown is null;

    /// <summary>Without imported files, which are in the list of imports.</summary>
    private IReadOnlyList<UploadRecord> Others => [.. _uploads.Where(u => u.Id != _shown?.Id && u.Stage != UploadStage.Done)];

    /// <summary>The import that the shown file is waiting for.</summary>
    private UploadRecord? Ahead =>
        _shown?.Stage == UploadStage.Waiting ? _uploads.FirstOrDefault(u => u.Stage == UploadStage.Importing) : null;

    public void Dispose() => _listening?.Dispose();

    protected override void OnParametersSet()
    {
        _asked = Guid.TryParse(FileText, out var id) ? id : null;
        Look();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // The button that was pressed is gone, and with it the focus.
        if (_isFocusLost)
        {
            _isFocusLost = false;
            if (_shown is not null)
                await _file.FocusAsync(preventScroll: true);
            else if (_drop is not null)
                await _drop.FocusAsync();
        }

        if (!firstRender)
            return;
        _listening = Changes.Listen(() => InvokeAsync(Redraw), TimeSpan.FromMilliseconds(200), ChangeKind.Uploads);
        // Changes between the first rendering and the subscription were missed.
        Redraw();
    }

    private void Redraw()
    {
        Look();
        StateHasChanged();
    }

    private void Look()
    {
        var listed = Uploads.List(Current.Actor);
        if (!listed.IsDone)
            _problem = listed.Refusal.Message;
        _uploads = listed.Value ?? [];
        _shown = _asked is { } id ? _uploads.FirstOrDefault(u => u.Id == id) : _uploads.FirstOrDefault(u => u.Owner == Current.Actor.Name);
    }

    private void Show(Guid id) => Navigation.NavigateTo(PageUrls.UploadOf(id), replace: true);

    private async Task ImportAsync(ImportMode mode)
    {
        // The second click of a double click arrives after the import has started.
        if (_shown is { IsAtWork: false } upload)
            Tell((await Uploads.ImportAsync(Current.Actor, upload.Id, mode, CancellationToken.None)).Refusal);
    }

    private async Task LookAgainAsync(CsvColumnChoice? columns)
    {
        if (_shown is { } upload)
            Tell((await Uploads.LookAgainAsync(Current.Actor, upload.Id, columns, CancellationToken.None)).Refusal);
    }

    private async Task StopAsync()
    {
        if (_shown is not { } upload)
            return;
        if (upload.Stage == UploadStage.Sending)
            await DiscardAsync();
        else
            Tell((await Uploads.StopAsync(Current.Actor, upload.Id, CancellationToken.None)).Refusal);
    }

    private async Task DiscardAsync()
    {
        if (_shown is not { } upload)
            return;
        Tell((await Uploads.DiscardAsync(Current.Actor, upload.Id, CancellationToken.None)).Refusal);
        if (_drop is not null)
            await _drop.StopAsync(upload.Id);
        Leave(upload.Id);
    }

    /// <summary>Removes a deleted file from the address.</summary>
    private void Leave(Guid id)
    {
        if (_asked == id)
            Navigation.NavigateTo(PageUrls.Upload, replace: true);
    }

    private void Tell(Refusal? refusal)
    {
        _problem = refusal?.Message;
        _isFocusLost = refusal is null;
        Look();
    }
}
