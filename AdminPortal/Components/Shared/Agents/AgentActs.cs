using AdminPortal.Components.Shared.Acts;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using MudBlazor;

namespace AdminPortal.Components.Shared.Agents;

/// <summary>What a person does to agents, from wherever it is offered; each act says that it is done, and offers the way back where there is one.</summary>
internal sealed class AgentActs(AgentService agents, IDialogService dialogs, ISnackbar snackbar, CurrentActor current)
{
    /// <summary>Lets the agent answer no calls, after saying what that means.</summary>
    public async Task PauseAsync(Guid id, string business, string? number)
    {
        var says = number is null ? $"The agent of {business} answers no calls until it is resumed." : $"Calls to {ActWords.Display(number)} are not answered by {business}’s agent until it is resumed.";
        if (await dialogs.ShowMessageBoxAsync("Pause the agent?", says, yesText: "Pause agent", cancelText: "Cancel") != true)
            return;
        await DoAsync(() => agents.PauseAsync(current.Actor, id, null, CancellationToken.None), "The agent is paused", () => ResumeAsync(id));
    }

    /// <summary>Lets the agent answer calls again.</summary>
    public Task ResumeAsync(Guid id) => DoAsync(() => agents.ResumeAsync(current.Actor, id, null, CancellationToken.None), "The agent is being resumed");

    /// <summary>Tries again at once, and sets right what differs.</summary>
    public Task RetryAsync(Guid id) => DoAsync(() => agents.RetryAsync(current.Actor, id, null, CancellationToken.None), "Trying again");

    /// <summary>Opens the agent's settings.</summary>
    public async Task EditAsync(AgentDetails agent)
    {
        var dialog = await dialogs.ShowAsync<AgentDialog>($"The agent of {agent.Row.BusinessName}", new DialogParameters<AgentDialog> { { d => d.Agent, agent } }, AgentDialog.Options);
        if (await dialog.GetReturnValueAsync<AgentRecord>() is not null)
            snackbar.Add("Saved. The provider follows in a moment");
    }

    /// <summary>Gives a business its agent.</summary>
    public async Task CreateAsync(Guid businessId, string business)
    {
        var dialog = await dialogs.ShowAsync<AgentDialog>($"Make an agent for {business}",
            new DialogParameters<AgentDialog> { { d => d.BusinessId, businessId }, { d => d.BusinessName, business } }, AgentDialog.Options);
        if (await dialog.GetReturnValueAsync<AgentRecord>() is not null)
            snackbar.Add("The agent is being made");
    }

    private async Task DoAsync(Func<Task<Outcome<AgentRecord>>> act, string done, Func<Task>? undo = null)
    {
        var outcome = await act();
        if (outcome.IsDone)
            snackbar.AddDone(done, undo);
        else
            snackbar.Add(outcome.Refusal.Message, Severity.Warning);
    }
}
