using System.Globalization;

namespace AdminPortal.Services.Verification;

/// <summary>Imported numbers refer to their import, and the import has its event.</summary>
internal static class ImportChecks
{
    private const string Prefix = "import:";

    public static readonly IReadOnlyList<Check> All =
    [
        new Check(Invariants.Audit, "each imported number leads back to its import", SourcesAsync),
        Check.Sql(
            Invariants.Audit,
            "each finished import has its event",
            """
            SELECT i.id, i.file_name, i.added FROM number_imports i
            WHERE i.status = 'done' AND NOT i.dry_run
                AND NOT EXISTS (SELECT 1 FROM audit_events e WHERE e.record_id = i.id AND e.record_type = 'import')
            """,
            row => ($"import {row.Id(0)} '{row.Text(1)}'", $"It added {row.Whole(2)} numbers, and the audit has no event of it.")
        ),
    ];

    private static async Task SourcesAsync(VerificationRun run)
    {
        var imports = new Dictionary<Guid, (string Status, long Added)>();
        await run.ReadAsync(
            "SELECT id, status, added FROM number_imports WHERE NOT dry_run",
            row => imports[row.Id(0)!.Value] = (row.Text(1)!, row.Whole(2)!.Value)
        );
        await run.ReadAsync(
            "SELECT source, COUNT(*), MIN(number) FROM toll_free_numbers WHERE source LIKE 'import:%' GROUP BY source",
            row =>
            {
                var source = row.Text(0)!;
                var (count, first) = (row.Whole(1)!.Value, row.Number(2));
                var others = count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" and {count - 1} others");
                if (!Guid.TryParse(source.AsSpan(Prefix.Length), out var id) || !imports.TryGetValue(id, out var import))
                    run.Found(() => (first + others, $"The source is '{source}', and there is no such import."));
                else if (import.Status == "done" && import.Added < count)
                    run.Found(() =>
                        (
                            $"import {id}",
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"It added {import.Added} numbers, and {count} say that they came by it, {first} among them."
                            )
                        )
                    );
            }
        );
    }
}
