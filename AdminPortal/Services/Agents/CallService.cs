using System.Text.Json;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Providers.Agents;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Agents;

/// <summary>The calls that agents answered, saved from the provider's events, each event once.</summary>
public sealed class CallService(PortalReader reads, PortalWriter writer, TimeProvider clock)
{
    private const int Days = 30;
    private const int MostLatest = 10;
    private const int Batch = 500;
    private const int MostStrangers = 100;

    /// <summary>How often calls answered by the same unknown agent are recorded.</summary>
    private static readonly TimeSpan s_strangerPause = TimeSpan.FromDays(1);

    /// <summary>Providers repeat an event within minutes; event ids are kept for longer than that, then deleted.</summary>
    private static readonly TimeSpan s_memory = TimeSpan.FromDays(7);

    /// <summary>Saves a provider's event about a call. The actor is the system, after the signature was verified.</summary>
    /// <returns>Whether it was new: false for a repeated event and for an agent that is not ours.</returns>
    public async Task<Outcome<bool>> TakeAsync(Actor actor, string provider, CallNotice notice, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("tell of calls");
        return await writer.RunAsync<bool>(
            actor,
            async write =>
            {
                var agent = await write
                    .Db.Agents.AsNoTracking()
                    .SingleOrDefaultAsync(a => a.Provider == provider && a.ProviderAgentId == notice.AgentId, cancel);
                if (agent is null)
                    return await NoteStrangerAsync(write, provider, notice, cancel);
                if (
                    await write.Db.WebhookEvents.AnyAsync(
                        e => e.Provider == provider && e.CallId == notice.CallId && e.Event == notice.Event,
                        cancel
                    )
                )
                    return false;
                write.Db.WebhookEvents.Add(
                    new WebhookEvent
                    {
                        Provider = provider,
                        CallId = notice.CallId,
                        Event = notice.Event,
                        ReceivedAt = write.Now,
                    }
                );

                var call = await write.Db.AgentCalls.SingleOrDefaultAsync(c => c.Provider == provider && c.CallId == notice.CallId, cancel);
                if (call is null)
                {
                    call = new AgentCall
                    {
                        Id = UuidV7.Create(write.Now),
                        Provider = provider,
                        CallId = notice.CallId,
                        BusinessId = agent.BusinessId,
                        StartedAt = notice.StartedAt ?? write.Now,
                    };
                    write.Db.AgentCalls.Add(call);
                }

                // An earlier event that arrives late has less information: fields that it lacks are kept.
                call.FromNumber ??= notice.FromNumber;
                call.ToNumber ??= notice.ToNumber;
                call.StartedAt = notice.StartedAt ?? call.StartedAt;
                call.EndedAt ??= notice.EndedAt;
                call.DurationMilliseconds ??= notice.DurationMilliseconds;
                call.EndReason ??= notice.EndReason;
                write.Touch(ChangeKind.Calls, agent.BusinessId);
                return true;
            },
            cancel
        );
    }

    /// <summary>Records that an unknown agent answered a call to one of our numbers. Once a day for each number and agent.</summary>
    private static async Task<Outcome<bool>> NoteStrangerAsync(
        PortalWrite write,
        string provider,
        CallNotice notice,
        CancellationToken cancel
    )
    {
        if (await write.Db.Numbers.AsNoTracking().SingleOrDefaultAsync(n => n.Number == notice.ToNumber, cancel) is not { } number)
            return false;

        // A new agent may receive calls before its id is stored.
        if (
            await write.Db.Agents.AnyAsync(
                a => a.BusinessId == number.AssignedTo && (a.ProviderAgentId == null || a.Provider != provider),
                cancel
            )
        )
            return false;
        var since = write.Now - s_strangerPause;
        var noted = await write
            .Db.AuditEvents.AsNoTracking()
            .Where(e => e.RecordId == number.Id && e.Action == AuditActions.NumberAnsweredElsewhere && e.At > since)
            .Select(e => e.After)
            .ToListAsync(cancel);
        if (noted.Any(after => after?.Contains($"\"{notice.AgentId}\"", StringComparison.Ordinal) == true))
            return false;
        write.Audit(
            AuditActions.NumberAnsweredElsewhere,
            AuditRecords.Call,
            number.Id,
            null,
            new { notice.AgentId, notice.CallId },
            ChangeKind.Numbers,
            number.AssignedTo,
            number.Number
        );
        write.Touch(ChangeKind.Agents);
        if (number.AssignedTo is { } holder)
            write.Touch(ChangeKind.Businesses, holder);
        return true;
    }

