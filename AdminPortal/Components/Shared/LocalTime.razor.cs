using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Shared;

/// <summary>Shows a time in the viewer's zone and language; the exact UTC time is its title.</summary>
public partial class LocalTime
{
    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    [Parameter, EditorRequired]
    public DateTimeOffset At { get; set; }

    /// <summary>The present, to show how long ago a recent time was; null always shows the time itself.</summary>
    [Parameter]
    public DateTimeOffset? Now { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || Browser.IsZoneAsked)
            return;
        await Browser.FindZoneAsync();
        StateHasChanged();
    }

    private string Text => Format.Moment(At, Browser.Zone, Browser.Patterns);

    private string? Recent => Now is { } now ? Format.Recent(At, now) : null;

    private string Title => Recent is null ? Format.ExactMoment(At) : $"{Text} ({Format.ExactMoment(At)})";
}
