using System.Text.Json;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;

namespace AdminPortal.Tests.Faults.Histories;

/// <summary>Checks responses against ledger and audit. A record's versions are its order, so a response with version v is explained if v
/// may have been the newest at some moment of the call: no newer version was known before the call began, and the change that made v was
/// decided before the response came. (With the order given, this is linearizability for each record.)</summary>
internal sealed class HistoryChecker
{
    private readonly IReadOnlyList<RecordedCall> _calls;
    private readonly RecordStates _states;
    private readonly IReadOnlyList<NumberAssignment> _ledger;
    private readonly List<string> _faults = [];

    /// <summary>For each record and version, the earliest end of a response with this version or a later one.</summary>
    private readonly Dictionary<string, DateTimeOffset[]> _known = [];

    /// <summary>For each event that a call made, that call.</summary>
    private readonly Dictionary<Guid, RecordedCall> _makers = [];

    public HistoryChecker(IReadOnlyList<RecordedCall> calls, IReadOnlyList<AuditEvent> events, IReadOnlyList<NumberAssignment> ledger)
    {
        (_calls, _ledger) = (calls, ledger);
        _states = RecordStates.Of(events);
    }

    /// <summary>Everything that is not explained; empty if everything is.</summary>
    public IReadOnlyList<string> Check()
    {
        _faults.AddRange(_states.Faults);
        CheckLedger();
        CheckEffects();
        CheckKeys();
        Learn();
        foreach (var call in _calls.Where(c => c.Status != 0 && !c.IsReplay))
            CheckAnswer(call);
        return _faults;
    }

    private void Fault(string what, RecordedCall call) => _faults.Add($"{what}: {call}");

    /// <summary>The ledger agrees with the audit.</summary>
    private void CheckLedger()
    {
        var wanted = _states.Ledger.ToHashSet();
        var there = _ledger.Select(l => new Holding(l.Number, l.BusinessId, l.HeldFrom, l.HeldUntil)).ToHashSet();
        _faults.AddRange(wanted.Except(there).Select(h => $"the ledger lacks {h}"));
        _faults.AddRange(there.Except(wanted).Select(h => $"the ledger has {h}, and the audit does not"));
    }

    /// <summary>Each acknowledged write has exactly one event, each refused one none, one without a response at most one; and every event
    /// belongs to a call.</summary>
    private void CheckEffects()
    {
        var events = _states.Numbers.Values.SelectMany(n => n).Select(n => n.Event).ToList();
        var byReason = events.Where(e => e.Reason is not null).ToLookup(e => e.Reason!);
        foreach (var sent in _calls.Where(c => c.IsMove && c.Kind != CallKind.UndoRelease).GroupBy(c => c.Id))
        {
            var count = byReason[sent.Key].Count();
            if (count > 1)
                Fault($"took effect {count} times", sent.First());
            else if (count == 0 && sent.FirstOrDefault(c => c.IsDone) is { } done)
                Fault("was acknowledged and is not there", done);
            else if (count == 1 && sent.All(c => c.IsUndone))
                Fault("was refused and took effect", sent.First());
            foreach (var e in byReason[sent.Key])
                _makers[e.Id] = sent.First();
        }

        var ids = _calls.Select(c => c.Id).ToHashSet();
        foreach (
            var e in events.Where(e =>
                e.Reason is { } reason && reason.StartsWith("call-", StringComparison.Ordinal) && !ids.Contains(reason)
            )
        )
            _faults.Add($"nobody asked for {e.Action} of {e.Number} ({e.Reason})");

        // An assignment by provisioning or a returned number: by that caller, for that business, and no more often than requested.
        foreach (
            var given in events
                .Where(e => e.Action == AuditActions.NumberAssigned && e.Reason is null)
                .GroupBy(e => (e.Actor, Business: e.BusinessId!.Value))
        )
        {
            var asked = _calls
                .Where(c =>
                    c.Kind == CallKind.Provision && $"key:{c.Caller}" == given.Key.Actor && c.Business == given.Key.Business && !c.IsUndone
                )
                .ToList();
            if (asked.Select(c => c.Id).Distinct().Count() < given.Count())
                _faults.Add($"{given.Key.Actor} asked {asked.Count} times for {given.Key.Business} and made {given.Count()} assignments");
            foreach (var e in given.Where(e => !asked.Any(c => c.Start <= e.At && (c.End is null || e.At <= c.End || !c.IsDone))))
                _faults.Add($"no call explains the assignment of {e.Number} to {e.BusinessId} at {e.At:HH:mm:ss.ffffff}");
        }
    }

    /// <summary>All responses with the same key are identical.</summary>
    private void CheckKeys()
    {
        foreach (var sent in _calls.Where(c => c.Key is not null && c.IsDone).GroupBy(c => c.Key))
        {
            foreach (var other in sent.Where(c => c.Body.GetRawText() != sent.First().Body.GetRawText()))
                Fault($"answers otherwise than before ({sent.First().Body}) under one key", other);
        }

        var replayed = _calls.Where(c => c is { IsReplay: true, Kind: CallKind.Provision, IsDone: true });
        foreach (var call in replayed.Where(c => !_states.Numbers[c.Text("phone_number")].Any(s => IsGiven(s, c))))
            Fault("was saved under a key and never was", call);
    }

