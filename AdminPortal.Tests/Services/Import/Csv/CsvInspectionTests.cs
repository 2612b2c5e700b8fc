using System.Text;
using AdminPortal.Services.Import.Csv;
using CsCheck;

namespace AdminPortal.Tests.Services.Import.Csv;

public class CsvInspectionTests
{
    private const string Number = "+18885506112";

    [Theory]
    [InlineData("Phone Number")]
    [InlineData("PhoneNumber")]
    [InlineData("phone_number")]
    [InlineData("Phone number")]
    [InlineData(" PHONE-NUMBER ")]
    [InlineData("TN")]
    [InlineData("Full Number")]
    [InlineData("Telephone Number")]
    [InlineData("DID")]
    [InlineData("E164")]
    [InlineData("E.164")]
    [InlineData("tollfree")]
    [InlineData("Toll-Free Number")]
    [InlineData("number")]
    [InlineData("Número de teléfono")]
    [InlineData("Teléfono")]
    [InlineData("Telefonnummer")]
    [InlineData("Rufnummer")]
    [InlineData("Numéro de téléphone")]
    [InlineData("N° de téléphone")]
    [InlineData("Numero di telefono")]
    [InlineData("Número de telefone")]
    [InlineData("Telefoonnummer")]
    public void Of_KnownHeader_NamesTheNumberColumn(string header)
    {
        var format = CsvFiles.Inspect($"id,{header},status\n1,{Number},assigned\n").Format!;
        Assert.Equal((true, 1, (int?)null, 1L), (format.HasHeader, format.NumberColumn, format.NoteColumn, format.Records));
        // The name is sufficient: a header without rows is valid.
        Assert.Equal(0, CsvFiles.Inspect($"id;{header};status").Format!.Records);
    }

    [Theory]
    [InlineData("note")]
    [InlineData("Notes")]
    [InlineData("Comment")]
    [InlineData("description")]
    [InlineData("Nota")]
    [InlineData("Notiz")]
    [InlineData("Bemerkung")]
    [InlineData("Commentaire")]
    [InlineData("Descrição")]
    [InlineData("Descrizione")]
    [InlineData("Opmerking")]
    public void Of_KnownHeader_NamesTheNoteColumn(string header) =>
        Assert.Equal(2, CsvFiles.Inspect($"number,status,{header}\n{Number},assigned,x\n").Format!.NoteColumn);

    [Fact]
    public void Of_TwoNumberHeaders_ChoosesTheColumnWithNumbers()
    {
        Assert.Equal(1, CsvFiles.Inspect($"Number,Phone\n1,{Number}\n2,{Number}\n").Format!.NumberColumn);
        Assert.Equal(1, CsvFiles.Inspect("Number,Phone Number\n").Format!.NumberColumn);
    }

    [Fact]
    public void Of_NumberHeaderAboveLineNumbers_ChoosesTheColumnWithNumbers()
    {
        var format = CsvFiles.Inspect($"No,Line,Notes\n1,{Number},x\n2,{Number},y\n").Format!;
        Assert.Equal((true, 1, 2), (format.HasHeader, format.NumberColumn, format.NoteColumn));
    }

    [Theory]
    [InlineData("{0},note\n{0},comment\n", 0)]
    [InlineData("mobile,{0}\ntel,{0}\n", 1)]
    public void Of_FirstRowWithANumber_IsNotAHeader(string text, int numberColumn)
    {
        var format = CsvFiles.Inspect(string.Format(System.Globalization.CultureInfo.InvariantCulture, text, Number)).Format!;
        Assert.Equal((false, numberColumn, (int?)null, 2L), (format.HasHeader, format.NumberColumn, format.NoteColumn, format.Records));
    }

    [Fact]
    public void Of_NoHeader_FindsTheColumnByContent()
    {
        var format = CsvFiles.Inspect($"active,2026-10-01,{Number}\nfree,2026-10-02,hello\nfree,2026-10-03,888 550 6113\n").Format!;
        Assert.Equal((false, 2, (int?)null, 3L), (format.HasHeader, format.NumberColumn, format.NoteColumn, format.Records));
        Assert.Equal(["Column 1", "Column 2", "Column 3"], format.Columns);
        Assert.Equal(Number, format.Preview[0][2]);
    }

    [Fact]
    public void Of_UnknownHeader_FindsTheColumnByContent()
    {
        var format = CsvFiles.Inspect($"who\twhich\nAnn\t{Number}\n").Format!;
        Assert.Equal(('\t', true, 1, 1L), (format.Delimiter, format.HasHeader, format.NumberColumn, format.Records));
    }

    [Fact]
    public void Of_NoHeaderAndAnInvalidFirstNumber_KeepsTheFirstRow()
    {
        var format = CsvFiles.Inspect($"1.80055E+10\n{Number}\n8885506113\n").Format!;
        Assert.Equal((false, 3L), (format.HasHeader, format.Records));
    }

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public void Of_Delimiter_IsFoundAmongOthersInNotes(char delimiter)
    {
        var text = $"number{delimiter}note\n{Number}{delimiter}\"a, b; c | d\te\"\n";
        Assert.Equal(delimiter, CsvFiles.Inspect(text).Format!.Delimiter);
        Assert.Equal(delimiter, CsvFiles.Inspect($"sep={delimiter}\r\n" + text).Format!.Delimiter);
    }

