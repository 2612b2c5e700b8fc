using AdminPortal.Data;
using AdminPortal.Services.Import.Csv;
using AdminPortal.Services.Writes;

namespace AdminPortal.Services.Bulk;

/// <summary>A record as it was when the user decided.</summary>
/// <param name="Key">Identifies it within its kind.</param>
/// <param name="State">What decided whether it could change.</param>
/// <param name="Version">Its version; 0 if only the state is compared.</param>
internal readonly record struct PlannedRow(UInt128 Key, byte State, long Version);

/// <summary>A kind of records that bulk changes act on.</summary>
public abstract class BulkSubject
{
    private protected BulkSubject() { }

    /// <summary>Bytes of a stored key.</summary>
    internal abstract int KeySize { get; }

    /// <summary>The columns that name a record in the list of results.</summary>
    internal abstract IReadOnlyList<string> KeyColumns { get; }

    /// <summary>Of the records that a change changed, given as they were before, those that are as it left them, as they are now.</summary>
    internal abstract Task<List<PlannedRow>> UnchangedSinceAsync(
        PortalDbContext db,
        BulkAct undo,
        IReadOnlyList<PlannedRow> changed,
        CancellationToken cancel
    );

    /// <summary>Changes some records in one write. One that changed since the user decided is skipped.</summary>
    /// <returns>For each record why it was skipped; null if it was changed.</returns>
    internal abstract Task<IReadOnlyList<string?>> ApplyAsync(
        PortalWrite write,
        BulkAct act,
        string? reason,
        IReadOnlyList<PlannedRow> rows,
        CancellationToken cancel
    );

    /// <summary>Why a record in this state could not change.</summary>
    internal abstract string WhyNot(BulkAct act, byte state);

    /// <summary>Reads what is needed to write the <see cref="KeyColumns"/> of some records.</summary>
    internal abstract Task<Action<CsvSheet, PlannedRow>> KeysOfAsync(
        PortalDbContext db,
        IReadOnlyList<PlannedRow> rows,
        CancellationToken cancel
    );
}

/// <summary>The kinds of records that bulk changes act on.</summary>
public sealed class BulkSubjects(BulkNumbers numbers, BulkBusinesses businesses)
{
    internal BulkSubject Of(BulkAct act) => act.Number is null ? businesses : numbers;
}
