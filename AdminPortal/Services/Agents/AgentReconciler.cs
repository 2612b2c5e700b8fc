using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Providers.Agents;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Agents;

/// <summary>Reconciles one agent at a time under its lease, and saves the result.</summary>
internal sealed partial class AgentReconciler(
    IAgentProvider provider,
    PortalWriter writer,
    AgentLeases leases,
    InstallationService installation,
    AgentSettings settings,
    TimeProvider clock,
    ILogger<AgentReconciler> log
)
{
    private const int MostFault = 1000;

    /// <summary>
    /// One attempt for one agent. A failure is saved with the time of the next attempt.
    /// </summary>
    public async Task ReconcileAsync(LeasedAgent leased, CancellationToken stopping)
    {
        using var work = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var lease = leases.Of(leased);
        var keeping = lease.KeepAsync(clock, work);
        Attempt? attempt = null;
        try
        {
            var mark = new AgentMark(await installation.IdAsync(work.Token), leased.BusinessId);
            attempt = new Attempt(provider, leased, mark, settings.RepairsDrift || leased.IsNews, lease);
            var differences = await attempt.RunAsync(work.Token);
            await FinishAsync(leased, attempt, differences);
        }
        catch (Exception error) when (error is LeaseLostException || error is OperationCanceledException && work.IsCancellationRequested)
        {
            // Stopped, or another process took over. The next attempt reads again what this one began.
            await lease.LetGoAsync(attempt?.View);
        }
        catch (AgentProviderException fault)
        {
            log.LogInformation(
                "Agent {Agent}: {Call} failed ({Fault}): {Message}",
                leased.AgentId,
                attempt?.LastCall,
                fault.Fault,
                fault.Message
            );
            await FailAsync(leased, attempt, fault.Message, fault.Fault, fault.RetryAfter);
        }
        catch (Exception error)
        {
            log.LogError(error, "Agent {Agent}: {Call} failed", leased.AgentId, attempt?.LastCall);
            await FailAsync(leased, attempt, "Internal error. See the portal's log.", AgentFault.Passing, null);
        }
        finally
        {
            await work.CancelAsync();
            await keeping;
        }
    }

    private Task FinishAsync(LeasedAgent leased, Attempt attempt, IReadOnlyList<AgentDifference> differences) =>
        WriteAsync(
            leased,
            attempt,
            async (write, sync, agent) =>
            {
                sync.Attempts = 0;
                sync.LastFault = null;
                // A date that was set in the meantime is for something that this attempt may not have seen.
                if (sync.DueAt == leased.DueAt)
                    sync.DueAt = null;
                var businessVersion = await write
                    .Db.Businesses.Where(b => b.Id == leased.BusinessId)
                    .Select(b => b.RowVersion)
                    .SingleAsync();
                if (leased.BoundNumber is { } old && old != leased.Number)
                    await WakeHolderAsync(write, old, leased.AgentId);

                // It was changed during this attempt: what was read is kept, and the next attempt does the rest.
                var isLatest = agent.RowVersion == leased.AgentVersion;
                var status =
                    !isLatest ? agent.Status
                    : differences.Count > 0 ? AgentStatus.Drifted
                    : agent.IsPaused || leased.IsClosed ? AgentStatus.Paused
                    : AgentStatus.Active;
                var error =
                    !isLatest ? agent.LastError
                    : differences.Count > 0 ? AgentDifference.Sentence(differences)
                    : null;
                SetState(write, agent, status, error, leased.IsClosed ? null : attempt.View!.AgentId ?? agent.ProviderAgentId);
                await write.SaveAsync(CancellationToken.None);
                sync.AgentVersion = isLatest ? agent.RowVersion : leased.AgentVersion;
                sync.BusinessVersion = Math.Min(businessVersion, leased.BusinessVersion);
            }
        );

    private Task FailAsync(LeasedAgent leased, Attempt? attempt, string message, AgentFault fault, TimeSpan? asked) =>
        WriteAsync(
            leased,
            attempt,
            (write, sync, agent) =>
            {
                sync.Attempts = attempt is { HasMade: true } ? 1 : sync.Attempts + 1;
                sync.LastFault = Shortened(message);
                sync.DueAt =
                    write.Now
                    + (fault == AgentFault.ForAPerson ? Backoff.ForAPerson : Backoff.After(sync.Attempts, asked, settings.MostBackoff));
                if (fault == AgentFault.ForAPerson && agent.RowVersion == leased.AgentVersion)
                    SetState(write, agent, AgentStatus.Failed, sync.LastFault, attempt?.View?.AgentId ?? agent.ProviderAgentId);
                return Task.CompletedTask;
            }
        );

    /// <summary>Saves the result of an attempt and releases the lease; does nothing when the lease was lost.</summary>
    private async Task WriteAsync(LeasedAgent leased, Attempt? attempt, Func<PortalWrite, AgentSync, AiAgent, Task> note)
    {
        var written = await writer.RunAsync<bool>(
            Actor.System,
            async write =>
            {
                if (await AgentLease.HeldAsync(write, leased, CancellationToken.None) is not { } sync)
                    return false;
                var agent = await write.Db.Agents.SingleAsync(a => a.Id == leased.AgentId);
                (sync.LeaseOwner, sync.LeaseUntil) = (null, null);
                if (attempt is not null)
                {
                    (sync.LastCall, sync.LastCallAt) = (attempt.LastCall, write.Now);
                    sync.BoundNumber = attempt.BoundNumber;
                    if (attempt.View is { } view)
                        (sync.Seen, sync.SeenAt) = (view.ToJson(), write.Now);
                }

                await note(write, sync, agent);
                write.Touch(ChangeKind.Agents, agent.Id);
                return true;
            },
            CancellationToken.None
        );
        if (!written.IsDone)
            log.LogWarning(
                "The result for agent {Agent} could not be saved, and the attempt is repeated: {Why}",
                leased.AgentId,
                written.Refusal.Message
            );
    }

    /// <summary>Changes the agent's row only when the state is new: each change has a version and an event.</summary>
    private void SetState(PortalWrite write, AiAgent agent, AgentStatus status, string? error, string? providerId)
    {
        if (agent.Status == status && agent.LastError == error && agent.ProviderAgentId == providerId && agent.Provider == provider.Name)
            return;
        var before = new
        {
            status = agent.Status.ToText(),
            agent.LastError,
            agent.ProviderAgentId,
        };
        (agent.Status, agent.LastError, agent.ProviderAgentId, agent.Provider) = (status, error, providerId, provider.Name);
        if (status is AgentStatus.Active or AgentStatus.Paused)
            agent.LastSyncedAt = write.Now;
        var action = status switch
        {
            AgentStatus.Failed => AuditActions.AgentFailed,
            AgentStatus.Drifted => AuditActions.AgentDrifted,
            _ => AuditActions.AgentReady,
        };
        write.AuditAgent(
            action,
            agent,
            before,
            new
            {
                status = status.ToText(),
                agent.LastError,
                agent.ProviderAgentId,
            }
        );
    }

    /// <summary>A number that was just unbound may have a new holder, whose agent checks its binding again.</summary>
    private static Task<int> WakeHolderAsync(PortalWrite write, string number, Guid except) =>
        write
            .Db.AgentSyncs.Where(s =>
                s.AgentId != except
                && write.Db.Agents.Any(a =>
                    a.Id == s.AgentId && write.Db.Businesses.Any(b => b.Id == a.BusinessId && b.PhoneNumber == number)
                )
            )
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.DueAt, write.Now));

    private static string Shortened(string text) => text.Length <= MostFault ? text : text[..MostFault];
}
