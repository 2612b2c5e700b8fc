using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.History;
using AdminPortal.Services.Writes;

namespace AdminPortal.Services.Inventory;

/// <summary>What takes a number out of use and back, of one number or of one among many. Each returns null when it is done.</summary>
internal static class StockMoves
{
    /// <summary>Takes an available number out of use.</summary>
    public static Task<Refusal?> DeactivateAsync(PortalWrite write, TollFreeNumber row, string? reason, CancellationToken cancel) =>
        MoveAsync(
            write,
            row,
            NumberAction.Deactivate,
            "deactivated",
            AuditActions.NumberDeactivated,
            reason,
            () =>
            {
                row.Status = NumberStatus.Inactive;
                row.AvailableSince = null;
            },
            cancel
        );

    /// <summary>Puts an inactive number back into use.</summary>
    public static Task<Refusal?> ActivateAsync(PortalWrite write, TollFreeNumber row, string? reason, CancellationToken cancel) =>
        MoveAsync(
            write,
            row,
            NumberAction.Activate,
            "activated",
            AuditActions.NumberActivated,
            reason,
            () =>
            {
                row.Status = NumberStatus.Available;
                row.AvailableSince = write.Now;
            },
            cancel
        );

    /// <summary>Lets a resting number be given out again before its time.</summary>
    public static Task<Refusal?> EndQuarantineAsync(PortalWrite write, TollFreeNumber row, string? reason, CancellationToken cancel) =>
        MoveAsync(
            write,
            row,
            NumberAction.EndQuarantine,
            "taken out of quarantine",
            AuditActions.QuarantineEnded,
            reason,
            () => NumberMoves.EndQuarantine(row, write.Now),
            cancel
        );

    private static async Task<Refusal?> MoveAsync(
        PortalWrite write,
        TollFreeNumber row,
        NumberAction act,
        string become,
        string action,
        string? reason,
        Action move,
        CancellationToken cancel
    )
    {
        if (!NumberActionRules.Admits(row.Status, act))
            return await NumberMoves.IllegalAsync(write, row, become, cancel);
        var from = row.Status;
        move();
        write.AuditNumber(action, row, new { status = from.ToText() }, new { status = row.Status.ToText() }, reason);
        return null;
    }
}
