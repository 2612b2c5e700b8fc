namespace AdminPortal.Services.Verification;

/// <summary>Each change of a number, a business or an agent has its event: the versions in the audit have no gap or duplicate and end at
/// the row's version. This detects changes without an audit event.</summary>
internal static class AuditChecks
{
    // An import writes one event for all of its numbers, so these have none for version 1.
    private const string HasNoFirstEvent = "(COALESCE(n.source, '') LIKE 'import:%' OR COALESCE(n.source, '') = 'sample')";

    // Deletions are excluded below: they have the last version and do not increment it.
    private static string Versions(string changes) =>
        $"""
            SELECT record_id, COUNT(*) AS events, COUNT(DISTINCT row_version) AS versions, MIN(row_version) AS first,
                MAX(row_version) AS last
            FROM ({changes}) changes GROUP BY record_id
            """;

    private static string Broken(string row) =>
        "versions.events <> versions.versions OR versions.events <> versions.last - versions.first + 1 OR versions.last <> "
        + $"{row}.row_version";

    public static readonly IReadOnlyList<Check> All =
    [
        Check.Sql(
            Invariants.Audit,
            "each version of a number has its event",
            $"""
            SELECT n.number, n.row_version, versions.events, versions.versions, versions.first, versions.last, n.id
            FROM ({Versions(
                "SELECT record_id, row_version FROM audit_events WHERE record_type = 'number' AND action <> 'number.deleted'"
            )}) versions
            JOIN toll_free_numbers n ON n.id = versions.record_id
            WHERE {Broken("n")} OR NOT (versions.first = 1 OR ({HasNoFirstEvent} AND versions.first = 2))
            """,
            row => (row.Number(0), Fault(row))
        ),
        Check.Sql(
            Invariants.Audit,
            "no number is without its events",
            $"""
            SELECT n.number, n.row_version FROM toll_free_numbers n
            WHERE NOT (n.row_version = 1 AND {HasNoFirstEvent})
                AND NOT EXISTS (SELECT 1 FROM audit_events e WHERE e.record_id = n.id AND e.record_type = 'number')
            """,
            row => (row.Number(0), $"It is at row_version {row.Whole(1)}, and the audit has no event of it.")
        ),
        Check.Sql(
            Invariants.Audit,
            "each version of a business has its event",
            $"""
            SELECT b.id, b.row_version, versions.events, versions.versions, versions.first, versions.last, b.name
            FROM ({Versions("""
                SELECT record_id, row_version FROM audit_events WHERE record_type = 'business' AND action <> 'business.deleted'
                UNION ALL SELECT business_id, business_row_version FROM audit_events WHERE business_row_version IS NOT NULL
                """)}) versions
            JOIN businesses b ON b.id = versions.record_id
            WHERE {Broken("b")} OR versions.first <> 1
            """,
            row => (row.Business(0, 6), Fault(row))
        ),
        Check.Sql(
            Invariants.Audit,
            "no business is without its events",
            """
            SELECT b.id, b.name, b.row_version FROM businesses b
            WHERE NOT EXISTS (SELECT 1 FROM audit_events e WHERE e.record_id = b.id AND e.record_type = 'business')
            """,
            row => (row.Business(0, 1), $"It is at row_version {row.Whole(2)}, and the audit has no event of its making.")
        ),
        Check.Sql(
            Invariants.Audit,
            "each version of an agent has its event",
            $"""
            SELECT a.id, a.row_version, versions.events, versions.versions, versions.first, versions.last, a.name
            FROM ({Versions("SELECT record_id, row_version FROM audit_events WHERE record_type = 'agent'")}) versions
            JOIN ai_agents a ON a.id = versions.record_id
            WHERE {Broken("a")} OR versions.first <> 1
            """,
            row => ($"agent {row.Id(0)} '{row.Text(6)}'", Fault(row))
        ),
        Check.Sql(
            Invariants.Audit,
            "no agent is without its events",
            """
            SELECT a.id, a.name, a.row_version FROM ai_agents a
            WHERE NOT EXISTS (SELECT 1 FROM audit_events e WHERE e.record_id = a.id AND e.record_type = 'agent')
            """,
            row => ($"agent {row.Id(0)} '{row.Text(1)}'", $"It is at row_version {row.Whole(2)}, and the audit has no event of its making.")
        ),
        Gone("number", "toll_free_numbers", "number"),
        Gone("business", "businesses", "NULL"),
    ];

    /// <summary>Rows with audit events that do not exist although no event deleted them, or that exist after such an event.</summary>
    private static Check Gone(string type, string table, string number) =>
        Check.Sql(
            Invariants.Audit,
            $"a {type} is gone exactly when the audit says that it was deleted",
            $"""
            SELECT spoken.record_id, spoken.number, r.id, spoken.deleted
            FROM (
                SELECT record_id, MAX({number}) AS number, SUM(CASE WHEN action = '{type}.deleted' THEN 1 ELSE 0 END) AS deleted
                FROM audit_events WHERE record_type = '{type}' GROUP BY record_id
            ) spoken
            LEFT JOIN {table} r ON r.id = spoken.record_id
            WHERE (r.id IS NULL) <> (spoken.deleted = 1)
            """,
            row =>
                (
                    row.Text(1) is null ? $"{type} {row.Id(0)}" : row.Number(1),
                    row.Id(2) is null
                        ? "The audit speaks of it, it does not exist, and no event says that it was deleted."
                        : "The audit says that it was deleted, and it exists."
                )
        );

    /// <summary>Describes the problem: column 1 has the row's version, followed by the count of events, the count of versions, the first
    /// and the last.</summary>
    private static string Fault(VerifiedRow row)
    {
        var (version, events, versions, first, last) = (row.Whole(1), row.Whole(2), row.Whole(3), row.Whole(4), row.Whole(5));
        if (events != versions)
            return $"Its {events} events carry only {versions} versions: one is in the audit twice.";
        if (last < version)
            return $"It is at row_version {version}, and its last event is of version {last}: it was changed without an event.";
        if (last > version)
            return $"It is at row_version {version}, and its last event is of version {last}: it was set back.";
        return events != last - first + 1
            ? $"Between versions {first} and {last} the audit has {events} events: {last - first + 1 - events} changes have none."
            : $"Its first event is of version {first}: the changes before have none.";
    }
}
