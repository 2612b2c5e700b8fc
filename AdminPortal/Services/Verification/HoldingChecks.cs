namespace AdminPortal.Services.Verification;

/// <summary>Number, business and open ledger row agree on who holds which number.</summary>
internal static class HoldingChecks
{
    public static readonly IReadOnlyList<Check> All =
    [
        Check.Sql(
            Invariants.OneToOne,
            "each assigned number is its business's number",
            """
            SELECT n.number, n.assigned_to, b.id, b.name, b.phone_number
            FROM toll_free_numbers n LEFT JOIN businesses b ON b.id = n.assigned_to
            WHERE n.assigned_to IS NOT NULL AND (b.id IS NULL OR b.phone_number IS DISTINCT FROM n.number)
            """,
            row =>
                (
                    row.Number(0),
                    row.Id(2) is null
                        ? $"It is assigned to {row.Business(1, 3)}, which does not exist."
                        : $"It is assigned to {row.Business(1, 3)}, whose phone_number is {row.Text(4) ?? "null"}."
                )
        ),
        Check.Sql(
            Invariants.OneToOne,
            "each business's number is assigned to it",
            """
            SELECT b.id, b.name, b.phone_number, n.number, n.status, n.assigned_to
            FROM businesses b LEFT JOIN toll_free_numbers n ON n.number = b.phone_number
            WHERE b.phone_number IS NOT NULL AND (n.number IS NULL OR n.assigned_to IS DISTINCT FROM b.id)
            """,
            row =>
                (
                    row.Business(0, 1),
                    row.Text(3) is null
                        ? $"Its phone_number {row.Text(2)} is not in the inventory."
                        : $"Its phone_number {row.Text(2)} is {row.Text(4)}, assigned to {row.Id(5)?.ToString() ?? "nobody"}."
                )
        ),
        Check.Sql(
            Invariants.OneToOne,
            "each assigned number has exactly one open ledger row that says so",
            """
            SELECT n.number, n.assigned_to, COALESCE(o.count, 0)
            FROM toll_free_numbers n
            LEFT JOIN (SELECT number, business_id, COUNT(*) AS count FROM number_assignments
                WHERE held_until IS NULL GROUP BY number, business_id) o
                ON o.number = n.number AND o.business_id = n.assigned_to
            WHERE n.assigned_to IS NOT NULL AND COALESCE(o.count, 0) <> 1
            """,
            row =>
                (
                    row.Number(0),
                    row.Whole(2) == 0
                        ? $"It is assigned to business {row.Id(1)}, and no open row of the ledger says so."
                        : $"It is assigned to business {row.Id(1)}, and {row.Whole(2)} open rows of the ledger say so."
                )
        ),
        Check.Sql(
            Invariants.OneToOne,
            "no other ledger row is open",
            """
            SELECT a.number, a.business_id, b.name, n.number, n.assigned_to, a.held_from
            FROM number_assignments a
            LEFT JOIN toll_free_numbers n ON n.number = a.number
            LEFT JOIN businesses b ON b.id = a.business_id
            WHERE a.held_until IS NULL AND (n.number IS NULL OR n.assigned_to IS DISTINCT FROM a.business_id)
            """,
            row =>
                (
                    row.Number(0),
                    row.Text(3) is null
                        ? $"The ledger says that {row.Business(1, 2)} holds it since {row.Time(5)}; it is not in the inventory."
                        : $"The ledger says that {row.Business(1, 2)} holds it since {row.Time(5)}; it is assigned to "
                            + $"{row.Id(4)?.ToString() ?? "nobody"}."
                )
        ),
    ];
}