    [Theory]
    [InlineData("utf-8", false, "UTF-8")]
    [InlineData("utf-8", true, "UTF-8")]
    [InlineData("utf-16", false, "UTF-16 LE")]
    [InlineData("utf-16", true, "UTF-16 LE")]
    [InlineData("utf-16BE", false, "UTF-16 BE")]
    [InlineData("utf-16BE", true, "UTF-16 BE")]
    [InlineData("windows-1252", false, "Windows-1252")]
    public void Of_Encoding_IsRecognised(string name, bool mark, string expected)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        byte[] bytes = [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes($"Número,nota\r\n{Number},“año” – ß\r\n")];
        var (format, rows) = CsvFiles.Read(bytes);
        Assert.Equal(expected, format.EncodingName);
        Assert.Equal((2L, Number, "“año” – ß"), (rows[0].Line, rows[0].Reading.Number.ToString(), rows[0].Note));
    }

    [Fact]
    public void Of_OneInvalidByteAtTheEndOfALargeFile_IsWindows1252()
    {
        var text = new StringBuilder("number,note\n");
        for (var i = 0; i < 60_000; i++)
            text.Append(Number).Append(",note\n");
        byte[] bytes = [.. Encoding.UTF8.GetBytes(text.ToString()), 0xF1, (byte)'\n'];
        Assert.Equal("Windows-1252", CsvFiles.Inspect(bytes).Format!.EncodingName);
    }

    [Fact]
    public void Of_MultiByteCharactersAcrossChunks_IsUtf8() =>
        Gen.Int[0, 3]
            .Sample(
                shift =>
                {
                    var text = "number,note\n" + new string('a', shift) + string.Concat(Enumerable.Repeat($",€😀ñ\n{Number}", 40_000));
                    return CsvFiles.Inspect(text).Format!.EncodingName == "UTF-8";
                },
                iter: 4
            );

    [Theory]
    [InlineData("", CsvFaultKind.Empty)]
    [InlineData("\uFEFF", CsvFaultKind.Empty)]
    [InlineData(" \r\n\t\r\n;;\r\n", CsvFaultKind.Empty)]
    [InlineData("PK\u0003\u0004rest", CsvFaultKind.Binary)]
    [InlineData("%PDF-1.7", CsvFaultKind.Binary)]
    [InlineData("number\n+1888\0\n", CsvFaultKind.Binary)]
    [InlineData("name,city\nAnn,Rome\nBob,Oslo\n", CsvFaultKind.NoNumberColumn)]
    [InlineData("hello\n", CsvFaultKind.NoNumberColumn)]
    public void Of_FileWithoutNumbers_IsRefused(string text, CsvFaultKind expected)
    {
        var fault = CsvFiles.Inspect(text).Fault!;
        Assert.Equal(expected, fault.Kind);
        Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_Zip_NamesTheFileType() =>
        Assert.Equal("This is a zip (or Excel) file, not CSV; export it as CSV first.", CsvFiles.Inspect("PK\u0003\u0004").Fault!.Message);

    [Fact]
    public void Of_UnclosedQuote_NamesItsLine()
    {
        var start = $"number,note\n{Number},\"fine\nover two\"\n\n{Number},";
        var expected = (CsvFaultKind.UnclosedQuote, 5L);
        var small = CsvFiles.Inspect(start + "\"open\nmore\n").Fault!;
        Assert.Equal(expected, (small.Kind, small.Line));
        var big = CsvFiles.Inspect(start + "\"open\n" + new string('x', 200_000)).Fault!;
        Assert.Equal(expected, (big.Kind, big.Line));
    }

    [Fact]
    public void Of_RecordAtTheLimit_IsRead_LongerOneRefused()
    {
        var rest = CsvLimits.RecordChars - Number.Length - 1;
        var (_, rows) = CsvFiles.Read($"number,other\n{Number}," + new string('x', rest) + "\n");
        Assert.True(rows[0].Reading.IsNumber);
        var fault = CsvFiles.Inspect($"number,other\n{Number},{new string('x', rest + 1)}\n").Fault!;
        Assert.Equal((CsvFaultKind.RecordTooLong, 2L), (fault.Kind, fault.Line));
    }

    [Fact]
    public async Task Of_AHundredMegabyteLine_IsRefusedInBoundedMemory()
    {
        await using var spool = await CsvSpool.ReceiveAsync(new EndlessLine(100_000_000), TestContext.Current.CancellationToken);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var inspection = CsvInspection.Of(spool, CsvFiles.Numbers, TestContext.Current.CancellationToken);
        Assert.Equal(CsvFaultKind.RecordTooLong, inspection.Fault!.Kind);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    private sealed class EndlessLine(long length) : MemoryStream
    {
        private long _left = length;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = (int)Math.Min(buffer.Length, _left);
            buffer.Span[..count].Fill((byte)'8');
            _left -= count;
            return ValueTask.FromResult(count);
        }
    }
}
