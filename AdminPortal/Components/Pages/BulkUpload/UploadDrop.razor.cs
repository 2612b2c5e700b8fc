using AdminPortal.Services.Import.Uploads;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace AdminPortal.Components.Pages.BulkUpload;

/// <summary>Where a file is chosen or dropped; <c>wwwroot/js/upload.js</c> sends it.</summary>
public sealed partial class UploadDrop : IAsyncDisposable
{
    private ElementReference _place;
    private ElementReference _input;
    private DotNetObjectReference<UploadDrop>? _self;
    private IJSObjectReference? _module;
    private IJSObjectReference? _ear;
    private string? _problem;

    [Inject]
    private UploadService Uploads { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private AntiforgeryStateProvider Antiforgery { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    /// <summary>Whether the page shows another file.</summary>
    [Parameter]
    public bool IsSmall { get; set; }

    /// <summary>Raised with the new upload of a chosen file.</summary>
    [Parameter]
    public EventCallback<Guid> OnChosen { get; set; }

    /// <summary>Raised with an upload that could not be sent and was removed; the message is shown here.</summary>
    [Parameter]
    public EventCallback<Guid> OnNotSent { get; set; }

    /// <summary>Called by the script when a file was chosen or dropped.</summary>
    /// <returns>Where to send it; null if it was refused.</returns>
    [JSInvokable]
    public async Task<SendTarget?> AnnounceAsync(string name, long length, int files)
    {
        _problem = files > 1 ? "Drop one file at a time." : null;
        var announced = _problem is null ? await Uploads.AnnounceAsync(Current.Actor, name, length, CancellationToken.None) : null;
        _problem ??= announced?.Refusal?.Message;
        StateHasChanged();
        if (announced?.Value is not { } upload)
            return null;
        await OnChosen.InvokeAsync(upload.Id);
        return new SendTarget(
            upload.Id,
            UploadRoutes.AddressOf(upload.Id),
            "RequestVerificationToken",
            Antiforgery.GetAntiforgeryToken()?.Value ?? ""
        );
    }

    /// <summary>Called by the script when the request failed.</summary>
    /// <param name="id">The upload.</param>
    /// <param name="answer">The server's response; empty without one.</param>
    [JSInvokable]
    public async Task SendingFailedAsync(Guid id, string answer)
    {
        // If the file began to arrive, the upload itself shows what happened.
        var isUnknown = Uploads.List(Current.Actor).Value?.FirstOrDefault(u => u.Id == id) is { Stage: UploadStage.Sending };
        if (!isUnknown)
            return;
        await Uploads.DiscardAsync(Current.Actor, id, CancellationToken.None);
        _problem =
            answer.Length > 0 ? answer : "The upload failed: no answer from the portal, or the file was moved or changed. Choose it again.";
        StateHasChanged();
        await OnNotSent.InvokeAsync(id);
    }

    /// <summary>Moves the focus here.</summary>
    public async Task FocusAsync() => await _input.FocusAsync(preventScroll: true);

    /// <summary>Stops sending a file, if this browser is sending it.</summary>
    public async Task StopAsync(Guid id)
    {
        if (_module is not null)
            await _module.InvokeVoidAsync("stop", id);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_ear is not null)
            {
                await _ear.InvokeVoidAsync("dispose");
                await _ear.DisposeAsync();
            }

            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (Exception error) when (error is JSDisconnectedException or JSException or OperationCanceledException)
        {
            // The browser has disconnected.
        }

        _self?.Dispose();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _self = DotNetObjectReference.Create(this);
        _module = await Script.InvokeAsync<IJSObjectReference>("import", "./js/upload.js");
        _ear = await _module.InvokeAsync<IJSObjectReference>("listen", _place, _input, _self);
        StateHasChanged();
    }
}

/// <summary>Where the script sends a file, with which token.</summary>
public sealed record SendTarget(Guid Id, string Address, string TokenHeader, string Token);
