using AdminPortal.Services.PhoneNumbers;

namespace AdminPortal.Tests.Services.Import.Csv;

public class CsvTestDataTests
{
    [Fact]
    public void Read_MessyFile_MatchesTheExpectationInEachNote()
    {
        var (format, rows) = CsvFiles.Read(CsvFiles.TestData("messy.csv"));

        Assert.Equal(
            ("UTF-8", ',', true, 0, 1),
            (format.EncodingName, format.Delimiter, format.HasHeader, format.NumberColumn, format.NoteColumn)
        );
        Assert.Equal(["Number", "note"], format.Columns);
        Assert.Equal(
            [
                (2, "+18447283901"),
                (3, "+18336197480"),
                (4, "+18005111059"),
                (5, "+18884024638"),
                (6, "+18772938217"),
                (7, "+18559851796"),
                (8, "+18336197480"),
                (10, "+18003569377"),
                (11, NumberRejections.Rounded),
                (12, NumberRejections.TooShort),
                (13, NumberRejections.TooLong),
                (14, NumberRejections.NoDigits),
                (15, NumberRejections.Formula),
                (16, "+18001234567"),
                (17, "+18448765375"),
                (18, "+18337678954"),
                (20, "+18006592533"),
                (21, "+18885506112"),
                (22, "+442079460018"),
            ],
            rows.Select(row => ((int)row.Line, row.Reading.Reason ?? row.Reading.Number.ToString()))
        );
        Assert.Equal([16L], rows.Where(row => row.Reading.Warning is not null).Select(row => row.Line));
        Assert.Equal("a \"quoted\" note\nover two lines", rows.Single(row => row.Line == 18).Note);
        Assert.Equal("=HYPERLINK(\"http://example.com\") is only a note", rows.Single(row => row.Line == 20).Note);
        Assert.Null(rows.Single(row => row.Line == 21).Note);
        Assert.Equal("12345,too short: reject", rows.Single(row => row.Line == 12).RawRecord);
        Assert.Equal((19L, 22L), (format.Records, format.Lines));
    }

    [Fact]
    public void Read_TwilioExport_ReadsOnlyThePhoneNumber()
    {
        var (format, rows) = CsvFiles.Read(CsvFiles.TestData("export-style-twilio.csv"));
        Assert.Equal(
            (',', true, 0, (int?)null, 20L),
            (format.Delimiter, format.HasHeader, format.NumberColumn, format.NoteColumn, format.Records)
        );
        Assert.Equal(20, rows.Count(row => row.Reading is { IsNumber: true, Warning: null } && row.Note is null));
        Assert.Equal(Enumerable.Range(2, 20), rows.Select(row => (int)row.Line));
    }

    [Fact]
    public void Read_EuropeanSpreadsheet_AcceptsSemicolonsAndSpanishHeaders()
    {
        var (format, rows) = CsvFiles.Read(CsvFiles.TestData("export-style-european-spreadsheet.csv"));
        Assert.Equal(
            (';', 3, true, 0, 1, 20L),
            (format.Delimiter, format.PreambleBytes, format.HasHeader, format.NumberColumn, format.NoteColumn, format.Records)
        );
        Assert.Equal("Número de teléfono", format.Columns[0]);
        Assert.Equal(20, rows.Count(row => row.Reading is { IsNumber: true, Warning: null }));
        Assert.Equal("cliente; línea 0", rows[0].Note);
    }

    [Fact]
    public void Read_InventoryOf1000_ContainsOnlyValidTollFreeNumbers()
    {
        var (format, rows) = CsvFiles.Read(CsvFiles.TestData("inventory-1000.csv"));
        Assert.Equal(1000, format.Records);
        Assert.Equal(1000, rows.Select(row => row.Reading.Number).Distinct().Count(number => number.IsTollFree));
        Assert.DoesNotContain(rows, row => row.Reading.Warning is not null);
    }
}