    /// <summary>The content of a response is known from its end on.</summary>
    private void Learn()
    {
        foreach (var (number, states) in _states.Numbers)
            _known[number] = Never(states.Count);
        foreach (var (business, states) in _states.Businesses)
            _known[$"{business}"] = Never(states.Count);
        foreach (var call in _calls)
        {
            if (call.End is { } end && Shown(call) is { } shown && shown.Version <= _known[shown.Record].Length)
                _known[shown.Record][shown.Version - 1] = Earlier(_known[shown.Record][shown.Version - 1], end);
        }

        // Knowing a version means knowing the ones before it.
        foreach (var known in _known.Values)
        {
            for (var i = known.Length - 2; i >= 0; i--)
                known[i] = Earlier(known[i], known[i + 1]);
        }

        static DateTimeOffset[] Never(int count) => [.. Enumerable.Repeat(DateTimeOffset.MaxValue, count)];
        static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
    }

    /// <summary>The record and version in the response; null without a version.</summary>
    private (string Record, long Version)? Shown(RecordedCall call)
    {
        if (call.IsReplay || call.Status != 200)
            return null;
        if (call.Kind == CallKind.ReadNumber || call.IsMove)
            return (call.Number!, call.Body.GetProperty("row_version").GetInt64());
        if (call.Kind is CallKind.ReadBusiness or CallKind.ReadOwn)
            return ($"{call.Business}", call.Body.GetProperty("row_version").GetInt64());
        if (call.Kind == CallKind.ReadHistory)
            return (call.Number!, call.Body.GetProperty("items")[0].GetProperty("row_version").GetInt64());
        if (call.Kind == CallKind.Provision)
        {
            return _states.Numbers[call.Text("phone_number")].FirstOrDefault(s => IsGiven(s, call)) is { } state
                ? (call.Text("phone_number"), state.Version)
                : null;
        }

        return null;
    }

    private static bool IsGiven(NumberState state, RecordedCall call) =>
        state.Holder == call.Business && state.AssignedAt == call.Body.GetProperty("assigned_at").GetDateTimeOffset();

    /// <summary>The versions that may have been the newest at some moment of the call.</summary>
    private IEnumerable<T> Possible<T>(string record, List<T> states, Func<T, DateTimeOffset> at, RecordedCall call)
    {
        var known = _known[record];
        var first = known.Count(k => k < call.Start);
        for (var i = Math.Max(first - 1, 0); i < states.Count; i++)
        {
            if (at(states[i]) <= (call.End ?? DateTimeOffset.MaxValue))
                yield return states[i];
        }
    }

    private IEnumerable<NumberState> PossibleNumber(RecordedCall call) =>
        Possible(call.Number!, _states.Numbers[call.Number!], s => s.At, call);

    private IEnumerable<BusinessState> PossibleBusiness(RecordedCall call) =>
        Possible($"{call.Business}", _states.Businesses[call.Business!.Value], s => s.At, call);

    private void CheckAnswer(RecordedCall call)
    {
        // The database was not available; effects are checked above.
        if (call.Status == 503 && call.Text("error") == "Temporarily unavailable")
            return;
        if (call is { Key: not null, Status: 409 } && call.Text("error") == "Being answered")
            return;
        var isExplained = (call.Kind, call.Status) switch
        {
            (CallKind.Count, 200) => call.Body.GetProperty("total").GetProperty("total").GetInt64() == _states.Numbers.Count,
            (CallKind.ReadNumber, 200) => PossibleNumber(call).Any(s => IsAs(call.Body, s)),
            (CallKind.ReadHistory, 200) => PossibleNumber(call).Any(s => IsHistoryUpTo(call, s)),
            (CallKind.ReadBusiness, 200) => PossibleBusiness(call).Any(s => IsAs(call.Body, s)),
            (CallKind.ReadOwn, 200) => PossibleBusiness(call).Any(s => IsAs(call.Body, s) && IsPastUpTo(call.Body, s)),
            (CallKind.Provision, 200) => IsProvisionExplained(call),
            (CallKind.Provision, 503) => IsNoneFree(call),
            (_, 200) when call.IsMove => PossibleNumber(call).Any(s => IsAs(call.Body, s) && IsMadeBy(s, call)),
            (_, 412) when call.IsMove => PossibleNumber(call).Any(s => IsAs(call.Body.GetProperty("current"), s) && s.Version != call.Seen),
            (_, 409) when call.IsMove => IsRefusalRight(call),
            _ => false,
        };
        if (!isExplained)
            Fault($"no state explains (possible: {Describe(call)})", call);
    }

    private string Describe(RecordedCall call) =>
        call.Number is not null ? string.Join(" | ", PossibleNumber(call).Select(s => $"{s with { Event = null! }}"))
        : call.Business is not null ? string.Join(" | ", PossibleBusiness(call))
        : "";

