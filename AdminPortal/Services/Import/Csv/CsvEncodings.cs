using System.Text;
using System.Text.Unicode;

namespace AdminPortal.Services.Import.Csv;

/// <summary>An encoding, its name for people, and how many bytes its byte order mark takes at the file's start.</summary>
internal sealed record CsvEncoding(Encoding Encoding, string Name, int PreambleBytes);

/// <summary>Tells a file's encoding from its bytes, and what is not text at all.</summary>
internal static class CsvEncodings
{
    private const int SampleBytes = 4096;
    private const int ChunkBytes = 256 * 1024;

    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>Looks through the whole file, since the one byte that is not UTF-8 may be its last. Returns the fault, or null.</summary>
    public static CsvFault? TryDetect(Stream file, out CsvEncoding encoding, CancellationToken cancellationToken)
    {
        var buffer = new byte[ChunkBytes];
        var filled = file.ReadAtLeast(buffer, SampleBytes, throwOnEndOfStream: false);
        var start = buffer.AsSpan(0, filled);
        encoding = new(Encoding.UTF8, "UTF-8", 0);
        if (start.StartsWith("\uFEFF"u8))
        {
            encoding = encoding with { PreambleBytes = 3 };
            return FindNul(file, buffer, filled, cancellationToken);
        }

        if (IsUtf16(start) is { } utf16)
        {
            encoding = utf16;
            return null;
        }

        if (Describe(start) is { } what)
            return CsvFault.NotText(what);
        var fault = FindNul(file, buffer, filled, cancellationToken);
        if (fault is not null)
            return fault;
        if (!IsUtf8(file, buffer, cancellationToken))
            encoding = new(Windows1252, "Windows-1252", 0);
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

    private static bool IsUtf8(Stream file, byte[] buffer, CancellationToken cancellationToken)
    {
        file.Position = 0;
        var carried = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = file.Read(buffer.AsSpan(carried));
            var chunk = buffer.AsSpan(0, carried + read);
            if (read == 0)
                return carried == 0;
            // A character may be cut by the end of the chunk: its up to three first bytes wait for the next one.
            var whole = chunk.Length;
            for (var back = 1; back <= Math.Min(3, chunk.Length); back++)
            {
                var b = chunk[^back];
                if (b < 0x80)
                    break;
                if (b < 0xC0)
                    continue;
                var width = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : 2;
                if (width > back)
                    whole -= back;
                break;
            }

            if (!Utf8.IsValid(chunk[..whole]))
                return false;
            carried = chunk.Length - whole;
            chunk[whole..].CopyTo(buffer);
        }
    }

    private static CsvEncoding? IsUtf16(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith<byte>([0xFF, 0xFE]))
            return new(Encoding.Unicode, "UTF-16 LE", 2);
        if (start.StartsWith<byte>([0xFE, 0xFF]))
            return new(Encoding.BigEndianUnicode, "UTF-16 BE", 2);
        // Without a mark it shows in the zero half of nearly every character: digits and delimiters are ASCII.
        int pairs = start.Length / 2, zeroFirst = 0, zeroSecond = 0;
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
