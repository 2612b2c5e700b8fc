using AdminPortal.Data;

namespace AdminPortal.Tests.Data;

public sealed class UuidV7Tests
{
    [Fact]
    public void Create_FromManyThreadsAtOneMoment_GivesDistinctIdsThatSortInOrderOfMaking()
    {
        var now = DateTimeOffset.UtcNow;
        var threads = Enumerable.Range(0, 4).AsParallel().WithDegreeOfParallelism(4)
            .Select(_ => Enumerable.Range(0, 20_000).Select(_ => UuidV7.Create(now)).ToList()).ToList();

        Assert.All(threads, ids => Assert.Equal(ids.Order(Comparer<Guid>.Create(CompareBytes)), ids));
        Assert.Equal(80_000, threads.SelectMany(ids => ids).Distinct().Count());
    }

    [Fact]
    public void Create_CarriesVersionVariantAndTime()
    {
        var now = DateTimeOffset.UtcNow;
        var id = UuidV7.Create(now);

        Assert.Equal(7, id.Version);
        Assert.InRange(id.Variant, 8, 11);

        // Never earlier than asked for; later where ids of a later moment were made before.
        Assert.True(Convert.ToInt64(id.ToString("N")[..12], 16) >= now.ToUnixTimeMilliseconds());
    }

    private static int CompareBytes(Guid a, Guid b) => a.ToByteArray(bigEndian: true).AsSpan().SequenceCompareTo(b.ToByteArray(bigEndian: true));
}
