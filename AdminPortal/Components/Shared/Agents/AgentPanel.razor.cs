using AdminPortal.Services;
using AdminPortal.Services.Agents;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Shared.Agents;

/// <summary>The details of one agent, live.</summary>
public sealed partial class AgentPanel : IDisposable
{
    private AgentDetails? _agent;
    private string? _problem;
    private IDisposable? _listening;

    [Parameter, EditorRequired]
    public Guid AgentId { get; set; }

    [Inject]
    private AgentBoardService Board { get; set; } = null!;

    [Inject]
    private AgentActions Actions { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    // Before the page is live, a click would be lost.
    private bool IsLive => RendererInfo.IsInteractive;

    public void Dispose() => _listening?.Dispose();

    protected override async Task OnParametersSetAsync()
    {
        if (_agent?.Row.Id != AgentId)
            _agent = null;
        await LoadAsync();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _listening = Changes.Listen(() => InvokeAsync(RefreshAsync), ChangeKind.Agents, ChangeKind.Businesses);
    }

    private async Task RefreshAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        var id = AgentId;
        var found = await Board.FindAsync(Current.Actor, id, CancellationToken.None);
        if (id != AgentId)
            return;
        _problem = found.Refusal?.Message;
        _agent = found.Value ?? _agent;
    }
}
