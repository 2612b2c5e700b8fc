using AdminPortal.Data.Entities;

namespace AdminPortal.Services.Inventory;

/// <summary>What a list of numbers can be sorted by.</summary>
public enum NumberSortBy
{
    Number,

    /// <summary>In the order of a number's life: available, assigned, quarantined, inactive.</summary>
    Status,

    /// <summary>By the name of the business that holds it; numbers that nobody holds come last, in either direction.</summary>
    Business,

    /// <summary>By the time that matters in the state: free since, held since, resting until. Of one state at a time.</summary>
    Time,

    /// <summary>By when they came into the inventory.</summary>
    Created,
}

/// <summary>The order of a list of numbers.</summary>
public sealed record NumberSort(NumberSortBy By, bool Descending = false)
{
    /// <summary>In the order of the numbers.</summary>
    public static readonly NumberSort Default = new(NumberSortBy.Number);

    /// <summary>
    /// Whether the order means something for these numbers, and an index gives it: the time of a state is another column for each
    /// state, and inactive numbers have none.
    /// </summary>
    public bool IsPossibleFor(NumberFilter filter) =>
        By != NumberSortBy.Time || filter.Status is NumberStatus.Available or NumberStatus.Assigned or NumberStatus.Quarantined;

    /// <summary>Whether the list is read along an index that no state stands in.</summary>
    internal bool IsAcrossStates => By is NumberSortBy.Business or NumberSortBy.Time or NumberSortBy.Created;
}
