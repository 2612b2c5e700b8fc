using System.Text;

namespace AdminPortal.Services.Import.Csv;

/// <summary>An encoding with its display name and the length of its byte order mark.</summary>
internal sealed record CsvEncoding(Encoding Encoding, string Name, int PreambleBytes)
{
    /// <summary>Bytes of an incomplete last character; they are not read.</summary>
    public int CutBytes { get; init; }

    /// <summary>The first lines of a UTF-8 file with invalid bytes, which are read as Windows-1252.</summary>
    public IReadOnlyList<long> OddLines { get; init; } = [];

    /// <summary>How many such lines there are.</summary>
    public long OddLineCount { get; init; }
}

/// <summary>Detects a file's encoding, and binary files.</summary>
internal static class CsvEncodings
{
    private const int SampleBytes = 4096;
    private const int ChunkBytes = 256 * 1024;

    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    private static readonly Encoding s_utf8 = Encoding.GetEncoding("utf-8", EncoderFallback.ReplacementFallback, new InvalidByteFallback());

    /// <summary>Scans the whole file, because the only invalid byte may be its last. Returns the fault, or null.</summary>
    public static CsvFault? TryDetect(Stream file, out CsvEncoding encoding, CancellationToken cancellationToken)
    {
        var buffer = new byte[ChunkBytes];
        var filled = file.ReadAtLeast(buffer, SampleBytes, throwOnEndOfStream: false);
        var start = buffer.AsSpan(0, filled);
        encoding = new(Encoding.UTF8, "UTF-8", 0);
        if (start.StartsWith("\uFEFF"u8))
        {
            if (FindNul(file, buffer, filled, cancellationToken) is { } nul)
                return nul;
            encoding = Utf8OrWindows(file, buffer, cancellationToken) with { PreambleBytes = 3 };
            // The byte order mark decides for UTF-8 even without other evidence.
            if (encoding.Encoding == Windows1252)
                encoding = encoding with { Encoding = s_utf8, Name = "UTF-8" };
            return null;
        }

        if (IsUtf16(start) is { } utf16)
        {
            encoding = utf16 with { CutBytes = (int)((file.Length - utf16.PreambleBytes) % 2) };
            return null;
        }

        if (Describe(start) is { } what)
            return CsvFault.NotText(what);
        var fault = FindNul(file, buffer, filled, cancellationToken);
        if (fault is not null)
            return fault;
        encoding = Utf8OrWindows(file, buffer, cancellationToken);
        return null;
    }

    private static CsvFault? FindNul(Stream file, byte[] buffer, int filled, CancellationToken cancellationToken)
    {
        for (; filled > 0; filled = file.Read(buffer))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (buffer.AsSpan(0, filled).Contains((byte)0))
                return CsvFault.NulBytes;
        }

