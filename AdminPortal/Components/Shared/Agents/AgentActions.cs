using AdminPortal.Components.Shared.Dialogs;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Services.PhoneNumbers;
using MudBlazor;

namespace AdminPortal.Components.Shared.Agents;

/// <summary>The actions on agents for all pages; each shows a message, with an undo if possible.</summary>
internal sealed class AgentActions(
    AgentService agents,
    OrphanedAgents leftovers,
    IDialogService dialogs,
    ISnackbar snackbar,
    CurrentActor current
)
{
    /// <summary>Whether the user may act on agents; viewers only see them.</summary>
    public bool IsAllowed => current.Actor.IsStaff;

    /// <summary>Pauses the agent after a confirmation.</summary>
    public async Task PauseAsync(Guid id, string business, string? number)
    {
        var says = number is null
            ? $"The agent of {business} does not answer calls until it is resumed."
            : $"Calls to {E164.Shown(number)} are not answered by {business}’s agent until it is resumed.";
        if (await dialogs.ShowMessageBoxAsync("Pause the agent?", says, yesText: "Pause agent", cancelText: "Cancel") != true)
            return;
        await DoAsync(
            () => agents.PauseAsync(current.Actor, id, null, CancellationToken.None),
            "The agent is paused",
            () => ResumeAsync(id)
        );
    }

    /// <summary>Resumes the agent.</summary>
    public Task ResumeAsync(Guid id) =>
        DoAsync(() => agents.ResumeAsync(current.Actor, id, null, CancellationToken.None), "The agent is being resumed");

    /// <summary>Retries immediately and repairs drift.</summary>
    public Task RetryAsync(Guid id) => DoAsync(() => agents.RetryAsync(current.Actor, id, null, CancellationToken.None), "Retrying");

    /// <summary>Retries immediately for all agents that are not in sync.</summary>
    public async Task RetryAllAsync()
    {
        var outcome = await agents.RetryAllAsync(current.Actor, CancellationToken.None);
        if (outcome.IsDone)
            snackbar.Add($"Retrying {Format.Count(outcome.Value, "agent")}");
        else
            snackbar.Add(outcome.Refusal.Message, Severity.Warning);
    }

    /// <summary>Unbinds an additional number after a confirmation.</summary>
    public async Task UnbindAsync(Guid id, string number)
    {
        var shown = E164.Shown(number);
        if (
            await dialogs.ShowMessageBoxAsync(
                $"Unbind {shown}?",
                $"Calls to {shown} are no longer answered by this agent.",
                yesText: "Unbind number",
                cancelText: "Cancel"
            ) == true
        )
            await DoAsync(() => agents.UnbindAsync(current.Actor, id, number, CancellationToken.None), $"{shown} is being unbound");
    }

    /// <summary>Deletes orphaned agents at the provider after a confirmation.</summary>
    public async Task RemoveLeftoversAsync(int count)
    {
        var what = Format.Count(count, "agent");
        if (
            await dialogs.ShowMessageBoxAsync(
                $"Remove {what}?",
                "They are deleted at the provider, which cannot be undone.",
                yesText: $"Remove {what}",
                cancelText: "Cancel"
            ) != true
        )
            return;
        var outcome = await leftovers.RemoveAsync(current.Actor, CancellationToken.None);
        if (outcome.IsDone && outcome.Value == count)
            snackbar.Add($"Removed {what}");
        else
            snackbar.Add(outcome.Refusal?.Message ?? $"Removed {outcome.Value} of {what}; the provider refused the rest", Severity.Warning);
    }

    /// <summary>Lets the agent call a phone.</summary>
    /// <param name="from">The business's number, in E.164.</param>
    public async Task TestCallAsync(Guid businessId, string from)
    {
        var dialog = await dialogs.ShowAsync<TestCallDialog>(
            "Place a test call",
            new DialogParameters<TestCallDialog> { { d => d.BusinessId, businessId }, { d => d.From, from } },
            PortalDialog.Narrow
        );
        if (await dialog.GetReturnValueAsync<TestCall>() is { } call)
            snackbar.Add(
                call.IsSimulated
                    ? $"The simulated provider accepted the call to {E164.Shown(call.To)}. No phone rings."
                    : $"Calling {E164.Shown(call.To)}"
            );
    }

    /// <summary>Opens the greeting of the business's own agent.</summary>
    public async Task EditGreetingAsync(AgentDetails agent)
    {
        var dialog = await dialogs.ShowAsync<GreetingDialog>(
            "Edit greeting",
            new DialogParameters<GreetingDialog> { { d => d.Agent, agent } },
            PortalDialog.Narrow
        );
        if (await dialog.GetReturnValueAsync<AgentRecord>() is not null)
            snackbar.Add("Saved. Callers hear it in a moment");
    }

    /// <summary>Opens the opening hours of the business's own agent.</summary>
    public async Task EditHoursAsync(AgentDetails agent)
    {
        var dialog = await dialogs.ShowAsync<OpeningHoursDialog>(
            "Opening hours",
            new DialogParameters<OpeningHoursDialog> { { d => d.Agent, agent } },
            PortalDialog.Wide
        );
        if (await dialog.GetReturnValueAsync<AgentRecord>() is not null)
            snackbar.Add("Saved. The agent knows it in a moment");
    }

    /// <summary>Makes the provider's settings the agent's own after a confirmation.</summary>
    public async Task AdoptAsync(AgentBoardRow agent, ProviderView there)
    {
        if (
            await dialogs.ShowMessageBoxAsync(
                "Keep the provider’s version?",
                $"The settings at {AgentWords.Provider(agent.Provider)} replace those saved here for {agent.BusinessName}’s agent.",
                yesText: "Keep provider’s version",
                cancelText: "Cancel"
            ) == true
        )
            await DoAsync(
                () => agents.AdoptAsync(current.Actor, agent.Id, there, agent.RowVersion, CancellationToken.None),
                "The provider’s version is kept"
            );
    }

    /// <summary>Opens the agent's settings.</summary>
    public async Task EditAsync(AgentDetails agent)
    {
        var dialog = await dialogs.ShowAsync<AgentDialog>(
            $"The agent of {agent.Row.BusinessName}",
            new DialogParameters<AgentDialog> { { d => d.Agent, agent } },
            PortalDialog.Wide
        );
        if (await dialog.GetReturnValueAsync<AgentRecord>() is not null)
            snackbar.Add("Saved. Syncing with the provider");
    }

    /// <summary>Creates a business's agent.</summary>
    public async Task CreateAsync(Guid businessId, string business)
    {
        var dialog = await dialogs.ShowAsync<AgentDialog>(
            $"Create an agent for {business}",
            new DialogParameters<AgentDialog> { { d => d.BusinessId, businessId }, { d => d.BusinessName, business } },
            PortalDialog.Wide
        );
        if (await dialog.GetReturnValueAsync<AgentRecord>() is not null)
            snackbar.Add("Creating the agent");
    }

    private async Task DoAsync(Func<Task<Outcome<AgentRecord>>> action, string done, Func<Task>? undo = null)
    {
        var outcome = await action();
        if (outcome.IsDone)
            snackbar.AddDone(done, undo);
        else
            snackbar.Add(outcome.Refusal.Message, Severity.Warning);
    }
}
