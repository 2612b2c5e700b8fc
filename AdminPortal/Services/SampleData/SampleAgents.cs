using System.Globalization;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.SampleData;

/// <summary>Creates agents and calls for the sample businesses, with the simulated provider only: a real one would cost money. The agents
/// are reconciled like any others.</summary>
internal sealed class SampleAgents(AgentService agents, PortalWriter writer, SampleClock clock, Random random)
{
    private const int CallDays = 45;
    private const int MostCalls = 20_000;
    private const int Batch = 1_000;

    private static readonly string[] s_ends = ["user_hangup", "user_hangup", "user_hangup", "agent_hangup", "call_transfer", "inactivity"];

    /// <summary>Opening hours of the sample businesses; some gave none.</summary>
    private static readonly OpeningHoursRecord?[] s_hours =
    [
        Weekly("America/Chicago", ["08:00-17:00"], []),
        Weekly("America/New_York", ["09:00-12:30", "13:30-18:00"], ["10:00-14:00"]),
        null,
        Weekly("America/Denver", ["07:30-16:00"], ["08:00-12:00"]) with
        {
            WhenClosed = "Say that we call back on the next working day, and ask for name and number.",
        },
        Weekly("America/Los_Angeles", ["10:00-19:00"], ["10:00-19:00"]),
    ];

    private int _made;

    public Task<Outcome<AgentRecord>> MakeAsync(Actor actor, Guid business, CancellationToken cancel) =>
        agents.CreateAsync(actor, business, new AgentConfiguration(OpeningHours: s_hours[_made++ % s_hours.Length]), cancel);

    /// <summary>Creates calls of the last weeks, for current holders and as long as they have held their number.</summary>
    public async Task CallAsync(Actor actor, CancellationToken cancel)
    {
        clock.Set(clock.End);
        var calls = await PlanAsync(actor, cancel);
        foreach (var some in calls.Chunk(Batch))
        {
            await writer.RunAsync<int>(
                actor,
                write =>
                {
                    write.Db.AgentCalls.AddRange(some);
                    write.Touch(ChangeKind.Calls);
                    return Task.FromResult<Outcome<int>>(some.Length);
                },
                cancel
            );
        }
    }

    private async Task<List<AgentCall>> PlanAsync(Actor actor, CancellationToken cancel)
    {
        var held = await writer.RunAsync<List<Holding>>(
            actor,
            async write =>
                await (
                    from a in write.Db.Assignments
                    where a.HeldUntil == null
                    join g in write.Db.Agents on a.BusinessId equals g.BusinessId
                    orderby a.HeldFrom
                    select new Holding(g.BusinessId, a.Number, a.HeldFrom, g.Provider)
                ).ToListAsync(cancel),
            cancel
        );
        var calls = new List<AgentCall>();
        foreach (var one in held.Value ?? [])
        {
            // Some get many calls and some hardly any.
            var perDay = Math.Pow(random.NextDouble(), 3) * 6;
            var since = one.Since > clock.End.AddDays(-CallDays) ? one.Since : clock.End.AddDays(-CallDays);
            for (var at = Next(since, perDay); at < clock.End.AddMinutes(-15) && calls.Count < MostCalls; at = Next(at, perDay))
                calls.Add(CallAt(at, one, calls.Count));
        }

        return calls;
    }

    /// <summary>The next call, during the usual hours.</summary>
    private DateTimeOffset Next(DateTimeOffset last, double perDay)
    {
        var next = last.AddDays(-Math.Log(1 - random.NextDouble()) / Math.Max(perDay, 0.05));
        if (next.Hour is >= 1 and < 13)
            next = next.AddHours(12);
        return new(next.Ticks - (next.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
    }

    private AgentCall CallAt(DateTimeOffset at, Holding one, int index)
    {
        var length = TimeSpan.FromMilliseconds(random.Next(6_000, 400_000));
        return new AgentCall
        {
            Id = UuidV7.Create(at),
            Provider = one.Provider,
            CallId = string.Create(CultureInfo.InvariantCulture, $"sample-{index:000000}"),
            BusinessId = one.BusinessId,
            ToNumber = one.Number,
            FromNumber = string.Create(CultureInfo.InvariantCulture, $"+1312555{random.Next(100, 200):0000}"),
            StartedAt = at,
            EndedAt = at + length,
            DurationMilliseconds = (long)length.TotalMilliseconds,
            EndReason = s_ends[random.Next(s_ends.Length)],
        };
    }

    private static OpeningHoursRecord Weekly(string zone, string[] workdays, string[] saturday) =>
        new(zone, workdays, workdays, workdays, workdays, workdays, saturday);

    private sealed record Holding(Guid BusinessId, string Number, DateTimeOffset Since, string Provider);
}
