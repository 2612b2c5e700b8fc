using AdminPortal.Data.Entities;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Agents;

/// <summary>
/// The right to work on one agent, while no other process does. It is renewed while the work goes on; a process that died loses it.
/// </summary>
internal sealed class AgentLease(AgentTask task, PortalWriter writer, AgentSettings settings)
{
    /// <summary>The agent's row while this work holds its lease; null when another has it.</summary>
    public static Task<AgentSync?> HeldAsync(PortalWrite write, AgentTask task, CancellationToken cancel) =>
        write.Db.AgentSyncs.SingleOrDefaultAsync(s => s.AgentId == task.AgentId && s.LeaseOwner == task.Lease, cancel);

    /// <summary>Renews the lease until the work is over; cancels it when another process has taken the agent over.</summary>
    public async Task KeepAsync(TimeProvider clock, CancellationTokenSource work)
    {
        try
        {
            while (true)
            {
                await Task.Delay(settings.Lease / 3, clock, work.Token);
                var held = await RenewAsync(_ => { }, work.Token);
                if (held.IsDone && !held.Value)
                    await work.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The work is over.
        }
    }

    /// <summary>Makes sure of the lease, before something that is not to be done twice.</summary>
    /// <exception cref="LeaseLostException">Another has it, or it could not be looked at.</exception>
    public Task HoldAsync(CancellationToken cancel) => MustRenewAsync(_ => { }, cancel);

    /// <summary>Notes that a number is about to ring the agent, so that a crash leaves nothing bound that nobody knows of.</summary>
    /// <exception cref="LeaseLostException">Another has the lease, or it could not be looked at.</exception>
    public Task IntendAsync(string number, CancellationToken cancel) =>
        number == task.BoundNumber ? Task.CompletedTask : MustRenewAsync(sync => sync.BoundNumber = number, cancel);

    /// <summary>Gives the lease up in the middle of the work; what was seen so far is kept.</summary>
    public Task LetGoAsync(ProviderView? view) =>
        writer.RunAsync<bool>(
            Actor.System,
            async write =>
            {
                if (await HeldAsync(write, task, CancellationToken.None) is not { } sync)
                    return false;
                (sync.LeaseOwner, sync.LeaseUntil) = (null, null);
                if (view is not null)
                    (sync.Seen, sync.SeenAt) = (view.ToJson(), write.Now);
                return true;
            },
            CancellationToken.None
        );

    private async Task MustRenewAsync(Action<AgentSync> note, CancellationToken cancel)
    {
        if (await RenewAsync(note, cancel) is not { IsDone: true, Value: true })
            throw new LeaseLostException();
    }

    private Task<Outcome<bool>> RenewAsync(Action<AgentSync> note, CancellationToken cancel) =>
        writer.RunAsync<bool>(
            Actor.System,
            async write =>
            {
                if (await HeldAsync(write, task, cancel) is not { } sync)
                    return false;
                sync.LeaseUntil = write.Now + settings.Lease;
                note(sync);
                return true;
            },
            cancel
        );
}

/// <summary>The work may not go on: another process may be doing it.</summary>
internal sealed class LeaseLostException() : Exception("The lease was lost, or could not be looked at.");
