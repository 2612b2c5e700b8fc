using AdminPortal.Data.Entities;

namespace AdminPortal.Services.Bulk;

/// <summary>An action on many records, as pages show it.</summary>
/// <param name="Selected">Records selected.</param>
/// <param name="Changing">Records whose state allowed the action.</param>
/// <param name="Skipped">Records that could have changed and did not.</param>
/// <param name="UndoOf">The change that this one undoes.</param>
/// <param name="UndoneBy">The change that undid this one.</param>
/// <param name="Problem">Why it failed or was interrupted.</param>
/// <param name="FinishedAt">Null while it is running.</param>
public sealed record BulkRecord(
    Guid Id,
    BulkAct Act,
    string? Reason,
    BulkStatus Status,
    string? Problem,
    int Selected,
    int Changing,
    int Changed,
    int Skipped,
    Guid? UndoOf,
    Guid? UndoneBy,
    string StartedBy,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    bool IsStopping
)
{
    public bool IsRunning => Status == BulkStatus.Running;

    /// <summary>Records changed or skipped so far, of <see cref="Changing"/>.</summary>
    public int Looked => Changed + Skipped;

    /// <summary>The action that undoes it; null if it cannot be undone.</summary>
    public BulkAct? Undo => !IsRunning && Changed > 0 && UndoOf is null && UndoneBy is null ? Act.Undo : null;

    /// <summary>Whether it ended before its end and may go on.</summary>
    public bool CanContinue => !IsRunning && Looked < Changing && UndoneBy is null;

    internal static BulkRecord Of(BulkChange c, Guid? undoneBy) =>
        new(
            c.Id,
            BulkAct.Parse(c.Action),
            c.Reason,
            c.Status,
            c.Problem,
            c.Selected,
            c.Changing,
            c.Changed,
            c.Skipped,
            c.UndoOf,
            undoneBy,
            c.StartedBy,
            c.StartedAt,
            c.FinishedAt,
            c.IsStopping
        );
}