        return null;
    }

    /// <summary>A file with characters typical of UTF-8 is UTF-8, even if some rows were pasted from elsewhere; only a file with (nearly)
    /// none is Windows-1252.</summary>
    private static CsvEncoding Utf8OrWindows(Stream file, byte[] buffer, CancellationToken cancellationToken)
    {
        file.Position = 0;
        var found = new Utf8Scan();
        var carried = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = file.Read(buffer.AsSpan(carried));
            var chunk = buffer.AsSpan(0, carried + read);
            if (read == 0)
            {
                carried = chunk.Length;
                break;
            }

            carried = found.Walk(chunk);
            chunk[^carried..].CopyTo(buffer);
        }

        var cut = found.Whole > 0 ? carried : 0;
        var odd = found.Odd + (carried - cut > 0 ? 1 : 0);
        if (odd > 0 && found.Sure * 10 < odd)
            return new(Windows1252, "Windows-1252", 0);
        return new(odd > 0 ? s_utf8 : Encoding.UTF8, "UTF-8", 0)
        {
            CutBytes = cut,
            OddLines = found.OddLines,
            OddLineCount = found.OddLineCount,
        };
    }

    /// <summary>Scans a file as UTF-8: counts characters beyond ASCII, and lines with invalid bytes.</summary>
    private sealed class Utf8Scan
    {
        private const int MostLines = 5;
        private readonly List<long> _oddLines = [];
        private long _lineFeeds;
        private long _returns;

        /// <summary>Characters beyond ASCII.</summary>
        public long Whole { get; private set; }

        /// <summary>Those that other encodings hardly ever produce by chance, as in “É”” for “ɔ”.</summary>
        public long Sure { get; private set; }

        public long Odd { get; private set; }

        public IReadOnlyList<long> OddLines => _oddLines;

        public long OddLineCount { get; private set; }

        private long _lastOddLine;

        /// <summary>Scans the next bytes; returns how many at their end belong to an incomplete character.</summary>
        public int Walk(ReadOnlySpan<byte> chunk)
        {
            while (!chunk.IsEmpty)
            {
                var next = chunk.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
                var plain = next < 0 ? chunk : chunk[..next];
                _lineFeeds += plain.Count((byte)'\n');
                _returns += plain.Count((byte)'\r');
                if (next < 0)
                    return 0;
                chunk = chunk[next..];
                var status = Rune.DecodeFromUtf8(chunk, out _, out var width);
                if (status == System.Buffers.OperationStatus.NeedMoreData)
                    return chunk.Length;
                if (status == System.Buffers.OperationStatus.Done)
                {
                    Whole++;
                    Sure += width > 2 || chunk[0] <= 0xC5 ? 1 : 0;
                }
                else
                {
                    Note();
                }

                chunk = chunk[width..];
            }

            return 0;
        }

        private void Note()
        {
            Odd++;
            // Line ends are LF, CR or both.
            var line = Math.Max(_lineFeeds, _returns) + 1;
            if (line == _lastOddLine)
                return;
            _lastOddLine = line;
            OddLineCount++;
            if (_oddLines.Count < MostLines)
                _oddLines.Add(line);
        }
    }

    /// <summary>Decodes bytes that are not valid UTF-8 as Windows-1252, which nearly all of them are.</summary>
    private sealed class InvalidByteFallback : DecoderFallback
    {
        public override int MaxCharCount => 4;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer();

        private sealed class Buffer : DecoderFallbackBuffer
        {
            private string _text = "";
            private int _at;

            public override int Remaining => _text.Length - _at;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                // Five of its code points are undefined; those bytes are unreadable.
                _text = new string([.. Windows1252.GetString(bytesUnknown).Select(c => char.IsControl(c) ? '\uFFFD' : c)]);
                _at = 0;
                return _text.Length > 0;
            }

            public override char GetNextChar() => _at < _text.Length ? _text[_at++] : '\0';

            public override bool MovePrevious()
            {
                if (_at == 0)
                    return false;
                _at--;
                return true;
            }

            public override void Reset() => (_text, _at) = ("", 0);
        }
    }

    private static CsvEncoding? IsUtf16(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith<byte>([0xFF, 0xFE]))
            return new(Encoding.Unicode, "UTF-16 LE", 2);
        if (start.StartsWith<byte>([0xFE, 0xFF]))
            return new(Encoding.BigEndianUnicode, "UTF-16 BE", 2);
        // UTF-16 without a mark has a zero byte in nearly every character, because digits and separators are ASCII.
        int pairs = start.Length / 2,
            zeroFirst = 0,
            zeroSecond = 0;
        for (var i = 0; i < pairs; i++)
        {
            zeroFirst += start[2 * i] == 0 ? 1 : 0;
            zeroSecond += start[2 * i + 1] == 0 ? 1 : 0;
        }

        if (pairs < 2)
            return null;
        if (zeroFirst == 0 && zeroSecond * 10 >= pairs * 7)
            return new(Encoding.Unicode, "UTF-16 LE", 0);
        return zeroSecond == 0 && zeroFirst * 10 >= pairs * 7 ? new(Encoding.BigEndianUnicode, "UTF-16 BE", 0) : null;
    }

    private static string? Describe(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("PK\u0003\u0004"u8) || start.StartsWith("PK\u0005\u0006"u8))
            return "a zip (or Excel) file";
        if (start.StartsWith<byte>([0x1F, 0x8B]))
            return "a gzip file";
        if (start.StartsWith("%PDF"u8))
            return "a PDF file";
        if (start.StartsWith<byte>([0xD0, 0xCF, 0x11, 0xE0]))
            return "an old Excel file";
        if (start.StartsWith<byte>([0x37, 0x7A, 0xBC, 0xAF]))
            return "a 7-Zip file";
        return null;
    }
}
