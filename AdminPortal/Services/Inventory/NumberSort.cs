using AdminPortal.Data.Entities;

namespace AdminPortal.Services.Inventory;

/// <summary>Sort columns for lists of numbers.</summary>
public enum NumberSortBy
{
    Number,

    /// <summary>In lifecycle order: available, assigned, quarantined, inactive.</summary>
    Status,

    /// <summary>By the name of the holder; numbers without a holder come last in both directions.</summary>
    Business,

    /// <summary>By the time of the status: available since, assigned since, in quarantine until. For one status at a time.</summary>
    Time,

    /// <summary>By creation time.</summary>
    Created,
}

/// <summary>The order of a list of numbers.</summary>
public sealed record NumberSort(NumberSortBy By, bool Descending = false)
{
    /// <summary>In number order.</summary>
    public static readonly NumberSort Default = new(NumberSortBy.Number);

    /// <summary>Whether the order is meaningful for these numbers and covered by an index: the time of a status is a different column for
    /// each status, and inactive numbers have none.</summary>
    public bool IsPossibleFor(NumberFilter filter) =>
        By != NumberSortBy.Time || filter.Status is NumberStatus.Available or NumberStatus.Assigned or NumberStatus.Quarantined;

    /// <summary>Whether the list is read along an index without the status.</summary>
    internal bool IsAcrossStates => By is NumberSortBy.Business or NumberSortBy.Time or NumberSortBy.Created;
}
