using AdminPortal.Components.Shared;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Bulk;

namespace AdminPortal.Components.Pages.Inventory.Bulk;

/// <summary>How acts on many numbers are called.</summary>
internal static class BulkWords
{
    /// <summary>Such as "Release 12 numbers".</summary>
    public static string Button(BulkAction act, long count) =>
        act == BulkAction.EndQuarantine ? $"End the quarantine of {Words.Numbers(count)}" : $"{Verb(act)} {Words.Numbers(count)}";

    /// <summary>What a dialog about it is called.</summary>
    public static string Title(BulkAction act) => act == BulkAction.EndQuarantine ? "End quarantines" : $"{Verb(act)} numbers";

    /// <summary>On a narrow button.</summary>
    public static string Verb(BulkAction act) =>
        act switch
        {
            BulkAction.Release => "Release",
            BulkAction.Deactivate => "Deactivate",
            BulkAction.Activate => "Activate",
            BulkAction.EndQuarantine => "End quarantine",
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };

    /// <summary>What the numbers that change will be afterwards.</summary>
    public static string Effect(BulkAction act, int quarantineDays) =>
        act switch
        {
            BulkAction.Release when quarantineDays == 0 => "They are taken from their businesses and are available at once.",
            BulkAction.Release =>
                $"They are taken from their businesses and rest for {quarantineDays} days before another business may get them. Until "
                    + "then each release can be undone on the number's page.",
            BulkAction.Deactivate => "They are taken out of use: no business gets them until they are activated again.",
            BulkAction.Activate => "They are put back into use and are available at once.",
            BulkAction.EndQuarantine =>
                "They are available at once. Callers of their last business may still dial them, and their release can no longer be "
                    + "undone.",
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };

    /// <summary>Such as "Releasing numbers".</summary>
    public static string AtWork(BulkAction act) =>
        act switch
        {
            BulkAction.Release => "Releasing numbers",
            BulkAction.Deactivate => "Deactivating numbers",
            BulkAction.Activate => "Activating numbers",
            BulkAction.EndQuarantine => "Ending quarantines",
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };

    /// <summary>Such as "Released 12 numbers".</summary>
    public static string Done(BulkAction act, long count) =>
        act switch
        {
            BulkAction.Release => $"Released {Words.Numbers(count)}",
            BulkAction.Deactivate => $"Deactivated {Words.Numbers(count)}",
            BulkAction.Activate => $"Activated {Words.Numbers(count)}",
            BulkAction.EndQuarantine => $"Ended the quarantine of {Words.Numbers(count)}",
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };

    /// <summary>Why numbers in a state cannot take the act, such as "3 are quarantined".</summary>
    public static string WhyNot(NumberStatus status, long count) =>
        $"{Words.Count(count)} {(count == 1 ? "is" : "are")} {status.ToString().ToLowerInvariant()}";
}