    private static bool IsAs(JsonElement shown, NumberState state) =>
        shown.GetProperty("row_version").GetInt64() == state.Version
        && shown.GetProperty("status").GetString() == state.Status
        && Id(shown, "assigned_to") == state.Holder
        && (shown.GetProperty("business_name").ValueKind == JsonValueKind.Null) == (state.Holder is null)
        && Time(shown, "assigned_at") == state.AssignedAt;

    private static bool IsAs(JsonElement shown, BusinessState state) =>
        shown.GetProperty("row_version").GetInt64() == state.Version
        && shown.GetProperty("phone_number").GetString() == state.Number
        && Time(shown, "assigned_at") == state.AssignedAt
        && shown.GetProperty("waitlisted").GetBoolean() == state.Waits;

    /// <summary>A number's events and ledger are from one moment.</summary>
    private bool IsHistoryUpTo(RecordedCall call, NumberState state)
    {
        var items = call.Body.GetProperty("items");
        var open = call
            .Body.GetProperty("ledger")
            .EnumerateArray()
            .Where(l => l.GetProperty("held_until").ValueKind == JsonValueKind.Null)
            .ToList();
        var held = _states.Numbers[call.Number!].Take((int)state.Version).Count(s => s.AssignedAt == s.At);
        return items[0].GetProperty("row_version").GetInt64() == state.Version
            && items.GetArrayLength() == state.Version
            && call.Body.GetProperty("ledger").GetArrayLength() == held
            && (state.Holder is null ? open.Count == 0 : open.Count == 1 && open[0].GetProperty("business_id").GetGuid() == state.Holder);
    }

    /// <summary>The newest event of a business corresponds to its record.</summary>
    private static bool IsPastUpTo(JsonElement shown, BusinessState state) =>
        shown
            .GetProperty("history")
            .EnumerateArray()
            .Where(e => e.GetProperty("action").GetString() is not (AuditActions.QuarantineEnded or AuditActions.ApiKeyCreated))
            .Max(e => e.GetProperty("at").GetDateTimeOffset()) == state.At;

    private static bool IsMadeBy(NumberState state, RecordedCall call) =>
        call.Kind == CallKind.UndoRelease
            ? state.Event.Action == AuditActions.ReleaseUndone && state.Event.Actor == $"key:{call.Caller}"
            : state.Event.Reason == call.Id;

    /// <summary>The business had this number since that time, at some moment of the call.</summary>
    private bool IsProvisionExplained(RecordedCall call)
    {
        var (number, at) = (call.Text("phone_number"), call.Body.GetProperty("assigned_at").GetDateTimeOffset());
        return PossibleBusiness(call).Any(s => s.Number == number && s.AssignedAt == at);
    }

    /// <summary>The business had no number at some moment of the call, and no number was available throughout it.</summary>
    private bool IsNoneFree(RecordedCall call)
    {
        var waits = call.Body.GetProperty("waitlisted").GetBoolean();
        return PossibleBusiness(call).Any(s => s.Number is null && s.Waits == waits)
            && !_states.Numbers.Any(n => WasFreeThroughout(n.Key, n.Value, call));
    }

    /// <summary>Whether a number was certainly available throughout the call: known to be before it, and not assigned before its
    /// end.</summary>
    private bool WasFreeThroughout(string number, List<NumberState> states, RecordedCall call)
    {
        var newest = _known[number].Count(k => k < call.Start);
        if (newest == 0 || states[newest - 1].Status != "available")
            return false;

        // Its next assignment began, at the earliest, with its call, or was decided at that moment.
        return newest == states.Count || states[newest].At > call.End;
    }

    private bool IsRefusalRight(RecordedCall call)
    {
        var numbers = PossibleNumber(call).ToList();
        var hasTargetOne = call.Business is not null && PossibleBusiness(call).Any(s => s.Number is not null);
        return call.Kind switch
        {
            CallKind.Assign => hasTargetOne || numbers.Any(s => s.Status != "available"),
            CallKind.Reassign => hasTargetOne || numbers.Any(s => s.Status != "assigned" || s.Holder == call.Business),
            CallKind.Release => numbers.Any(s => s.Status != "assigned"),
            CallKind.EndQuarantine => numbers.Any(s => s.Status != "quarantined"),
            CallKind.UndoRelease => numbers.Any(s => s.Status != "quarantined" || HadAnother(s.Event.BusinessId!.Value, call)),
            _ => false,
        };
    }

    private bool HadAnother(Guid business, RecordedCall call) =>
        PossibleBusiness(call with { Business = business }).Any(s => s.Number is not null);

    private static Guid? Id(JsonElement of, string field) =>
        of.GetProperty(field) is { ValueKind: JsonValueKind.String } id ? id.GetGuid() : null;

    private static DateTimeOffset? Time(JsonElement of, string field) =>
        of.GetProperty(field) is { ValueKind: JsonValueKind.String } at ? at.GetDateTimeOffset() : null;
}
