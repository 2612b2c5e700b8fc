using System.Text.Json;

namespace AdminPortal.Tests.Faults.Histories;

internal enum CallKind
{
    Provision,
    Assign,
    Reassign,
    Release,
    UndoRelease,
    EndQuarantine,
    ReadNumber,
    ReadBusiness,
    ReadHistory,
    ReadOwn,
    Count,
}

/// <summary>One HTTP call and its result.</summary>
/// <param name="Id">Its id, sent as the reason of number actions, so that the audit shows the effect of each.</param>
/// <param name="End">When the response arrived; null without one, so that it may take effect at any time after its start.</param>
/// <param name="Status">0 without a response.</param>
internal sealed record RecordedCall(
    string Id,
    CallKind Kind,
    string Caller,
    string? Number,
    Guid? Business,
    DateTimeOffset Start,
    DateTimeOffset? End,
    int Status,
    JsonElement Body
)
{
    /// <summary>The version that the call is based on.</summary>
    public long? Seen { get; init; }

    /// <summary>Its Idempotency-Key.</summary>
    public string? Key { get; init; }

    /// <summary>Whether the response is a saved one.</summary>
    public bool IsReplay { get; init; }

    public bool IsMove =>
        Kind is CallKind.Assign or CallKind.Reassign or CallKind.Release or CallKind.UndoRelease or CallKind.EndQuarantine;

    public bool IsDone => Status is >= 200 and < 300;

    /// <summary>Refused with "nothing was changed", which may not be reported after a broken database connection with an unknown
    /// result.</summary>
    public bool IsUndone =>
        Status is >= 400 and < 500 || (Status == 503 && !Body.GetRawText().Contains("not known", StringComparison.Ordinal));

    public string Text(string field) => Body.GetProperty(field).GetString()!;

    public override string ToString() =>
        $"{Id} {Caller} {Kind} {Number} {Business} seen={Seen} key={Key}{(IsReplay ? " (replay)" : "")} "
        + $"{Start:HH:mm:ss.ffffff}-{End:HH:mm:ss.ffffff} -> {Status} {Body}";
}
