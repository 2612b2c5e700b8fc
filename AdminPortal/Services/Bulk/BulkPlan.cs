using AdminPortal.Data.Entities;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;

namespace AdminPortal.Services.Bulk;

/// <summary>A number as it was when the user decided; if it changed since, it is skipped.</summary>
internal readonly record struct PlannedNumber(E164 Number, NumberStatus Status, long Version);

/// <summary>A business that would lose its number.</summary>
public sealed record LosingBusiness(string Name, string Number);

/// <summary>What an action on many numbers would do, shown to the user for confirmation. It holds 24 bytes per number, so that exactly what
/// was shown is done, even for a million.</summary>
public sealed class BulkPlan
{
    /// <summary>Most businesses that lose their number and are shown by name.</summary>
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

    /// <summary>Numbers that will change.</summary>
    public long Changing => States.Where(s => CanChange(s.Key)).Sum(s => s.Value);

    /// <summary>The selected numbers by status; those in a status that the action cannot start from do not change.</summary>
    public IReadOnlyDictionary<NumberStatus, long> States { get; }

    /// <summary>Numbers selected individually that are no longer in the inventory; for an undo those that were changed since.</summary>
    public long Gone { get; }

    /// <summary>The first few businesses that will lose their number; when numbers are released there are <see cref="Changing"/> of
    /// them.</summary>
    public IReadOnlyList<LosingBusiness> Businesses { get; }

    /// <summary>The change that this one would undo; null if it undoes none.</summary>
    public Guid? UndoOf { get; internal init; }

    internal List<PlannedNumber> Numbers { get; }

    /// <summary>Whether the action starts from this state.</summary>
    internal bool CanChange(NumberStatus status) => NumberRules.Of(Action).StartsFrom(status);
}
