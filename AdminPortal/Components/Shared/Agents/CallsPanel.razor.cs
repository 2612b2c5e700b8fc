using AdminPortal.Services;
using AdminPortal.Services.Agents;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Shared.Agents;

/// <summary>A business's calls, live.</summary>
public sealed partial class CallsPanel : IDisposable
{
    private BusinessCalls? _calls;
    private string? _problem;
    private IDisposable? _listening;

    [Parameter, EditorRequired]
    public Guid BusinessId { get; set; }

    [Inject]
    private CallService Calls { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    public void Dispose() => _listening?.Dispose();

    protected override Task OnParametersSetAsync() => LoadAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _listening = Changes.Listen(() => InvokeAsync(RefreshAsync), ChangeKind.Calls);

        // Days begin in the viewer's time zone, which is unknown until the browser reports it.
        if ((await Browser.FindZoneAsync()).Id != TimeZoneInfo.Utc.Id)
            await RefreshAsync();
    }

    private async Task RefreshAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        var business = BusinessId;
        var found = await Calls.OfBusinessAsync(Current.Actor, business, Browser.Zone, CancellationToken.None);
        if (business != BusinessId)
            return;
        _problem = found.Refusal?.Message;
        _calls = found.Value ?? _calls;
    }
}
