using System.Text;
using AdminPortal.Services.Import.Csv;
using AdminPortal.Services.PhoneNumbers;
using CsCheck;

namespace AdminPortal.Tests.Services.Import.Csv;

public class NumberCsvReaderTests
{
    private sealed record Written(string Number, string Note, bool BlankBefore);

    private static readonly Gen<string> Notes = Gen.OneOf(
        Gen.OneOf<string>(
            "",
            "plain",
            "=1+1",
            "'=1",
            "a\nb",
            "a\r\nb\r\n",
            "x\ry",
            "5\" pipe",
            "\"",
            "a,b;c\td|e",
            "ñ€",
            "'+1",
            " spaces "
        ),
        Gen.OneOf<char>('a', '"', ',', ';', '\n', '\r', '\t', '\'', '=', 'é', ' ').Array[0, 12].Select(c => new string(c))
    );

    private static readonly Gen<Written> Rows = Gen.Select(
        Gen.Int[2_000_000, 9_999_999],
        Notes,
        Gen.Int[0, 9],
        (rest, note, blank) => new Written($"+1888{rest}", note, blank == 0)
    );

    [Fact]
    public void TryRead_RecordsOfOurExport_RoundTripWithTheirLines() =>
        Gen.Select(Rows.Array[1, 30], Gen.OneOf<char>(',', ';', '\t', '|'), Gen.OneOf<string>("\n", "\r\n", "\r"), Gen.Int[0, 4])
            .Sample(
                (rows, delimiter, lineEnd, encodingIndex) =>
                {
                    Encoding encoding = encodingIndex switch
                    {
                        0 => new UTF8Encoding(false),
                        1 => new UTF8Encoding(true),
                        2 => Encoding.Unicode,
                        3 => Encoding.BigEndianUnicode,
                        _ => CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
                    };
                    var text = new StringBuilder("Phone Number").Append(delimiter).Append("Note").Append(lineEnd);
                    var lines = new List<long>();
                    foreach (var row in rows)
                    {
                        if (row.BlankBefore)
                            text.Append(lineEnd);
                        lines.Add(LineAtEnd(text.ToString()));
                        text.Append(Quote(SpreadsheetSafe.Escape(row.Number), delimiter))
                            .Append(delimiter)
                            .Append(Quote(SpreadsheetSafe.Escape(row.Note), delimiter))
                            .Append(lineEnd);
                    }

                    var (format, read) = CsvFiles.Read([.. encoding.GetPreamble(), .. encoding.GetBytes(text.ToString())]);
                    Assert.Equal((delimiter, rows.Length), (format.Delimiter, format.Records));
                    Assert.Equal(
                        rows.Select((row, i) => (lines[i], row.Number, string.IsNullOrWhiteSpace(row.Note) ? null : row.Note)),
                        read.Select(row => (row.Line, row.Reading.Number.ToString(), row.Note))
                    );
                },
                iter: 500
            );

    [Fact]
    public void TryRead_AnyText_AgreesWithTheInspectionsCount() =>
        Gen.OneOf<string>("\"", ",", "\r", "\n", "\r\n", "8885506112", "a", " ", ";", "'", "=1", "\"\"")
            .Array[0, 40]
            .Sample(
                parts =>
                {
                    using var spool = CsvFiles.Spool(Encoding.UTF8.GetBytes("number,note\n" + string.Concat(parts)));
                    var inspection = CsvInspection.Of(spool, CsvFiles.Numbers);
                    if (!inspection.IsReadable)
                        return inspection.Fault.Kind == CsvFaultKind.UnclosedQuote;
                    var rows = CsvFiles.ReadAll(spool, inspection.Format);
                    Assert.Equal(inspection.Format.Records, rows.Count);
                    Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.True(pair.First.Line < pair.Second.Line));
                    Assert.All(rows, row => Assert.InRange(row.Line, 2, inspection.Format.Lines));
                    Assert.All(rows, row => Assert.Equal(row.Reading.IsNumber, row.RawRecord is null));
                    return true;
                },
                iter: 1_500
            );

    [Fact]
    public void AnyBytes_GiveAFormatOrAFault() =>
        Gen
            .Byte.Array[0, 300]
            .Sample(
                bytes =>
                {
                    using var spool = CsvFiles.Spool(bytes);
                    var inspection = CsvInspection.Of(spool, CsvFiles.Numbers);
                    return inspection.IsReadable
                        ? CsvFiles.ReadAll(spool, inspection.Format).Count == inspection.Format.Records
                        : inspection.Fault.Message.Length > 0;
                },
                iter: 1_500
            );

    [Fact]
    public void TryRead_QuoteInsideAnUnquotedField_IsANormalCharacter()
    {
        var (_, rows) = CsvFiles.Read("number,note\n8885506112,5\" pipe\n8885506113,\"6\"\" pipe\"\n8885506114, \"x\"\n");
        Assert.Equal(["5\" pipe", "6\" pipe", "x"], rows.Select(row => row.Note));
        Assert.All(rows, row => Assert.True(row.Reading.IsNumber));
    }

    [Fact]
    public void TryRead_TextAfterAClosingQuote_IsRejectedWithItsRecord()
    {
        var (_, rows) = CsvFiles.Read("number,note\n8885506112,\"a\" b\n8885506113,\"c\" \n");
        Assert.Equal((CsvRowRejections.BrokenQuotes, "8885506112,\"a\" b"), (rows[0].Reading.Reason, rows[0].RawRecord));
        Assert.True(rows[1].Reading.IsNumber);
    }

    [Fact]
    public void TryRead_WrongQuoteInAnIgnoredColumn_DoesNotSilentlySkipLines()
    {
        var (_, rows) = CsvFiles.Read("number,status,note\n8885506112,\"ok,x\n8885506113,ok,\"y\"\n8885506114,ok,z\n");
        Assert.Equal((2L, CsvRowRejections.BrokenQuotes), (rows[0].Line, rows[0].Reading.Reason));
        Assert.Equal((4L, "z"), (rows[^1].Line, rows[^1].Note));
    }

    [Fact]
    public void TryRead_TooFewColumns_IsRejected()
    {
        var (_, rows) = CsvFiles.Read("id,number\n1,8885506112\n2\n3,8885506113,more,columns\n");
        Assert.Equal([null, CsvRowRejections.TooFewColumns, null], rows.Select(row => row.Reading.Reason));
        Assert.Equal((3L, "2"), (rows[1].Line, rows[1].RawRecord));
    }

    [Fact]
    public void TryRead_NoteTooLong_IsRejected()
    {
        var (_, rows) = CsvFiles.Read($"number,note\n8885506112,{new string('x', 2000)}\n8885506113,{new string('x', 2001)}\n");
        Assert.Equal([null, CsvRowRejections.NoteTooLong], rows.Select(row => row.Reading.Reason));
    }

    [Fact]
    public void TryRead_EmptyNumberWithANote_IsRejectedAndBlankLinesAreSkipped()
    {
        var (format, rows) = CsvFiles.Read("number,note\n\n,\n\"\",\" \"\n   \n,lonely\n8885506112,x\n");
        Assert.Equal([(6L, NumberRejections.Empty), (7L, null)], rows.Select(row => (row.Line, row.Reading.Reason)));
        Assert.Equal(2, format.Records);
    }

    private static long LineAtEnd(string text) => text.Replace("\r\n", "\n").Replace('\r', '\n').Count(c => c == '\n') + 1;

    private static string Quote(string cell, char delimiter) =>
        cell.AsSpan().IndexOfAny(['"', delimiter, '\r', '\n']) < 0 ? cell : $"\"{cell.Replace("\"", "\"\"")}\"";
}
