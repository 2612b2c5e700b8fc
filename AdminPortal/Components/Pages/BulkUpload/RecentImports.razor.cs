using AdminPortal.Components.Shared;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Import;
using AdminPortal.Services.Import.Uploads;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.BulkUpload;

/// <summary>Past and running imports from every source, in pages.</summary>
public sealed partial class RecentImports : IDisposable
{
    private const int PageSize = 10;

    private Page<ImportRecord>? _page;
    private string? _problem;
    private string? _loaded;
    private bool _isLoaded;
    private IDisposable? _listening;

    [Inject]
    private ImportService Imports { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    /// <summary>The upload shown beside the list. Its result is known before the list is read again.</summary>
    [Parameter]
    public UploadRecord? Ended { get; set; }

    /// <summary>The cursor of the page; null for the newest.</summary>
    [Parameter]
    public string? After { get; set; }

    public void Dispose() => _listening?.Dispose();

    protected override async Task OnParametersSetAsync()
    {
        if (_isLoaded && _loaded == After)
            return;
        (_isLoaded, _loaded) = (true, After);
        await LoadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _listening = Changes.Listen(() => InvokeAsync(RefreshAsync), ChangeKind.Imports);
        // Until the zone is known, times are shown in UTC.
        await Browser.FindZoneAsync();
        await RefreshAsync();
    }

    private ImportRecord Newest(ImportRecord import) =>
        Ended is { Stage: UploadStage.Done, Report: { } report } && report.ImportId == import.Id && import.Status == ImportStatus.Running
            ? import with
            {
                Status = ImportStatus.Done,
                Added = report.Added,
                Duplicates = report.Duplicates,
                Rejected = report.Rejected,
            }
            : import;

    private string At(string? after) => Navigation.GetUriWithQueryParameter("after", after);

    private async Task RefreshAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        var after = After;
        var found = await Imports.PageAsync(Current.Actor, after, PageSize, CancellationToken.None);
        if (after != After)
            return;
        _problem = found.Refusal?.Message;
        _page = found.Value ?? _page;
    }

    private static string DownloadLabel(ImportRecord import) =>
        $"Download the {Format.Count(import.Rejected, "row")} rejected of {import.FileName ?? "this import"}";
}
