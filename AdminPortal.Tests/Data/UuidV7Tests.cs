using AdminPortal.Data;

namespace AdminPortal.Tests.Data;

public sealed class UuidV7Tests
{
    [Fact]
    public void Create_FromManyThreads_ReturnsDistinctIdsInOrder()
    {
        var now = DateTimeOffset.UtcNow;
        var threads = Enumerable
            .Range(0, 4)
            .AsParallel()
            .WithDegreeOfParallelism(4)
            .Select(_ => Enumerable.Range(0, 20_000).Select(_ => UuidV7.Create(now)).ToList())
            .ToList();

        Assert.All(threads, ids => Assert.Equal(ids.Order(Comparer<Guid>.Create(CompareBytes)), ids));
        Assert.Equal(80_000, threads.SelectMany(ids => ids).Distinct().Count());
    }

    [Fact]
    public void Create_ContainsVersionVariantAndTime()
    {
        var now = DateTimeOffset.UtcNow;
        var id = UuidV7.Create(now);

        Assert.Equal(7, id.Version);
        Assert.InRange(id.Variant, 8, 11);

        // Never earlier than requested; later if ids with a later time were created before.
        Assert.True(Milliseconds(id) >= now.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void Create_ClockSetBackALittle_StaysInOrder_FarAheadIsForgotten()
    {
        var now = new DateTimeOffset(2031, 3, 1, 8, 59, 59, TimeSpan.Zero);
        var ids = new[] { now, now.AddSeconds(2), now.AddSeconds(1), now.AddMilliseconds(1) }.Select(UuidV7.Create).ToList();
        Assert.Equal(ids.Order(Comparer<Guid>.Create(CompareBytes)), ids);

        foreach (var ahead in (TimeSpan[])[TimeSpan.FromMinutes(2), TimeSpan.FromHours(11), TimeSpan.FromDays(400)])
            UuidV7.Create(now + ahead);
        Assert.InRange(Milliseconds(UuidV7.Create(now)), now.ToUnixTimeMilliseconds(), now.AddSeconds(3).ToUnixTimeMilliseconds());
    }

    private static long Milliseconds(Guid id) => Convert.ToInt64(id.ToString("N")[..12], 16);

    private static int CompareBytes(Guid a, Guid b) =>
        a.ToByteArray(bigEndian: true).AsSpan().SequenceCompareTo(b.ToByteArray(bigEndian: true));
}
