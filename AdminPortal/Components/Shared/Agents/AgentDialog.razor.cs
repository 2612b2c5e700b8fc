using AdminPortal.Services;
using AdminPortal.Services.Agents;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Shared.Agents;

/// <summary>Creates or edits a business's agent; returns the resulting <see cref="AgentRecord"/>.</summary>
public sealed partial class AgentDialog
{
    private readonly AgentFields _fields = new();
    private readonly HoursFields _hours = new();
    private long? _seen;
    private AgentDetails? _base;
    private AgentDetails? _now;
    private string? _field;
    private string? _problem;

    /// <summary>The agent to edit, as shown; null creates one for <see cref="BusinessId"/>.</summary>
    [Parameter]
    public AgentDetails? Agent { get; set; }

    [Parameter]
    public Guid BusinessId { get; set; }

    [Parameter]
    public string BusinessName { get; set; } = "";

    [Inject]
    private AgentService Agents { get; set; } = null!;

    [Inject]
    private AgentBoardService Board { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    private string SubmitText =>
        _now is not null ? "Overwrite"
        : Agent is null ? "Create agent"
        : "Save changes";

    protected override void OnInitialized()
    {
        if (Agent is null)
            _fields.Suggest(BusinessName);
        else
            Fill(Agent);
    }

    private void Fill(AgentDetails agent)
    {
        (_fields.Name, _fields.VoiceId, _fields.Language, _fields.Greeting, _fields.Prompt) = (
            agent.Row.Name,
            agent.VoiceId,
            agent.Language,
            agent.Greeting,
            agent.Prompt
        );
        _hours.Fill(agent.OpeningHours);
        (_base, _seen) = (agent, agent.Row.RowVersion);
    }

    private async Task SaveAsync()
    {
        (_field, _problem) = (null, null);
        var wishes = _fields.Wishes with { OpeningHours = _hours.Wish, RemovesOpeningHours = _hours.Wish is null };
        var saved = Agent is null
            ? await Agents.CreateAsync(Current.Actor, BusinessId, wishes, CancellationToken.None)
            : await Agents.ChangeAsync(Current.Actor, Agent.Row.Id, wishes, _seen, CancellationToken.None);
        switch (saved.Refusal)
        {
            case null:
                Close(saved.Value);
                break;
            case Refusal.Invalid wrong:
                (_field, _problem, _now) = ($"agent.{wrong.Field}", wrong.Problem, null);
                break;
            case Refusal.Stale:
                await CompareAsync();
                break;
            default:
                Fault = saved.Refusal.Message;
                break;
        }
    }

    /// <summary>Reconciliation changes an agent too. There is a conflict only if somebody changed the fields edited here.</summary>
    private async Task CompareAsync()
    {
        var found = await Board.FindAsync(Current.Actor, Agent!.Row.Id, CancellationToken.None);
        if (found.Value is not { } now)
        {
            Fault = found.Refusal?.Message;
            return;
        }

        _seen = now.Row.RowVersion;
        if (IsSame(now, _base!))
            await SaveAsync();
        else
            (_base, _now) = (now, now);
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

    private static bool IsSame(AgentDetails one, AgentDetails other) =>
        (one.Row.Name, one.VoiceId, one.Language, one.Greeting, one.Prompt, one.OpeningHours?.ToJson())
        == (other.Row.Name, other.VoiceId, other.Language, other.Greeting, other.Prompt, other.OpeningHours?.ToJson());

    private IReadOnlyList<(string, string?, string?)> Compared(AgentDetails now) =>
        [
            ("Name", _fields.Name, now.Row.Name),
            ("Voice", _fields.VoiceId, now.VoiceId),
            ("Language", _fields.Language, now.Language),
            ("Greeting", _fields.Greeting, now.Greeting),
            ("Instructions", _fields.Prompt, now.Prompt),
            ("Opening hours", _hours.InWords, HoursFields.Words(now.OpeningHours)),
        ];
}
