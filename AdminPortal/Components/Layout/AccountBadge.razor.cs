using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Layout;

/// <summary>Says as whom the pages act.</summary>
public partial class AccountBadge
{
    [Inject]
    private CurrentActor Current { get; set; } = null!;

    private string Name => Current.Actor.Name;
}
