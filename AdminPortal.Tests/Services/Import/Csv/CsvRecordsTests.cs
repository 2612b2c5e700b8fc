using System.Globalization;
using AdminPortal.Services.Import.Csv;
using CsCheck;
using CsvHelper;
using CsvHelper.Configuration;

namespace AdminPortal.Tests.Services.Import.Csv;

public class CsvRecordsTests
{
    // Few characters, so that all their combinations occur.
    private static readonly Gen<string> TextRules = Gen.OneOf<char>('"', '"', 'a', ',', '\r', '\n', ' ', '1')
        .Array[0, 14]
        .Select(c => new string(c));

    private static readonly Gen<string[]> Records = Gen.OneOf(
        Gen.OneOf<string>("", "a", "\"", "a b", "5\" pipe", "x\r\ny", "a,b", " lead", "trail ", "'", "é😀"),
        TextRules
    ).Array[1, 5];

    [Fact]
    public void Read_AnyText_IsIndependentOfBufferSizes() =>
        Gen.Select(TextRules, Gen.Int[1, 8])
            .Sample((text, piece) => Assert.Equal(Tell(Parse(text, 32_768, int.MaxValue)), Tell(Parse(text, 4, piece))), iter: 30_000);

    [Fact]
    public void Read_RecordsOfOurWriter_RoundTrip() =>
        Gen.Select(Records.Array[1, 6], Gen.OneOf<string>("\n", "\r\n", "\r"))
            .Sample(
                (records, end) => Assert.Equal(records, Parse(string.Join(end, records.Select(CsvDialect.Line)) + end, 16, 3).Records),
                iter: 10_000
            );

    [Fact]
    public void Read_RecordsOfCsvHelper_AgreeWithCsvHelper() =>
        Records
            .Array[1, 6]
            .Sample(
                records =>
                {
                    var text = new StringWriter();
                    using (var writer = new CsvWriter(text, CultureInfo.InvariantCulture))
                    {
                        foreach (var record in records)
                        {
                            foreach (var cell in record)
                                writer.WriteField(cell);
                            writer.NextRecord();
                        }
                    }

                    using var parser = new CsvParser(
                        new StringReader(text.ToString()),
                        new CsvConfiguration(CultureInfo.InvariantCulture) { IgnoreBlankLines = false }
                    );
                    var expected = new List<string[]>();
                    while (parser.Read())
                        expected.Add(parser.Record!);
                    Assert.Equal(expected, Parse(text.ToString(), 16, 5).Records);
                },
                iter: 10_000
            );

    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("a", 1, 1)]
    [InlineData("a\n\nb", 3, 3)]
    [InlineData("a\r\n\"x\r\ny\"\rb\n", 3, 4)]
    [InlineData("a\n\u001A", 1, 1)]
    [InlineData("a\u001A", 1, 1)]
    public void Read_LineEndsOfAnyKind_AreCounted(string text, int records, long lines)
    {
        var parsed = Parse(text, 4, 1);
        Assert.Equal((records, lines), (parsed.Records.Count, parsed.Lines));
    }

    [Theory]
    [InlineData("x, \"a, b\" ,y", "x", "a, b", "y")]
    [InlineData("x, \"a", "x", " \"a")]
    [InlineData("x, \"a, b", "x", " \"a", " b")]
    [InlineData("x,5\" pipe,\"6\"\" pipe\"", "x", "5\" pipe", "6\" pipe")]
    [InlineData("x, \"big\" one", "x", " \"big\" one")]
    public void Read_SpacesAndQuotes_AreRead(string text, params string[] cells) =>
        Assert.Equal(cells, Assert.Single(Parse(text, 8, 2).Records));

    private static string Tell((List<string[]> Records, List<bool> Broken, long Lines, CsvFaultKind? Fault) parsed) =>
        System.Text.Json.JsonSerializer.Serialize(
            new
            {
                parsed.Records,
                parsed.Broken,
                parsed.Lines,
                parsed.Fault,
            }
        );

    private static (List<string[]> Records, List<bool> Broken, long Lines, CsvFaultKind? Fault) Parse(string text, int buffer, int piece)
    {
        using var records = new CsvRecords(new Pieces(text, piece), ',', '"', buffer);
        var (read, broken) = (new List<string[]>(), new List<bool>());
        while (records.Read())
        {
            read.Add(records.ToArray());
            broken.Add(records.IsBroken);
        }

        return (read, broken, records.Lines, records.Fault?.Kind);
    }

    /// <summary>Returns a text a few characters at a time.</summary>
    private sealed class Pieces(string text, int most) : TextReader
    {
        private int _at;

        public override int Read(Span<char> buffer)
        {
            var count = Math.Min(Math.Min(buffer.Length, most), text.Length - _at);
            text.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }
    }
}
