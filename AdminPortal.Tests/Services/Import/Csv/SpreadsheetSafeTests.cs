using AdminPortal.Services.Import.Csv;
using CsCheck;

namespace AdminPortal.Tests.Services.Import.Csv;

public class SpreadsheetSafeTests
{
    private static readonly Gen<string> Cells = Gen.OneOf(
        Gen.String,
        Gen.OneOf<char>('\'', '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', 'a', '1', ' ', ';', ',', '|', '"')
            .Array[0, 8]
            .Select(c => new string(c))
    );

    [Fact]
    public void Unescape_OfAnyEscapedCell_RestoresIt() =>
        Cells.Sample(cell => SpreadsheetSafe.Unescape(SpreadsheetSafe.Escape(cell)) == cell, iter: 100_000);

    [Fact]
    public void Escape_AnyCell_DoesNotStartAFormula() =>
        Cells.Sample(
            cell => SpreadsheetSafe.Escape(cell) is var safe && (safe.Length == 0 || !"=+-@\t\r\n＝＋－＠".Contains(safe[0])),
            iter: 100_000
        );

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public void Escape_AnyRecordOpenedWithAnySeparator_StartsNoCellWithAFormula(char separator) =>
        Cells
            .Array[1, 5]
            .Sample(
                cells =>
                {
                    var line = CsvDialect.Line(cells.Select(SpreadsheetSafe.Escape));
                    // Spreadsheets treat quotes inside a cell differently; ignoring them is the worst case.
                    foreach (var cell in line.Split(separator, '\r', '\n'))
                        Assert.DoesNotContain(cell.TrimStart('"').FirstOrDefault(), "=+-@＝＋－＠");
                },
                iter: 20_000
            );

    [Theory]
    [InlineData("+18005550100,ok", "+18005550100,ok")]
    [InlineData("+18005550100,5*HYPERLINK(A1)", "'+18005550100,5*HYPERLINK(A1)")]
    [InlineData("+1,Sheet2!A1", "'+1,Sheet2!A1")]
    [InlineData("+,+1 800,+1-1,-1", "'+,'+1 800,'+1-1,'-1")]
    [InlineData("'+18005550100,+1234567890123456", "''+18005550100,'+1234567890123456")]
    public void EscapeRow_NumbersInDigits_StayUnlessTheRowCouldBeAFormula(string row, string safe) =>
        Assert.Equal(safe, string.Join(',', SpreadsheetSafe.EscapeRow(row.Split(','))));

    [Fact]
    public void Unescape_OfAnyEscapedRow_RestoresIt() =>
        Gen.OneOf(Cells, Gen.Long[0, 10_000_000_000].Select(n => $"+{n}"))
            .Array[1, 4]
            .Sample(row => SpreadsheetSafe.EscapeRow(row).Select(SpreadsheetSafe.Unescape).SequenceEqual(row), iter: 20_000);

    [Theory]
    [InlineData("x;=1+1", "x;'=1+1")]
    [InlineData("a\n- b", "a\n'- b")]
    [InlineData("x;'=1", "x;''=1")]
    [InlineData("1-800-FLOWERS, a-b", "1-800-FLOWERS, a-b")]
    [InlineData("+18005550100", "'+18005550100")]
    [InlineData("'=1", "''=1")]
    [InlineData("''=1", "'''=1")]
    [InlineData("'quoted'", "'quoted'")]
    [InlineData("plain", "plain")]
    [InlineData("'", "'")]
    [InlineData("", "")]
    public void Escape_KnownCells_HaveTheExpectedForm(string cell, string safe) => Assert.Equal(safe, SpreadsheetSafe.Escape(cell));
}
