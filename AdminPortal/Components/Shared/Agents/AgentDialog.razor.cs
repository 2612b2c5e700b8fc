using AdminPortal.Services;
using AdminPortal.Services.Agents;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Shared.Agents;

/// <summary>Makes a business's agent or edits it; returns the <see cref="AgentRecord"/> as it is then.</summary>
public sealed partial class AgentDialog
{
    public static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Small, FullWidth = true, BackdropClick = false, CloseOnEscapeKey = true };

    private readonly string _formId = $"agent-{Guid.NewGuid():N}";
    private readonly AgentFields _fields = new();
    private long? _seen;
    private bool _isBusy;
    private bool _isStale;
    private string? _field;
    private string? _problem;
    private string? _fault;

    /// <summary>The agent to edit, as it was shown; null makes one for <see cref="BusinessId"/>.</summary>
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
    private CurrentActor Current { get; set; } = null!;

    protected override void OnInitialized()
    {
        if (Agent is not { } agent)
        {
            _fields.Suggest(BusinessName);
            return;
        }

        (_fields.Name, _fields.VoiceId, _fields.Language, _fields.Greeting, _fields.Prompt) = (agent.Row.Name, agent.VoiceId, agent.Language, agent.Greeting, agent.Prompt);
        _seen = agent.Row.RowVersion;
    }

    private async Task SaveAsync()
    {
        if (_isBusy)
            return;
        _isBusy = true;
        (_field, _problem, _fault, _isStale) = (null, null, null, false);
        var wishes = _fields.Wishes;
        var saved = Agent is null
            ? await Agents.CreateAsync(Current.Actor, BusinessId, wishes, CancellationToken.None)
            : await Agents.ChangeAsync(Current.Actor, Agent.Row.Id, wishes, _seen, CancellationToken.None);
        _isBusy = false;
        switch (saved.Refusal)
        {
            case null:
                Dialog?.Close(DialogResult.Ok(saved.Value));
                break;
            case Refusal.Invalid wrong:
                (_field, _problem) = ($"agent.{wrong.Field}", wrong.Problem);
                break;
            case Refusal.Stale stale:
                (_isStale, _seen) = (true, stale.CurrentVersion);
                break;
            default:
                _fault = saved.Refusal.Message;
                break;
        }
    }
}
