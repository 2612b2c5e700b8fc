namespace AdminPortal.Services.Verification;

/// <summary>Each number's own row: its status, the related columns, and its text.</summary>
internal static class NumberChecks
{
    public static readonly IReadOnlyList<Check> All =
    [
        Check.Sql(
            Invariants.State,
            "each number's state goes with its fields",
            """
            SELECT number, status, assigned_to, available_since, quarantined_until
            FROM toll_free_numbers
            WHERE status IS NULL OR status NOT IN ('available', 'assigned', 'quarantined', 'inactive')
                OR (status = 'assigned') <> (assigned_to IS NOT NULL)
                OR (status = 'available') <> (available_since IS NOT NULL)
                OR (status = 'quarantined') <> (quarantined_until IS NOT NULL)
            """,
            row => (row.Number(0), Faults(row))
        ),
        // The exact stored format: a plus sign, then 2 to 15 digits of which the first is not 0.
        Check.Sql(
            Invariants.State,
            "each number is in E.164 form",
            """
            SELECT number, id FROM toll_free_numbers
            WHERE number IS NULL OR SUBSTR(number, 1, 1) <> '+' OR LENGTH(number) NOT BETWEEN 3 AND 16
                OR SUBSTR(number, 2, 1) NOT BETWEEN '1' AND '9' OR LTRIM(SUBSTR(number, 2), '0123456789') <> ''
            """,
            row => (row.Number(0), $"'{row.Text(0)}' (id {row.Id(1)}) is not a number in E.164 format.")
        ),
    ];

    private static string Faults(VerifiedRow row)
    {
        var status = row.Text(1);
        if (status is not ("available" or "assigned" or "quarantined" or "inactive"))
            return $"Its status is '{status}', which is none.";
        return $"It is {status}"
            + Fault("assigned", "assigned_to", row.Id(2)?.ToString())
            + Fault("available", "available_since", row.Time(3))
            + Fault("quarantined", "quarantined_until", row.Time(4))
            + ".";

        string Fault(string state, string field, string? value) =>
            status == state && value is null ? $", and {field} is not set"
            : status != state && value is not null ? $", and {field} is {value}"
            : "";
    }
}
