using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AdminPortal.Data.Sqlite;

/// <summary>Ids as 16-byte BLOBs in big-endian order, in which UUIDv7 sorts by time. EF's own conversions do not: its text is upper case,
/// and its BLOB swaps the first eight bytes.</summary>
internal sealed class BigEndianGuid() : ValueConverter<Guid, byte[]>(id => ToBytes(id), bytes => FromBytes(bytes))
{
    public static byte[] ToBytes(Guid id) => id.ToByteArray(bigEndian: true);

    public static Guid FromBytes(byte[] bytes) => new(bytes, bigEndian: true);
}

/// <summary>Times as INTEGER microseconds of UTC, which SQLite can order and compare, unlike a text with an offset.</summary>
internal sealed class UtcMicroseconds()
    : ValueConverter<DateTimeOffset, long>(time => ToMicroseconds(time), micros => FromMicroseconds(micros))
{
    public static long ToMicroseconds(DateTimeOffset time) =>
        (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicroseconds(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);
}
