using AdminPortal.Components.Shared;
using AdminPortal.Data.Records;
using AdminPortal.Services.Bulk;

namespace AdminPortal.Components.Pages.Inventory.Bulk;

/// <summary>How acts on many numbers are called.</summary>
internal static class BulkWords
{
    /// <summary>Such as "Release 12 numbers".</summary>
    public static string Button(BulkAct act, long count) => act == BulkAct.EndQuarantine
        ? $"End the quarantine of {Words.Numbers(count)}"
        : $"{Verb(act)} {Words.Numbers(count)}";

    /// <summary>What a dialog about it is called.</summary>
    public static string Title(BulkAct act) => act == BulkAct.EndQuarantine ? "End quarantines" : $"{Verb(act)} numbers";

    /// <summary>On a narrow button.</summary>
    public static string Verb(BulkAct act) => act switch
    {
        BulkAct.Release => "Release",
        BulkAct.Deactivate => "Deactivate",
        BulkAct.Activate => "Activate",
        BulkAct.EndQuarantine => "End quarantine",
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    /// <summary>What the numbers that change will be afterwards.</summary>
    public static string Effect(BulkAct act, int quarantineDays) => act switch
    {
        BulkAct.Release when quarantineDays == 0 => "They are taken from their businesses and are available at once.",
        BulkAct.Release => $"They are taken from their businesses and rest for {quarantineDays} days before another business may get them. Until then each release can be undone on the number's page.",
        BulkAct.Deactivate => "They are taken out of use: no business gets them until they are activated again.",
        BulkAct.Activate => "They are put back into use and are available at once.",
        BulkAct.EndQuarantine => "They are available at once. Callers of their last business may still dial them, and their release can no longer be undone.",
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    /// <summary>Such as "Releasing numbers".</summary>
    public static string AtWork(BulkAct act) => act switch
    {
        BulkAct.Release => "Releasing numbers",
        BulkAct.Deactivate => "Deactivating numbers",
        BulkAct.Activate => "Activating numbers",
        BulkAct.EndQuarantine => "Ending quarantines",
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    /// <summary>Such as "Released 12 numbers".</summary>
    public static string Done(BulkAct act, long count) => act switch
    {
        BulkAct.Release => $"Released {Words.Numbers(count)}",
        BulkAct.Deactivate => $"Deactivated {Words.Numbers(count)}",
        BulkAct.Activate => $"Activated {Words.Numbers(count)}",
        BulkAct.EndQuarantine => $"Ended the quarantine of {Words.Numbers(count)}",
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    /// <summary>Why numbers in a state cannot take the act, such as "3 are quarantined".</summary>
    public static string WhyNot(NumberStatus status, long count) => $"{Words.Count(count)} {(count == 1 ? "is" : "are")} {status.ToString().ToLowerInvariant()}";
}
