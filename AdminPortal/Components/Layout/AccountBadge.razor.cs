using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Layout;

/// <summary>Shows the signed-in user.</summary>
public partial class AccountBadge
{
    [Inject]
    private CurrentActor Current { get; set; } = null!;

    private string Name => Current.Actor.Name;
}
