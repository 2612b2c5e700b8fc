using AdminPortal.Components.Shared.Agents;
using AdminPortal.Services.Businesses;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.Businesses;

/// <summary>A business's agent.</summary>
public sealed partial class BusinessAgent
{
    [Parameter, EditorRequired]
    public BusinessRecord Business { get; set; } = null!;

    [Inject]
    private AgentActions Actions { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;
}
