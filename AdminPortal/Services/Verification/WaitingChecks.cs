namespace AdminPortal.Services.Verification;

/// <summary>A waiting business has no number.</summary>
internal static class WaitingChecks
{
    public static readonly Check WithoutNumber = Check.Sql(
        Invariants.OneToOne,
        "no business on the waiting list has a number",
        """
        SELECT w.business_id, b.name, b.phone_number FROM waiting_list w LEFT JOIN businesses b ON b.id = w.business_id
        WHERE b.id IS NULL OR b.phone_number IS NOT NULL
        """,
        row =>
            (
                row.Business(0, 1),
                row.Text(2) is { } number
                    ? $"It is on the waiting list, and has {number}."
                    : "It is on the waiting list, and does not exist."
            )
    );
}
