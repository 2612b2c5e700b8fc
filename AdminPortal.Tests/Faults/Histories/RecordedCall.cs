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

/// <summary>One call over HTTP and what came of it.</summary>
/// <param name="Id">Its own, given to moves as their reason, so that the audit tells what each did.</param>
/// <param name="End">When its answer was there; null where none came, so that it may take effect at any time after its start.</param>
/// <param name="Status">0 where no answer came.</param>
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
    /// <summary>The version that the caller decided on.</summary>
    public long? Seen { get; init; }

    /// <summary>The Idempotency-Key that it carried.</summary>
    public string? Key { get; init; }

    /// <summary>Whether the answer is one that was saved when the key was first used.</summary>
    public bool IsReplay { get; init; }

    public bool IsMove =>
        Kind is CallKind.Assign or CallKind.Reassign or CallKind.Release or CallKind.UndoRelease or CallKind.EndQuarantine;

    public bool IsDone => Status is >= 200 and < 300;

    /// <summary>
    /// Refused, and said that nothing was changed; of a lost connection to the database nobody may say so who does not know.
    /// </summary>
    public bool IsUndone =>
        Status is >= 400 and < 500 || (Status == 503 && !Body.GetRawText().Contains("not known", StringComparison.Ordinal));

    public string Text(string field) => Body.GetProperty(field).GetString()!;

    public override string ToString() =>
        $"{Id} {Caller} {Kind} {Number} {Business} seen={Seen} key={Key}{(IsReplay ? " (replay)" : "")} "
        + $"{Start:HH:mm:ss.ffffff}-{End:HH:mm:ss.ffffff} -> {Status} {Body}";
}
