using AdminPortal.Services;
using AdminPortal.Services.Agents;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Shared.Agents;

/// <summary>Creates or edits a business's agent; returns the resulting <see cref="AgentRecord"/>.</summary>
public sealed partial class AgentDialog
{
    public static readonly DialogOptions Options = new()
    {
        MaxWidth = MaxWidth.Small,
        FullWidth = true,
        BackdropClick = false,
        CloseOnEscapeKey = true,
    };

    private readonly string _formId = $"agent-{Guid.NewGuid():N}";
    private readonly AgentFields _fields = new();
    private long? _seen;
    private bool _isBusy;
    private AgentDetails? _base;
    private AgentDetails? _now;
    private string? _field;
    private string? _problem;
    private string? _fault;

    /// <summary>The agent to edit, as shown; null creates one for <see cref="BusinessId"/>.</summary>
    [Parameter]
    public AgentDetails? Agent { get; set; }

    [Parameter]
    public Guid BusinessId { get; set; }

    [Parameter]
    public string BusinessName { get; set; } = "";

    [CascadingParameter]
    private IMudDialogInstance? Dialog { get; set; }

    [Inject]
    private AgentService Agents { get; set; } = null!;

    [Inject]
    private AgentBoardService Board { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

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
        (_base, _seen) = (agent, agent.Row.RowVersion);
    }

    private async Task SaveAsync()
    {
        if (_isBusy)
            return;
        _isBusy = true;
        (_field, _problem, _fault) = (null, null, null);
        var wishes = _fields.Wishes;
        var saved = Agent is null
            ? await Agents.CreateAsync(Current.Actor, BusinessId, wishes, CancellationToken.None)
            : await Agents.ChangeAsync(Current.Actor, Agent.Row.Id, wishes, _seen, CancellationToken.None);
        _isBusy = saved.IsDone;
        switch (saved.Refusal)
        {
            case null:
                Dialog?.Close(DialogResult.Ok(saved.Value));
                break;
            case Refusal.Invalid wrong:
                (_field, _problem, _now) = ($"agent.{wrong.Field}", wrong.Problem, null);
                break;
            case Refusal.Stale:
                await CompareAsync();
                break;
            default:
                _fault = saved.Refusal.Message;
                break;
        }
    }

    /// <summary>Reconciliation changes an agent too. There is a conflict only if somebody changed the fields edited here.</summary>
    private async Task CompareAsync()
    {
        var found = await Board.FindAsync(Current.Actor, Agent!.Row.Id, CancellationToken.None);
        if (found.Value is not { } now)
        {
            _fault = found.Refusal?.Message;
            return;
        }

        _seen = now.Row.RowVersion;
        if (IsSame(now, _base!))
            await SaveAsync();
        else
            (_base, _now) = (now, now);
    }

    private void TakeTheirs()
    {
        Fill(_now!);
        _now = null;
    }

    private static bool IsSame(AgentDetails one, AgentDetails other) =>
        (one.Row.Name, one.VoiceId, one.Language, one.Greeting, one.Prompt)
        == (other.Row.Name, other.VoiceId, other.Language, other.Greeting, other.Prompt);

    private IReadOnlyList<(string, string?, string?)> Compared(AgentDetails now) =>
        [
            ("Name", _fields.Name, now.Row.Name),
            ("Voice", _fields.VoiceId, now.VoiceId),
            ("Language", _fields.Language, now.Language),
            ("Greeting", _fields.Greeting, now.Greeting),
            ("Instructions", _fields.Prompt, now.Prompt),
        ];
}
