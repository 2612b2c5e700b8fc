namespace AdminPortal.Services.Bulk;

/// <summary>A business that would lose its number.</summary>
public sealed record LosingBusiness(string Name, string Number);

/// <summary>What an action on many records would do, shown to the user for confirmation. It holds 32 bytes per record, so that exactly what
/// was shown is done, even for a million.</summary>
public sealed class BulkPlan
{
    /// <summary>Most businesses that lose their number and are shown by name.</summary>
    public const int MostNamed = 5;

    internal BulkPlan(BulkAct act, List<PlannedRow> rows, long gone, IReadOnlyList<LosingBusiness> businesses)
    {
        Act = act;
        Rows = rows;
        Gone = gone;
        Businesses = businesses;
        States = rows.GroupBy(r => r.State).ToDictionary(g => g.Key, g => g.LongCount());
    }

    public BulkAct Act { get; }

    /// <summary>Records that will change.</summary>
    public long Changing => States.Where(s => Act.StartsFrom(s.Key)).Sum(s => s.Value);

    /// <summary>The selected records by state, a <see cref="Data.Entities.NumberStatus"/> or
    /// <see cref="Services.Businesses.BusinessState"/>; those in a state that the action cannot start from do not change.</summary>
    public IReadOnlyDictionary<byte, long> States { get; }

    /// <summary>Records selected individually that no longer exist; for an undo those that were changed since.</summary>
    public long Gone { get; }

    /// <summary>The first few businesses that will lose their number; when numbers are released there are <see cref="Changing"/> of
    /// them.</summary>
    public IReadOnlyList<LosingBusiness> Businesses { get; }

    /// <summary>Numbers that are available now; for actions that assign them.</summary>
    public long? Available { get; internal init; }

    /// <summary>The change that this one would undo; null if it undoes none.</summary>
    public Guid? UndoOf { get; internal init; }

    internal List<PlannedRow> Rows { get; }
}
