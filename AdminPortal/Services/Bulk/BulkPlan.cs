using AdminPortal.Data.Entities;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;

namespace AdminPortal.Services.Bulk;

/// <summary>A number as it was when the person decided: changed since, it is left alone.</summary>
internal readonly record struct PlannedNumber(E164 Number, NumberStatus Status, long Version);

/// <summary>A business that would lose its number.</summary>
public sealed record LosingBusiness(string Name, string Number);

/// <summary>
/// What an action on many numbers would do, read from the database for a person to decide by. It holds 24 bytes a number, so that what
/// was shown is what is done, also for a million.
/// </summary>
public sealed class BulkPlan
{
    /// <summary>So many of the businesses that lose their number are named.</summary>
    public const int MostNamed = 5;

    internal BulkPlan(NumberAction action, List<PlannedNumber> numbers, long gone, IReadOnlyList<LosingBusiness> businesses)
    {
        Action = action;
        Numbers = numbers;
        Gone = gone;
        Businesses = businesses;
        States = numbers.GroupBy(n => n.Status).ToDictionary(g => g.Key, g => g.LongCount());
    }

    public NumberAction Action { get; }

    /// <summary>How many will change.</summary>
    public long Changing => States.Where(s => CanChange(s.Key)).Sum(s => s.Value);

    /// <summary>
    /// How many of the chosen numbers are in each state; those of other states than the action starts from stay as they are.
    /// </summary>
    public IReadOnlyDictionary<NumberStatus, long> States { get; }

    /// <summary>How many were chosen by hand and are no longer in the inventory.</summary>
    public long Gone { get; }

    /// <summary>
    /// The first few businesses that will lose their number; there are <see cref="Changing"/> of them when numbers are released.
    /// </summary>
    public IReadOnlyList<LosingBusiness> Businesses { get; }

    internal List<PlannedNumber> Numbers { get; }

    /// <summary>Whether the action starts from this state.</summary>
    internal bool CanChange(NumberStatus status) => NumberRules.Of(Action).StartsFrom(status);
}
