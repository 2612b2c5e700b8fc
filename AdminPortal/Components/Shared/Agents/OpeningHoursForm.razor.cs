using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Shared.Agents;

/// <summary>Edits opening hours; a new time zone is the user's own.</summary>
public sealed partial class OpeningHoursForm
{
    private static readonly string[] s_zones =
    [
        .. TimeZoneInfo.GetSystemTimeZones().Where(zone => zone.HasIanaId).Select(zone => zone.Id).Order(StringComparer.Ordinal),
    ];

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    protected override async Task OnInitializedAsync() => Fields.TimeZone ??= (await Browser.FindZoneAsync()).Id;

    private Task<IEnumerable<string>> FindAsync(string? text, CancellationToken cancel)
    {
        // The field still has its value: everything else can be chosen too.
        var typed = text == Fields.TimeZone ? "" : (text ?? "").Trim().Replace(' ', '_');
        return Task.FromResult(s_zones.Where(zone => zone.Contains(typed, StringComparison.OrdinalIgnoreCase)));
    }
}
