using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Numbers;

namespace AdminPortal.Services.Bulk;

/// <summary>An action on many numbers, as pages show it.</summary>
/// <param name="Selected">Numbers selected.</param>
/// <param name="Changing">Numbers whose state allowed the action.</param>
/// <param name="Skipped">Numbers that could have changed and did not.</param>
/// <param name="UndoOf">The change that this one undoes.</param>
/// <param name="UndoneBy">The change that undid this one.</param>
/// <param name="Problem">Why it failed or was interrupted.</param>
/// <param name="FinishedAt">Null while it is running.</param>
public sealed record BulkRecord(
    Guid Id,
    NumberAction Action,
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

    /// <summary>Numbers changed or skipped so far, of <see cref="Changing"/>.</summary>
    public int Looked => Changed + Skipped;

    /// <summary>The action that undoes it; null if it cannot be undone.</summary>
    public NumberAction? Undo => !IsRunning && Changed > 0 && UndoOf is null && UndoneBy is null ? NumberRules.Of(Action).Undo : null;

    /// <summary>Whether it ended before its end and may go on.</summary>
    public bool CanContinue => !IsRunning && Looked < Changing && UndoneBy is null;

    internal static BulkRecord Of(BulkChange c, Guid? undoneBy) =>
        new(
            c.Id,
            EnumTexts.TryParse<NumberAction>(c.Action, out var action) ? action : throw new InvalidOperationException(c.Action),
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
