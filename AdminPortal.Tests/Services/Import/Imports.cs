using System.Text;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Import;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Import;

/// <summary>Imports for tests, and what must hold after any of them.</summary>
internal static class Imports
{
    private static readonly int[] s_prefixes = [800, 833, 844, 855, 866, 877, 888];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Task<Outcome<ImportReport>> ImportAsync(
        this TestPortal portal,
        string text,
        ImportMode mode = ImportMode.Skip,
        bool dryRun = false
    ) => portal.ImportAsync(Encoding.UTF8.GetBytes(text), mode, dryRun);

    public static Task<Outcome<ImportReport>> ImportAsync(
        this TestPortal portal,
        byte[] bytes,
        ImportMode mode = ImportMode.Skip,
        bool dryRun = false
    ) =>
        portal
            .Get<ImportService>()
            .ImportAsync(TestPortal.Admin, new MemoryStream(bytes), new ImportOptions(mode, dryRun, "numbers.csv"), null, Cancel);

    /// <summary>The counts, which most tests compare.</summary>
    public static (long Read, long Added, long Duplicates, long Rejected, long Warnings) Counts(this Outcome<ImportReport> outcome) =>
        outcome.IsDone
            ? (outcome.Value.Read, outcome.Value.Added, outcome.Value.Duplicates, outcome.Value.Rejected, outcome.Value.Warnings)
            : throw new InvalidOperationException(outcome.ToString());

    /// <summary>Distinct toll-free numbers in no order, one per line.</summary>
    public static string File(int count, int from = 0) =>
        "number\n"
        + string.Concat(Enumerable.Range(from, count).Select(i => $"+1{s_prefixes[i % 7]}{2_000_000 + (long)i * 7_919 % 7_999_993:D7}\n"));

    public static async Task<string> RejectsAsync(this TestPortal portal, Guid importId)
    {
        var output = new MemoryStream();
        var outcome = await portal.Get<ImportService>().RejectsAsync(TestPortal.Admin, importId, output, Cancel);
        Assert.True(outcome.IsDone, outcome.ToString());
        return Encoding.UTF8.GetString(output.ToArray()).TrimStart('\uFEFF');
    }

    public static async Task<ImportRecord> FindImportAsync(this TestPortal portal, Guid importId) =>
        (await portal.Get<ImportService>().FindAsync(TestPortal.Admin, importId, Cancel)).Value!;

    public static async Task<List<TollFreeNumber>> NumbersAsync(this TestPortal portal)
    {
        await using var db = portal.Database.CreateReadContext();
        return await db.Numbers.OrderBy(n => n.Number).ToListAsync(Cancel);
    }

    /// <summary>Fails if the stored counts differ from the counted ones, or another invariant does not hold.</summary>
    public static async Task AssertCountsAndSoundAsync(this TestPortal portal)
    {
        await using var db = portal.Database.CreateReadContext();
        var counted = (await db.Numbers.Select(n => new { n.Number, n.Status }).ToListAsync(Cancel))
            .GroupBy(n => (E164.ParseExact(n.Number).Prefix, n.Status))
            .ToDictionary(g => g.Key, g => (long)g.Count());
        var kept = (await db.NumberCounts.ToListAsync(Cancel))
            .GroupBy(c => (c.Prefix, c.Status))
            .Select(g => (g.Key, Count: g.Sum(c => c.Count)))
            .Where(c => c.Count != 0)
            .ToDictionary(c => c.Key, c => c.Count);
        Assert.Equal(counted, kept);
        await portal.AssertSoundAsync();
    }
}
