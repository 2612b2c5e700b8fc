using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Shared;

/// <summary>Shows a time in the viewer's zone; the exact UTC time is its title.</summary>
public partial class LocalTime
{
    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    [Parameter, EditorRequired]
    public DateTimeOffset At { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || Browser.IsZoneAsked)
            return;
        await Browser.FindZoneAsync();
        StateHasChanged();
    }

    private string Text => Format.Moment(At, Browser.Zone);
}
