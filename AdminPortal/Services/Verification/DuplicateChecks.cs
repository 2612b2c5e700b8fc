namespace AdminPortal.Services.Verification;

/// <summary>Unique values: counted, because the unique indexes might be missing.</summary>
internal static class DuplicateChecks
{
    public static readonly IReadOnlyList<Check> All =
    [
        Twice(Invariants.OneToOne, "toll_free_numbers", "number", row => row.Number(0), count => $"It is in the inventory {count} times."),
        Twice(
            Invariants.OneToOne,
            "toll_free_numbers",
            "assigned_to",
            row => $"business {row.Id(0)}",
            count => $"{count} numbers are assigned to it."
        ),
        Twice(
            Invariants.OneToOne,
            "businesses",
            "phone_number",
            row => row.Number(0),
            count => $"{count} businesses have it as their phone_number."
        ),
        Twice(
            Invariants.OneToOne,
            "businesses",
            "external_id",
            row => $"external_id '{row.Text(0)}'",
            count => $"{count} businesses have it."
        ),
        Twice(
            Invariants.OneToOne,
            "number_assignments",
            "number",
            row => row.Number(0),
            count => $"{count} rows of the ledger are open for it.",
            "held_until IS NULL"
        ),
        Twice(
            Invariants.OneToOne,
            "number_assignments",
            "business_id",
            row => $"business {row.Id(0)}",
            count => $"{count} rows of the ledger are open for it.",
            "held_until IS NULL"
        ),
    ];

    /// <summary>A check that no value of a column occurs twice, except null.</summary>
    public static Check Twice(
        string invariant,
        string table,
        string column,
        Func<VerifiedRow, string> record,
        Func<long, string> message,
        string where = "1 = 1"
    ) =>
        Check.Sql(
            invariant,
            $"{column} is unique in {table}{(where == "1 = 1" ? "" : " where " + where)}",
            $"SELECT {column}, COUNT(*) FROM {table} WHERE {column} IS NOT NULL AND {where} GROUP BY {column} HAVING COUNT(*) > 1",
            row => (record(row), message(row.Whole(1)!.Value))
        );
}
