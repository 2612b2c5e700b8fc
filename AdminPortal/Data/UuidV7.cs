using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace AdminPortal.Data;

/// <summary>
/// Makes the ids of all records: UUID version 7 (RFC 9562), whose bytes sort by time of making.
/// Within one process each id of a day (UTC) is greater than the one before, also inside one millisecond and when the clock
/// steps back, so that rows made in order are appended to an index instead of scattered over it. Of a day, and not of all
/// time, so that a clock that was once wrong by days does not date every id that comes after it.
/// </summary>
public static class UuidV7
{
    private const int SequenceBits = 12;

    private const long MillisecondsPerDay = 86_400_000;

    /// <summary>The last id of each day: Unix milliseconds above, a 12-bit sequence below (RFC 9562, section 6.2, method 1).</summary>
    private static readonly ConcurrentDictionary<long, Last> s_days = new();

    /// <summary>A new id that carries <paramref name="now"/> to the millisecond.</summary>
    public static Guid Create(DateTimeOffset now)
    {
        var next = Reserve(now, 1);
        return Compose(next >> SequenceBits, (int)(next & ((1 << SequenceBits) - 1)));
    }

    /// <summary>Below every id made at this time or later: where a search by time begins.</summary>
    public static Guid First(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, time.ToUnixTimeMilliseconds() << 16);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>A new id that carries the present time of the system's clock.</summary>
    public static Guid Create() => Create(DateTimeOffset.UtcNow);

    /// <summary>
    /// Writes as many new ids as fit, 16 bytes each in big-endian order: for rows by the million, where asking the system
    /// for random bits one id at a time is a tenth of the whole work.
    /// </summary>
    internal static void Fill(DateTimeOffset now, Span<byte> ids)
    {
        const int size = 16;
        var count = ids.Length / size;
        var first = Reserve(now, count);
        RandomNumberGenerator.Fill(ids);
        for (var i = 0; i < count; i++)
        {
            var id = ids.Slice(i * size, size);
            BinaryPrimitives.WriteUInt64BigEndian(id, (ulong)((first + i) >> SequenceBits) << 16 | 0x7000 | (uint)(first + i) & ((1 << SequenceBits) - 1));
            id[8] = (byte)(0x80 | (id[8] & 0x3F));
        }
    }

    /// <summary>Takes so many in a row for the caller; returns the first.</summary>
    private static long Reserve(DateTimeOffset now, int count)
    {
        var milliseconds = now.ToUnixTimeMilliseconds();
        var day = s_days.GetOrAdd(milliseconds / MillisecondsPerDay, static _ => new Last());
        var wanted = milliseconds << SequenceBits;
        long last, first;
        do
        {
            last = Volatile.Read(ref day.Value);
            // More than 4,096 ids in a millisecond borrow from the next one; order matters more than a millisecond.
            first = Math.Max(wanted, last + 1);
        }
        while (Interlocked.CompareExchange(ref day.Value, first + count - 1, last) != last);
        return first;
    }

    private sealed class Last
    {
        public long Value;
    }

    private static Guid Compose(long milliseconds, int sequence)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(bytes, bigEndian: true, out _);
        Span<byte> time = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(time, milliseconds);
        time[2..].CopyTo(bytes);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | sequence));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }
}
