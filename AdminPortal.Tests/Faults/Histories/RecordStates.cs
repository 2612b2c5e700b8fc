using System.Text.Json;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;

namespace AdminPortal.Tests.Faults.Histories;

/// <summary>A number in one of its versions, from the audit.</summary>
/// <param name="At">When the change was decided: never after it could be read.</param>
internal sealed record NumberState(
    long Version,
    DateTimeOffset At,
    string Status,
    Guid? Holder,
    DateTimeOffset? AssignedAt,
    AuditEvent Event
);

/// <summary>A business in one of its versions.</summary>
internal sealed record BusinessState(long Version, DateTimeOffset At, string? Number, DateTimeOffset? AssignedAt, bool Waits);

/// <summary>A row of the ledger, as expected from the audit.</summary>
internal sealed record Holding(string Number, Guid Business, DateTimeOffset From, DateTimeOffset? Until);

/// <summary>Every state of every number and business, rebuilt from the audit alone.</summary>
internal sealed class RecordStates
{
    public Dictionary<string, List<NumberState>> Numbers { get; } = [];

    public Dictionary<Guid, List<BusinessState>> Businesses { get; } = [];

    public List<Holding> Ledger { get; } = [];

    public List<string> Faults { get; } = [];

    public static RecordStates Of(IEnumerable<AuditEvent> events)
    {
        var states = new RecordStates();
        var all = events.ToList();
        foreach (var number in all.Where(e => e.RecordType == AuditRecords.Number).GroupBy(e => e.Number!))
            states.AddNumber(number.Key, [.. number.OrderBy(e => e.RowVersion)]);
        var ofBusinesses =
            from e in all
            let version = e.RecordType == AuditRecords.Business ? e.RowVersion : e.BusinessRowVersion
            where version is not null && e.BusinessId is not null
            group (Version: version.Value, Event: e) by e.BusinessId!.Value;
        foreach (var business in ofBusinesses)
            states.AddBusiness(business.Key, [.. business.OrderBy(e => e.Version)]);
        return states;
    }

    private void AddNumber(string number, List<AuditEvent> events)
    {
        var states = Numbers[number] = [];
        var (status, holder, since) = ("", (Guid?)null, (DateTimeOffset?)null);
        foreach (var e in events)
        {
            var was = (Holder: holder, Since: since);
            (status, holder, since) = e.Action switch
            {
                AuditActions.NumberAdded or AuditActions.QuarantineEnded => ("available", null, (DateTimeOffset?)null),
                AuditActions.NumberAssigned or AuditActions.NumberReassigned or AuditActions.ReleaseUndone => (
                    "assigned",
                    e.BusinessId,
                    e.At
                ),
                AuditActions.NumberReleased => (
                    JsonDocument.Parse(e.After!).RootElement.GetProperty("status").GetString()!,
                    null,
                    (DateTimeOffset?)null
                ),
                _ => (status, holder, since),
            };
            if (was.Holder is { } held && (holder, since) != was)
                Ledger.Add(new(number, held, was.Since!.Value, e.At));
            if (e.RowVersion != states.Count + 1)
                Faults.Add($"{number}: the audit has version {e.RowVersion} where {states.Count + 1} follows");
            if (states.Count > 0 && e.At < states[^1].At)
                Faults.Add($"{number}: version {e.RowVersion} is dated before the one before it");
            states.Add(new(states.Count + 1, e.At, status, holder, since, e));
        }

        if (holder is not null)
            Ledger.Add(new(number, holder.Value, since!.Value, null));
    }

    private void AddBusiness(Guid business, List<(long Version, AuditEvent Event)> events)
    {
        var states = Businesses[business] = [];
        var (number, since, waits) = ((string?)null, (DateTimeOffset?)null, false);
        foreach (var (version, e) in events)
        {
            (number, since, waits) = e.Action switch
            {
                AuditActions.NumberAssigned or AuditActions.NumberReassigned or AuditActions.ReleaseUndone => (e.Number, e.At, false),
                AuditActions.NumberReleased or AuditActions.BusinessLostNumber => (null, (DateTimeOffset?)null, waits),
                AuditActions.BusinessWaits => (number, since, true),
                AuditActions.BusinessWaitsNoMore => (number, since, false),
                _ => (number, since, waits),
            };
            if (version != states.Count + 1)
                Faults.Add($"{business}: the audit has version {version} where {states.Count + 1} follows");
            if (states.Count > 0 && e.At < states[^1].At)
                Faults.Add($"{business}: version {version} is dated before the one before it");
            states.Add(new(states.Count + 1, e.At, number, since, waits));
        }
    }
}
