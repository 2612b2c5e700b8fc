using AdminPortal.Components.Shared.Agents;
using AdminPortal.Services.Agents;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.My;

/// <summary>The agent of the business, with what the business itself can do.</summary>
public sealed partial class MyAgent
{
    [Parameter, EditorRequired]
    public AgentDetails Agent { get; set; } = null!;

    [Inject]
    private AgentActions Actions { get; set; } = null!;

    private bool IsLive => RendererInfo.IsInteractive;

    private string Word =>
        Agent.Row.State switch
        {
            AgentState.Provisioning => "is being set up",
            AgentState.Active => "answers your calls",
            AgentState.NoNumber => "is ready, and answers as soon as you have a number",
            AgentState.Paused => "is paused",
            _ => "has a problem that is being worked on",
        };
}
