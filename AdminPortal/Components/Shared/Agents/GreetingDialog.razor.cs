using AdminPortal.Services;
using AdminPortal.Services.Agents;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Shared.Agents;

/// <summary>Edits the greeting of the business's own agent; returns the resulting <see cref="AgentRecord"/>.</summary>
public sealed partial class GreetingDialog
{
    private string _greeting = "";
    private string _base = "";
    private long _seen;
    private string? _problem;
    private AgentDetails? _now;

    /// <summary>The agent as shown.</summary>
    [Parameter, EditorRequired]
    public AgentDetails Agent { get; set; } = null!;

    [Inject]
    private AgentService Agents { get; set; } = null!;

    [Inject]
    private AgentBoardService Board { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    protected override void OnInitialized() => Fill(Agent);

    private void Fill(AgentDetails agent) => (_greeting, _base, _seen) = (agent.Greeting, agent.Greeting, agent.Row.RowVersion);

    private async Task SaveAsync()
    {
        _problem = null;
        var saved = await Agents.ChangeOwnAsync(Current.Actor, new OwnAgentChange(_greeting), _seen, CancellationToken.None);
        switch (saved.Refusal)
        {
            case null:
                Close(saved.Value);
                break;
            case Refusal.Invalid wrong:
                (_problem, _now) = (wrong.Problem, null);
                break;
            case Refusal.Stale:
                await CompareAsync();
                break;
            default:
                Fault = saved.Refusal.Message;
                break;
        }
    }

    /// <summary>Reconciliation changes an agent too. There is a conflict only if somebody changed the greeting.</summary>
    private async Task CompareAsync()
    {
        var found = await Board.FindAsync(Current.Actor, Agent.Row.Id, CancellationToken.None);
        if (found.Value is not { } now)
        {
            Fault = found.Refusal?.Message;
            return;
        }

        _seen = now.Row.RowVersion;
        if (now.Greeting == _base)
            await SaveAsync();
        else
            (_base, _now) = (now.Greeting, now);
    }

    private void Leave()
    {
        if (_now is not { } theirs)
        {
            Cancel();
            return;
        }

        Fill(theirs);
        _now = null;
    }
}
