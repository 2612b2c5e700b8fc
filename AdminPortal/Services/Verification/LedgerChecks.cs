namespace AdminPortal.Services.Verification;

/// <summary>The ledger has one holder per number at any time.</summary>
internal static class LedgerChecks
{
    // If any two rows overlap, then two neighbours in the order of their start do.
    private static string Neighbours(string holder) =>
        $"""
            SELECT number, business_id, held_from, before_number, before_business, before_from, before_until
            FROM (
                SELECT number, business_id, held_from,
                    LAG(id) OVER w AS before_id, LAG(number) OVER w AS before_number, LAG(business_id) OVER w AS before_business,
                    LAG(held_from) OVER w AS before_from, LAG(held_until) OVER w AS before_until
                FROM number_assignments
                WINDOW w AS (PARTITION BY {holder} ORDER BY held_from, CASE WHEN held_until IS NULL THEN 1 ELSE 0 END, held_until, id)
            ) ordered
            WHERE before_id IS NOT NULL AND (before_until IS NULL OR before_until > held_from)
            """;

    public static readonly IReadOnlyList<Check> All =
    [
        Check.Sql(
            Invariants.OneToOne,
            "no ledger row ends before it starts",
            """
            SELECT number, business_id, held_from, held_until FROM number_assignments WHERE held_until < held_from
            """,
            row =>
                (
                    row.Number(0),
                    $"The ledger says that business {row.Id(1)} held it from {row.Time(2)} until {row.Time(3)}, which is earlier."
                )
        ),
        Check.Sql(
            Invariants.OneToOne,
            "no two ledger rows of a number overlap",
            Neighbours("number"),
            row =>
                (
                    row.Number(0),
                    $"The ledger says that business {row.Id(1)} held it from {row.Time(2)}, when business {row.Id(4)} held it from "
                        + $"{row.Time(5)} until {row.Time(6) ?? "now"}."
                )
        ),
        Check.Sql(
            Invariants.OneToOne,
            "no two ledger rows of a business overlap",
            Neighbours("business_id"),
            row =>
                (
                    $"business {row.Id(1)}",
                    $"The ledger says that it held {row.Text(0)} from {row.Time(2)}, when it held {row.Text(3)} from {row.Time(5)} "
                        + $"until {row.Time(6) ?? "now"}."
                )
        ),
        Check.Sql(
            Invariants.OneToOne,
            "each ledger row's number and business exist",
            """
            SELECT a.number, a.business_id, n.number, b.id
            FROM number_assignments a LEFT JOIN toll_free_numbers n ON n.number = a.number LEFT JOIN businesses b ON b.id = a.business_id
            WHERE n.number IS NULL OR b.id IS NULL
            """,
            row =>
                (
                    row.Number(0),
                    row.Id(3) is null
                        ? $"The ledger says that business {row.Id(1)} held it, which does not exist."
                        : "The ledger speaks of it, and it is not in the inventory."
                )
        ),
    ];
}
