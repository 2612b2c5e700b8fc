using System.Buffers.Binary;
using System.Globalization;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Bulk;

/// <summary>Stores the selected numbers of a bulk change: 17 bytes for each, so that a million need 17 MB. A state is stored as its place
/// in <see cref="NumberStatus"/>, whose order must not change.</summary>
internal static class BulkChunks
{
    private const int MostNumbers = 10_000;
    private const int Size = sizeof(long) + 1 + sizeof(long);

    public static void Add(PortalDbContext db, Guid id, IReadOnlyList<PlannedNumber> numbers) =>
        db.BulkChunks.AddRange(
            numbers
                .Chunk(MostNumbers)
                .Select(
                    (some, chunk) =>
                        new BulkChunk
                        {
                            BulkChangeId = id,
                            Chunk = chunk,
                            Numbers = Pack(some),
                        }
                )
        );

    /// <summary>The numbers as they were when the change was decided.</summary>
    public static async Task<List<PlannedNumber>> ReadAsync(PortalDbContext db, Guid id, CancellationToken cancel)
    {
        var numbers = new List<PlannedNumber>();
        var chunks = db.BulkChunks.Where(c => c.BulkChangeId == id).OrderBy(c => c.Chunk).Select(c => c.Numbers).AsAsyncEnumerable();
        await foreach (var chunk in chunks.WithCancellation(cancel))
            Unpack(chunk, numbers);
        return numbers;
    }

    internal static byte[] Pack(IReadOnlyList<PlannedNumber> numbers)
    {
        var bytes = new byte[numbers.Count * Size];
        for (var i = 0; i < numbers.Count; i++)
        {
            var at = bytes.AsSpan(i * Size, Size);
            var (number, status, version) = (numbers[i].Number, numbers[i].Status, numbers[i].Version);
            BinaryPrimitives.WriteInt64BigEndian(at, long.Parse(number.ToString().AsSpan(1), CultureInfo.InvariantCulture));
            at[sizeof(long)] = (byte)status;
            BinaryPrimitives.WriteInt64BigEndian(at[(sizeof(long) + 1)..], version);
        }

        return bytes;
    }

    internal static void Unpack(ReadOnlySpan<byte> bytes, List<PlannedNumber> numbers)
    {
        for (; bytes.Length >= Size; bytes = bytes[Size..])
        {
            var number = string.Create(CultureInfo.InvariantCulture, $"+{BinaryPrimitives.ReadInt64BigEndian(bytes)}");
            numbers.Add(
                new(
                    E164.ParseExact(number),
                    (NumberStatus)bytes[sizeof(long)],
                    BinaryPrimitives.ReadInt64BigEndian(bytes[(sizeof(long) + 1)..])
                )
            );
        }
    }
}
