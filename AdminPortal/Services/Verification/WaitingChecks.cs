namespace AdminPortal.Services.Verification;

/// <summary>A waiting business has no number and is not closed.</summary>
internal static class WaitingChecks
{
    public static readonly Check WithoutNumber = Check.Sql(
        Invariants.OneToOne,
        "no business on the waiting list has a number or is closed",
        """
        SELECT w.business_id, b.name, b.phone_number, b.id FROM waiting_list w LEFT JOIN businesses b ON b.id = w.business_id
        WHERE b.id IS NULL OR b.phone_number IS NOT NULL OR b.closed_at IS NOT NULL
        """,
        row =>
            (
                row.Business(0, 1),
                row.Text(2) is { } number ? $"It is on the waiting list, and has {number}."
                : row.Id(3) is null ? "It is on the waiting list, and does not exist."
                : "It is on the waiting list, and closed."
            )
    );
}
