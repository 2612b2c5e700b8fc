using AdminPortal.Services.Import.Csv;
using CsCheck;

namespace AdminPortal.Tests.Services.Import.Csv;

public class CsvStructureTests
{
    // Few characters, so that every way in which they can meet is met.
    private static readonly Gen<string> Texts =
        Gen.OneOf<char>('"', '"', 'a', ',', '\r', '\n', ' ', '1').Array[0, 14].Select(c => new string(c));

    [Fact]
    public void Walk_AnyText_CountsTheRecordsThatTheParserReads() =>
        Gen.Select(Texts, Gen.Int[1, 8], Gen.Int[2, 16]).Sample((text, chunk, buffer) =>
        {
            var structure = new CsvStructure(',');
            for (var at = 0; at < text.Length; at += chunk)
                Assert.Null(structure.Walk(text.AsSpan(at, Math.Min(chunk, text.Length - at))));
            if (structure.Finish() is { } fault)
            {
                Assert.Equal(CsvFaultKind.UnclosedQuote, fault.Kind);
                return;
            }

            using var parser = CsvDialect.CreateParser(new StringReader(text), ',', static () => { }, buffer);
            var records = 0;
            while (parser.Read())
                records += CsvDialect.IsBlank(parser) ? 0 : 1;
            Assert.Equal((records, LinesOf(text)), (structure.Records, structure.Lines));
        }, iter: 60_000);

    private static long LinesOf(string text)
    {
        var lines = text.Replace("\r\n", "\n").Replace('\r', '\n').Split('\n');
        return lines[^1].Length == 0 ? lines.Length - 1 : lines.Length;
    }
}
