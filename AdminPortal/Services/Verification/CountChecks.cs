using AdminPortal.Services.PhoneNumbers;

namespace AdminPortal.Services.Verification;

/// <summary>The stored counts are correct.</summary>
internal static class CountChecks
{
    public static readonly Check Kept = new(Invariants.Counts, "the kept counts of numbers are the real ones", KeptAsync);

    private static async Task KeptAsync(VerificationRun run)
    {
        var counts = new Dictionary<(string Prefix, string Status), (long Real, long Kept)>();

        // Numbers with the same first four digits and length have the same prefix, which only the code can determine.
        await run.ReadAsync(
            "SELECT MIN(number), status, COUNT(*) FROM toll_free_numbers GROUP BY SUBSTR(number, 1, 5), LENGTH(number), status",
            row =>
            {
                if (!E164.TryParseExact(row.Text(0), out var number))
                    return; // Reported by the check of the numbers' format.
                var key = (number.Prefix, row.Text(1) ?? "");
                counts[key] = (counts.GetValueOrDefault(key).Real + row.Whole(2)!.Value, 0);
            }
        );
        await run.ReadAsync(
            "SELECT prefix, status, SUM(count) FROM number_counts GROUP BY prefix, status",
            row =>
            {
                var key = (row.Text(0)!, row.Text(1)!);
                counts[key] = (counts.GetValueOrDefault(key).Real, row.Whole(2)!.Value);
            }
        );
        foreach (var ((prefix, status), (real, kept)) in counts)
            if (real != kept)
                run.Found(() => ($"prefix {prefix}", $"{real} numbers are {status}, and the kept count says {kept}."));
    }
}
