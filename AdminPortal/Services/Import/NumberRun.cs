using System.Buffers.Binary;
using System.Text;
using AdminPortal.Services.PhoneNumbers;

namespace AdminPortal.Services.Import;

/// <summary>Rows of a file, collected to be written in the order of their numbers: neighbours in a run are neighbours in the indexes, so
/// each index page is written once. Bounded in rows and bytes of notes.</summary>
internal sealed class NumberRun(long expected)
{
    /// <summary>24 MB of rows.</summary>
    public const int MostRows = 1_000_000;

    private const int ChunkBits = 20;
    private const int ChunkBytes = 1 << ChunkBits;

    /// <summary>32 MB of notes: a million of 30 characters, or 5,000 of the longest.</summary>
    private const int MostChunks = 32;

    private const int NoNote = -1;

    private readonly Row[] _rows = new Row[Math.Clamp(expected, 1, MostRows)];
    private readonly List<byte[]> _chunks = [];
    private int _chunk;
    private int _chunkUsed;

    /// <summary>Rows in the run; distinct numbers after <see cref="SortAndMerge"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a row; false if the run is full and must be written first.</summary>
    public bool TryAdd(E164 number, string? note, NumberWarning? warning)
    {
        if (Count == _rows.Length || !TryKeep(note, out var at))
            return false;
        _rows[Count] = new Row(number, Count, at, (byte)(warning ?? 0));
        Count++;
        return true;
    }

    /// <summary>Sorts the rows by number, keeps the first of each number, and returns how many were removed.</summary>
    public int SortAndMerge()
    {
        var rows = _rows.AsSpan(0, Count);
        rows.Sort();
        var kept = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            if (kept == 0 || rows[kept - 1].Number != rows[i].Number)
                rows[kept++] = rows[i];
        }

        var merged = Count - kept;
        Count = kept;
        return merged;
    }

    public E164 Number(int index) => _rows[index].Number;

    public NumberWarning? Warning(int index) => _rows[index].Warning == 0 ? null : (NumberWarning)_rows[index].Warning;

    /// <summary>The note as UTF-8; false if the row has none.</summary>
    public bool TryGetNote(int index, out ReadOnlySpan<byte> note)
    {
        var at = _rows[index].Note;
        note = default;
        if (at == NoNote)
            return false;
        var stored = _chunks[at >> ChunkBits].AsSpan(at & (ChunkBytes - 1));
        note = stored.Slice(2, BinaryPrimitives.ReadUInt16LittleEndian(stored));
        return true;
    }

    /// <summary>Removes the rows and keeps the memory for reuse.</summary>
    public void Clear() => (Count, _chunk, _chunkUsed) = (0, 0, 0);

    private bool TryKeep(string? note, out int at)
    {
        at = NoNote;
        if (note is null)
            return true;
        var bytes = Encoding.UTF8.GetByteCount(note);
        if (_chunkUsed + 2 + bytes > ChunkBytes)
            (_chunk, _chunkUsed) = (_chunk + 1, 0);
        if (_chunk == MostChunks)
            return false;
        if (_chunk == _chunks.Count)
            _chunks.Add(new byte[ChunkBytes]);
        var free = _chunks[_chunk].AsSpan(_chunkUsed);
        BinaryPrimitives.WriteUInt16LittleEndian(free, (ushort)bytes);
        Encoding.UTF8.GetBytes(note, free[2..]);
        at = (_chunk << ChunkBits) | _chunkUsed;
        _chunkUsed += 2 + bytes;
        return true;
    }

    private readonly record struct Row(E164 Number, int Order, int Note, byte Warning) : IComparable<Row>
    {
        // Of equal numbers, the first in the file wins.
        public int CompareTo(Row other)
        {
            var byNumber = Number.CompareTo(other.Number);
            return byNumber != 0 ? byNumber : Order.CompareTo(other.Order);
        }
    }
}