    /// <summary>Calls to our numbers that unknown agents answered in the last 7 days, the latest of each number and agent. For admins,
    /// support and viewers.</summary>
    public async Task<Outcome<IReadOnlyList<UnknownAgentCall>>> StrangersAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("see calls");
        return await reads.RunAsync<IReadOnlyList<UnknownAgentCall>>(
            async db =>
            {
                var first = UuidV7.First(clock.GetUtcNow() - TimeSpan.FromDays(7));
                var events = await db
                    .AuditEvents.Where(e => e.Action == AuditActions.NumberAnsweredElsewhere && e.Id > first)
                    .OrderByDescending(e => e.Id)
                    .Take(MostStrangers)
                    .ToListAsync(cancel);
                return Outcome.Done<IReadOnlyList<UnknownAgentCall>>([
                    .. events
                        .Select(e => new UnknownAgentCall(
                            e.Number!,
                            e.BusinessId,
                            JsonDocument.Parse(e.After!).RootElement.GetProperty("agent_id").GetString()!,
                            e.At
                        ))
                        .DistinctBy(s => (s.Number, s.AgentId)),
                ]);
            },
            cancel
        );
    }

    /// <summary>A business's calls of the last 30 days. For staff and for the business itself.</summary>
    /// <param name="zone">The viewer's time zone, for counting days.</param>
    public async Task<Outcome<BusinessCalls>> OfBusinessAsync(Actor actor, Guid businessId, TimeZoneInfo zone, CancellationToken cancel)
    {
        if (!actor.MaySee(businessId))
            return new Refusal.NotFound("such business");
        return await reads.RunAsync<BusinessCalls>(
            async db =>
            {
                var now = clock.GetUtcNow();
                var since = DayCount.Before(Days, now);
                var calls = db.AgentCalls.Where(c => c.BusinessId == businessId);
                var started = await calls.Where(c => c.StartedAt >= since).Select(c => c.StartedAt).ToListAsync(cancel);
                return new BusinessCalls(
                    DayCount.Last(Days, now, zone, started.Select(at => (at, 1L))),
                    await LatestAsync(calls, MostLatest, cancel)
                );
            },
            cancel
        );
    }

    /// <summary>The last known call to a number; null if there is none. For admins, support and viewers.</summary>
    /// <param name="number">In E.164.</param>
    public async Task<Outcome<LastCall>> LastOnNumberAsync(Actor actor, string number, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("see calls");
        return await reads.RunAsync<LastCall>(
            async db =>
            {
                return new LastCall(
                    await db
                        .AgentCalls.Where(c => c.ToNumber == number)
                        .OrderByDescending(c => c.StartedAt)
                        .Select(c => (DateTimeOffset?)c.StartedAt)
                        .FirstOrDefaultAsync(cancel)
                );
            },
            cancel
        );
    }

    /// <summary>Deletes event ids that no provider repeats any more; the calls stay.</summary>
    /// <returns>How many were deleted.</returns>
    public async Task<Outcome<int>> ForgetEventsAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("forget events");
        var forgotten = 0;
        while (true)
        {
            var batch = await writer.RunAsync<int>(
                actor,
                async write =>
                {
                    var oldest = write.Now - s_memory;
                    return await write
                        .Db.WebhookEvents.Where(e => e.ReceivedAt < oldest)
                        .OrderBy(e => e.ReceivedAt)
                        .Take(Batch)
                        .ExecuteDeleteAsync(cancel);
                },
                cancel
            );
            if (!batch.IsDone)
                return batch;
            forgotten += batch.Value;
            if (batch.Value < Batch)
                return forgotten;
        }
    }

    private static async Task<IReadOnlyList<CallRecord>> LatestAsync(IQueryable<AgentCall> calls, int most, CancellationToken cancel)
    {
        var rows = await calls.OrderByDescending(c => c.StartedAt).Take(most).ToListAsync(cancel);
        return [.. rows.Select(CallRecord.Of)];
    }
}

/// <summary>A call to one of our numbers that an unknown agent answered.</summary>
/// <param name="BusinessId">The holder of the number at that time; null without one.</param>
/// <param name="AgentId">The provider's id.</param>
public sealed record UnknownAgentCall(string Number, Guid? BusinessId, string AgentId, DateTimeOffset At);

/// <summary>The last call.</summary>
/// <param name="At">Null if no call is known.</param>
public sealed record LastCall(DateTimeOffset? At);
