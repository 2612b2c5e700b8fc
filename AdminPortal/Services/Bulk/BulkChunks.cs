using System.Buffers.Binary;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Bulk;

/// <summary>Stores the selected records of a bulk change: 17 bytes for a number, so that a million need 17 MB. A state is stored as its
/// value, which must not change.</summary>
internal static class BulkChunks
{
    private const int MostRows = 10_000;

    public static void Add(PortalDbContext db, Guid id, BulkSubject subject, IReadOnlyList<PlannedRow> rows) =>
        db.BulkChunks.AddRange(
            rows.Chunk(MostRows)
                .Select(
                    (some, chunk) =>
                        new BulkChunk
                        {
                            BulkChangeId = id,
                            Chunk = chunk,
                            Numbers = Pack(subject.KeySize, some),
                        }
                )
        );

    /// <summary>The records as they were when the change was decided.</summary>
    public static async Task<List<PlannedRow>> ReadAsync(PortalDbContext db, Guid id, BulkSubject subject, CancellationToken cancel)
    {
        var rows = new List<PlannedRow>();
        var chunks = db.BulkChunks.Where(c => c.BulkChangeId == id).OrderBy(c => c.Chunk).Select(c => c.Numbers).AsAsyncEnumerable();
        await foreach (var chunk in chunks.WithCancellation(cancel))
            Unpack(subject.KeySize, chunk, rows);
        return rows;
    }

    /// <param name="keySize">8 or 16 bytes.</param>
    internal static byte[] Pack(int keySize, IReadOnlyList<PlannedRow> rows)
    {
        var size = SizeOf(keySize);
        var bytes = new byte[rows.Count * size];
        for (var i = 0; i < rows.Count; i++)
        {
            var at = bytes.AsSpan(i * size, size);
            if (keySize == sizeof(long))
                BinaryPrimitives.WriteUInt64BigEndian(at, checked((ulong)rows[i].Key));
            else
                BinaryPrimitives.WriteUInt128BigEndian(at, rows[i].Key);
            at[keySize] = rows[i].State;
            BinaryPrimitives.WriteInt64BigEndian(at[(keySize + 1)..], rows[i].Version);
        }

        return bytes;
    }

    internal static void Unpack(int keySize, ReadOnlySpan<byte> bytes, List<PlannedRow> rows)
    {
        for (var size = SizeOf(keySize); bytes.Length >= size; bytes = bytes[size..])
            rows.Add(
                new(
                    keySize == sizeof(long) ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes),
                    bytes[keySize],
                    BinaryPrimitives.ReadInt64BigEndian(bytes[(keySize + 1)..])
                )
            );
    }

    private static int SizeOf(int keySize) => keySize + 1 + sizeof(long);
}
