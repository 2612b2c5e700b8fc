namespace AdminPortal.Services.Verification;

/// <summary>What was ordered: nothing is bought twice, and everything that is paid for is in the inventory.</summary>
internal static class OrderChecks
{
    // The source holds the id as it is written, and SQLite stores ids as bytes.
    private const string SourceOnSqlite =
        "'order:' || LOWER(SUBSTR(HEX(o.id), 1, 8) || '-' || SUBSTR(HEX(o.id), 9, 4) || '-' || SUBSTR(HEX(o.id), 13, 4) || '-' || "
        + "SUBSTR(HEX(o.id), 17, 4) || '-' || SUBSTR(HEX(o.id), 21))";
    private const string SourceOnPostgres = "'order:' || o.id::text";

    public static readonly IReadOnlyList<Check> All =
    [
        Check.Sql(
            Invariants.Orders,
            "no number has two open orders",
            """
            SELECT number, COUNT(*) FROM number_orders WHERE status IN ('intended', 'pending') GROUP BY number HAVING COUNT(*) > 1
            """,
            row => (row.Number(0), $"It has {row.Whole(1)} open orders.")
        ),
        new(Invariants.Orders, "each fulfilled order has exactly one number", CheckFulfilledAsync),
        new(Invariants.Orders, "each number that an order brought has its fulfilled order", CheckSourcesAsync),
        Check.Sql(
            Invariants.State,
            "each order's state goes with its fields",
            """
            SELECT id, number, status, called_at, finished_at FROM number_orders
            WHERE status IS NULL OR status NOT IN ('intended', 'pending', 'fulfilled', 'failed')
                OR (status IN ('fulfilled', 'failed')) <> (finished_at IS NOT NULL)
                OR (status IN ('pending', 'fulfilled') AND called_at IS NULL)
            """,
            row =>
                (
                    $"order {row.Id(0)} of {row.Text(1)}",
                    $"It is {row.Text(2)}, called_at is {row.Time(3) ?? "not set"} and finished_at is {row.Time(4) ?? "not set"}."
                )
        ),
    ];

    private static string Source(VerificationRun run) => run.IsSqlite ? SourceOnSqlite : SourceOnPostgres;

    private static Task CheckFulfilledAsync(VerificationRun run) =>
        run.ReadAsync(
            $"""
            SELECT o.id, o.number, COUNT(n.id)
            FROM number_orders o LEFT JOIN toll_free_numbers n ON n.source = {Source(run)} AND n.order_id = o.id AND n.number = o.number
            WHERE o.status = 'fulfilled' GROUP BY o.id, o.number HAVING COUNT(n.id) <> 1
            """,
            row => run.Found(() => ($"order {row.Id(0)} of {row.Text(1)}", $"It is fulfilled, and {row.Whole(2)} numbers came from it."))
        );

    private static Task CheckSourcesAsync(VerificationRun run) =>
        run.ReadAsync(
            $"""
            SELECT n.number, n.source, o.status
            FROM toll_free_numbers n LEFT JOIN number_orders o ON n.source = {Source(run)}
            WHERE (n.source LIKE 'order:%' OR n.order_id IS NOT NULL)
                AND (o.id IS NULL OR o.status <> 'fulfilled' OR n.order_id IS NULL OR n.order_id <> o.id)
            """,
            row => run.Found(() => (row.Number(0), $"Its source is {row.Text(1)}, and that order is {row.Text(2) ?? "not there"}."))
        );
}
