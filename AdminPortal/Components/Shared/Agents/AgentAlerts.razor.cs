using AdminPortal.Services;
using AdminPortal.Services.Agents;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Shared.Agents;

/// <summary>Alerts: agents that are not in sync, calls answered by unknown agents, refused webhooks. Live, and empty without
/// problems.</summary>
public sealed partial class AgentAlerts : IDisposable
{
    private const int MostCauses = 3;

    private IReadOnlyList<AgentTrouble> _troubles = [];
    private IReadOnlyList<UnknownAgentCall> _strangers = [];
    private IReadOnlyList<OrphanedAgent> _leftovers = [];
    private RefusedWebhooks? _refused;
    private bool _isBusy;
    private IDisposable? _listening;

    [Inject]
    private AgentBoardService Board { get; set; } = null!;

    [Inject]
    private CallService Calls { get; set; } = null!;

    [Inject]
    private OrphanedAgents Leftovers { get; set; } = null!;

    [Inject]
    private WebhookRefusals Refusals { get; set; } = null!;

    [Inject]
    private AgentActions Actions { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    private bool IsLive => RendererInfo.IsInteractive;

    private long Total => _troubles.Sum(t => t.Agents);

    public void Dispose() => _listening?.Dispose();

    protected override Task OnInitializedAsync() => LoadAsync();

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
        // If it cannot be read now, the old alerts stay: the page reports that the database is not available.
        _troubles = (await Board.TroublesAsync(Current.Actor, CancellationToken.None)).Value ?? _troubles;
        _strangers = (await Calls.StrangersAsync(Current.Actor, CancellationToken.None)).Value ?? _strangers;
        _leftovers = Leftovers.Found(Current.Actor).Value ?? _leftovers;
        _refused = Refusals.Read(Current.Actor).Value;
    }

    private async Task RetryAllAsync()
    {
        _isBusy = true;
        try
        {
            await Actions.RetryAllAsync();
        }
        finally
        {
            _isBusy = false;
        }
    }

    private static string Affected(AgentTrouble trouble)
    {
        var agents = Format.Count(trouble.Agents, "agent is", "agents are") + " not in sync";
        return trouble.Unanswered == 0 ? $"{agents}."
            : trouble.Unanswered == trouble.Agents ? Format.Count(trouble.Agents, "agent does", "agents do") + " not answer calls."
            : $"{agents}, {Format.Count(trouble.Unanswered, "of them does", "of them do")} not answer calls.";
    }

    private string LeftoverCount => Format.Count(_leftovers.Count, "agent at the provider is", "agents at the provider are");
}
