using AdminPortal.Data;
using AdminPortal.Data.Records;
using AdminPortal.Services.History;
using AdminPortal.Services.Inventory;

namespace AdminPortal.Benchmarks;

/// <summary>Fills a database with what a measurement needs, in large transactions.</summary>
internal static class BenchData
{
    private static readonly int[] s_prefixes = [800, 833, 844, 855, 866, 877, 888];

    /// <summary>The nth of up to 56 million distinct toll-free numbers, spread over the whole space in no order.</summary>
    public static string Number(long index)
    {
        const long perPrefix = 8_000_000, space = 7 * perPrefix, step = 46_913_579;
        var at = (index + 1) % space * step % space;
        return $"+1{s_prefixes[at / perPrefix]}{at % perPrefix + 2_000_000:D7}";
    }

    /// <summary>Adds so many free numbers.</summary>
    public static async Task AddNumbersAsync(Bench bench, int count)
    {
        foreach (var chunk in Enumerable.Range(0, count).Chunk(StockService.MostAtOnce))
        {
            var added = await bench.Get<StockService>().AddAsync(Bench.Admin, [.. chunk.Select(i => Number(i))], CancellationToken.None);
            if (added.Value?.Added != chunk.Length)
                throw new InvalidOperationException(added.ToString());
        }
    }

    /// <summary>Adds businesses without numbers; returns their ids.</summary>
    public static async Task<List<Guid>> AddBusinessesAsync(Bench bench, int count)
    {
        var ids = new List<Guid>(count);
        foreach (var chunk in Enumerable.Range(0, count).Chunk(5_000))
        {
            await using var db = bench.Database.CreateDbContext();
            await using var transaction = await db.Database.BeginTransactionAsync();
            foreach (var i in chunk)
            {
                var business = new Business { Id = UuidV7.Create(), Name = $"Business {i:D7}", CreatedAt = DateTimeOffset.UtcNow };
                ids.Add(business.Id);
                db.Businesses.Add(business);
                db.AuditEvents.Add(new AuditEvent
                {
                    Id = UuidV7.Create(), At = business.CreatedAt, Actor = Bench.Admin.Name, Action = AuditActions.BusinessCreated,
                    RecordType = AuditRecords.Business, RecordId = business.Id, BusinessId = business.Id, RowVersion = 1,
                });
            }

            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        return ids;
    }
}
