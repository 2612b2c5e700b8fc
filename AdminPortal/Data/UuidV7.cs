using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AdminPortal.Data;

/// <summary>Creates the ids of all records: version 7 UUIDs (RFC 9562), whose bytes sort by creation time. Within one process each id is
/// greater than the one before, also within a millisecond and when the clock is set back by less than a minute, so that rows are appended
/// to an index instead of scattered over it. Less than a minute, so that a clock that was once far ahead does not date later ids.</summary>
public static class UuidV7
{
    private const int SequenceBits = 12;

    private const long MillisecondsPerMinute = 60_000;

    /// <summary>The last id of each minute: Unix milliseconds above, a 12-bit sequence below (RFC 9562, section 6.2, method 1). The length
    /// is prime, so that minutes at round distances use different slots.</summary>
    private static readonly long[] s_lastOfMinute = new long[1021];

    /// <summary>A new id with <paramref name="now"/> in milliseconds.</summary>
    public static Guid Create(DateTimeOffset now)
    {
        var next = Reserve(now, 1);
        return Compose(next >> SequenceBits, (int)(next & ((1 << SequenceBits) - 1)));
    }

    /// <summary>Below every id created at this time or later: the start of a search by time.</summary>
    public static Guid First(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, time.ToUnixTimeMilliseconds() << 16);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>A new id with the system clock's time: for records created without a clock, such as Identity's users.</summary>
#pragma warning disable RS0030 // Identity creates users with a parameterless constructor.
    public static Guid Create() => Create(DateTimeOffset.UtcNow);
#pragma warning restore RS0030

    /// <summary>Writes as many new ids as fit, 16 bytes each in big-endian order: for millions of rows, where requesting random bits one id
    /// at a time is a tenth of the work.</summary>
    internal static void Fill(DateTimeOffset now, Span<byte> ids)
    {
        const int size = 16;
        var count = ids.Length / size;
        var first = Reserve(now, count);
        RandomNumberGenerator.Fill(ids);
        for (var i = 0; i < count; i++)
        {
            var id = ids.Slice(i * size, size);
            BinaryPrimitives.WriteUInt64BigEndian(
                id,
                (ulong)((first + i) >> SequenceBits) << 16 | 0x7000 | (uint)(first + i) & ((1 << SequenceBits) - 1)
            );
            id[8] = (byte)(0x80 | (id[8] & 0x3F));
        }
    }

    /// <summary>Reserves consecutive values for the caller; returns the first.</summary>
    private static long Reserve(DateTimeOffset now, int count)
    {
        var milliseconds = now.ToUnixTimeMilliseconds();
        var minute = milliseconds / MillisecondsPerMinute;
        ref var place = ref PlaceOf(minute);
        // More than 4,096 ids in a millisecond use the next one; order matters more than a millisecond. Neighbouring minutes count too,
        // because the clock may have crossed the boundary.
        var wanted = After(
            Volatile.Read(ref PlaceOf(minute + 1)),
            After(Volatile.Read(ref PlaceOf(minute - 1)), milliseconds << SequenceBits)
        );
        long last,
            first;
        do
        {
            last = Volatile.Read(ref place);
            first = After(last, wanted);
        } while (Interlocked.CompareExchange(ref place, first + count - 1, last) != last);
        return first;
    }

    private static ref long PlaceOf(long minute) => ref s_lastOfMinute[minute % s_lastOfMinute.Length];

    /// <summary>The first allowed value: the wanted one, unless the last one is ahead of it by less than a minute.</summary>
    private static long After(long last, long wanted) =>
        last >= wanted && last - wanted < MillisecondsPerMinute << SequenceBits ? last + 1 : wanted;

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
