using System.Text;
using AdminPortal.Services;
using AdminPortal.Services.Audit;
using AdminPortal.Services.History;
using AdminPortal.Services.Import;
using AdminPortal.Services.Import.Csv;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Services.Import.Csv;
using AdminPortal.Tests.Support;
using CsCheck;

namespace AdminPortal.Tests.Services.Import;

/// <summary>Which column provides the numbers of a file, and that cells of other columns are never read as numbers.</summary>
public sealed class ImportColumnTests(PostgresCluster cluster)
{
    private const string Own = "+18885550101";
    private const string Foreign = "+12125550199";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("tfn", "phone")]
    [InlineData("Toll-Free Number", "Ring-To Number")]
    [InlineData("Toll Free #", "Phone Number")]
    [InlineData("TFN (10 digit)", "Contact Phone")]
    [InlineData("Phone Number", "Telephone")]
    [InlineData("Phone Number (E.164)", "Customer Phone")]
    [InlineData("phone_number", "mobile")]
    [InlineData("number", "phone")]
    [InlineData("number", "Forward to")]
    [InlineData("Number", "Caller ID")]
    [InlineData("number_val_e164", "forwards_to")]
    [InlineData("DID", "Destination Number")]
    [InlineData("tollFreeNumber", "contactPhone")]
    [InlineData("TN", "Emergency Contact Phone")]
    [InlineData("Phone", "Mobile Phone")]
    [InlineData("Phone 1 - Value", "Fax 1 - Value")]
    [InlineData("\uFEFF\"Toll Free Number\u00A0\"", "phone ")]
    public void Of_TwoNumberColumns_ChoosesTheStrongerNameInAnyOrder(string own, string foreign)
    {
        Assert.Equal(0, CsvFiles.Inspect($"{own},{foreign}\n{Own},{Foreign}\n").Format?.NumberColumn);
        Assert.Equal(1, CsvFiles.Inspect($"{foreign},{own}\n{Foreign},{Own}\n").Format?.NumberColumn);
        // Also if every cell of the named column is invalid.
        var (format, rows) = CsvFiles.Read($"{foreign},{own}\n{Foreign},1.88855E+10\n{Foreign},\n");
        Assert.Equal((1, true), (format.NumberColumn, rows.TrueForAll(row => !row.Reading.IsNumber)));
    }

    [Theory]
    [InlineData("Ring To,Dialed", "Ring To", "Dialed")]
    [InlineData("Main,Backup", "Main", "Backup")]
    [InlineData("Phone 1 - Value,Phone 2 - Value", "Phone 1 - Value", "Phone 2 - Value")]
    [InlineData("Business Phone,Mobile Phone", "Business Phone", "Mobile Phone")]
    [InlineData("Phone Number,DID", "Phone Number", "DID")]
    public void Of_TwoEqualColumns_IsRefusedAndNamesBoth(string header, string one, string other)
    {
        foreach (var cells in (string[])[$"{Foreign},{Own}", $"{Own},{Foreign}", $"1.88855E+10,{Foreign}", $"{Foreign},1.88855E+10"])
        {
            var inspection = CsvFiles.Inspect($"{header}\n{cells}\n");
            Assert.Equal((CsvFaultKind.UnclearColumn, -1), (inspection.Fault?.Kind, inspection.Layout?.NumberColumn));
            Assert.Contains($"“{one}” and “{other}”", inspection.Fault!.Message, StringComparison.Ordinal);
            Assert.Contains("--column", inspection.Fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Of_TwoNumberColumnsWithoutAHeader_IsRefused() =>
        Assert.Equal(CsvFaultKind.UnclearColumn, CsvFiles.Inspect($"{Foreign},{Own}\n{Foreign},+18885550102\n").Fault?.Kind);

    [Fact]
    public void Of_SameNumbersInTwoNotations_ChoosesOneColumn()
    {
        var format = CsvFiles
            .Inspect("phone_number,phone_number_pretty\n+18885550101,(888) 555-0101\n+18885550102,(888) 555-0102\n")
            .Format;
        Assert.Equal(0, format?.NumberColumn);
    }

    [Fact]
    public void Of_OnlyForeignColumns_IsRefusedUntilAUserChooses() =>
        Assert.Equal(CsvFaultKind.UnclearColumn, CsvFiles.Inspect($"Line,Customer Phone\nA,{Foreign}\n").Fault?.Kind);

    [Theory]
    [InlineData("Report\n\nPhone Number,Note\n", 3)]
    [InlineData("Report,,\nGenerated 11/25/2026 18:03,,\n,,\nPhone Number,Note,x\n", 4)]
    [InlineData("Contact,+12125550199\n\nToll-Free Number,Note\n", 3)]
    [InlineData("Phone Numbers\nAccount: 12345\nTFN,Note\n", 3)]
    [InlineData("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n18\n19\nnumber,note\n", 20)]
    public void Read_TitleLinesAboveTheHeader_AreSkipped(string above, int header)
    {
        var (format, rows) = CsvFiles.Read(above + $"{Own},main\n");
        Assert.Equal((true, 1L), (format.HasHeader, format.Records));
        Assert.Equal((header + 1L, Own, "main"), (rows[0].Line, rows[0].Reading.Number.ToString(), rows[0].Note));
        Assert.Contains(format.Notices, notice => notice.Contains("skipped", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_SecondColumnOfNotes_IsReported()
    {
        var (format, rows) = CsvFiles.Read($"number,Internal Notes,Remarks/Notes,Comments\n{Own},a,b,c\n");
        Assert.Equal("c", rows[0].Note);
        Assert.Contains("“Internal Notes” and “Remarks/Notes”", Assert.Single(format.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_AnyTwoNamedColumns_NeverReadsTheForeignOne() =>
        Gen.Select(
                Gen.OneOf<string>("tfn", "Toll-Free Number", "phone_number", "Number", "DID"),
                Gen.OneOf<string>("phone", "Contact Phone", "Ring-To", "mobile", "Caller ID", "Fax"),
                Gen.OneOf<string>(Own, "", "1.88855E+10", "n/a", "+1888555", "888-555-XXXX").Array[1, 6],
                Gen.Bool
            )
            .Sample(
                (own, foreign, cells, isFirst) =>
                {
                    var text = new StringBuilder(isFirst ? $"{own},{foreign}\n" : $"{foreign},{own}\n");
                    foreach (var cell in cells)
                        text.Append(isFirst ? $"{cell},{Foreign}\n" : $"{Foreign},{cell}\n");
                    var (_, rows) = CsvFiles.Read(text.ToString());
                    return rows.TrueForAll(row => row.Reading.Number.ToString() != Foreign);
                },
                iter: 2_000
            );

    [Theory, OnEachDatabase]
    public async Task Import_WithAColumn_UsesItByNameOrPosition(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        const string file = "Ring To,Dialed\n+12125550199,+18885550101\n";

        Assert.Equal(FileProblem.UnclearColumn, Assert.IsType<InvalidFile>((await portal.ImportAsync(file)).Refusal).Kind);
        foreach (var wrong in (string[])["3", "0", "dial", " "])
        {
            var refusal = Assert.IsType<InvalidFile>((await ImportAsync(wrong)).Refusal);
            Assert.Contains("“Ring To” and “Dialed”", refusal.Message, StringComparison.Ordinal);
        }

        Assert.Equal(1, (await ImportAsync("dialed")).Value!.Added);
        Assert.Equal(1, (await ImportAsync("2")).Value!.Duplicates);
        Assert.Equal(["+18885550101"], (await portal.NumbersAsync()).Select(n => n.Number));

        Task<Outcome<ImportReport>> ImportAsync(string column) =>
            portal
                .Get<ImportService>()
                .ImportAsync(
                    TestPortal.Admin,
                    new MemoryStream(Encoding.UTF8.GetBytes(file)),
                    new ImportOptions { Column = column },
                    null,
                    Cancel
                );
    }

    [Theory, OnEachDatabase]
    public async Task Rejects_Corrected_CanBeImportedDirectly(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var report = (await portal.ImportAsync("id;Toll-Free Number;Note\n1;888555O101;\"a; b\"\n2;+18885550102;ok\n3;;c\n")).Value!;
        var rejects = await portal.RejectsAsync(report.ImportId);
        Assert.StartsWith("id;Toll-Free Number;Note;line;reason\r\n1;888555O101;\"a; b\";2;", rejects, StringComparison.Ordinal);

        var corrected = (await portal.ImportAsync(rejects.Replace("O", "0", StringComparison.Ordinal))).Value!;

        Assert.Equal((2, 1, 1), (corrected.Read, corrected.Added, corrected.Rejected));
        Assert.Equal([("+18885550101", "a; b"), ("+18885550102", "ok")], (await portal.NumbersAsync()).Select(n => (n.Number, n.Note!)));
        // Rows that are still invalid are returned in the same shape, without a second line and reason.
        Assert.StartsWith(
            "id;Toll-Free Number;Note;line;reason\r\n3;;c;3;",
            await portal.RejectsAsync(corrected.ImportId),
            StringComparison.Ordinal
        );
    }

    [Theory, OnEachDatabase]
    public async Task History_OfAnImport_ShowsTheFile(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.ImportAsync("number\n+18885550101\n+18885550102\n");

        var events = await portal.Get<HistoryService>().ListAsync(TestPortal.Admin, new HistoryFilter(), null, 10, Cancel);

        Assert.Contains(events.Value!.Items, e => EventWords.Text(e) == "Imported 2 numbers from numbers.csv");
    }

    [Theory, OnEachDatabase]
    public async Task Import_NoteWithForbiddenCharacters_IsRejectedAndNamesThem(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var report = (
            await portal.ImportAsync(
                $"number,note\n{Own},\u001B[31mred\n+18885550102,right\u202Eleft\n+18885550103,soft\u00AD hyphen\uFEFF\n"
                    + "+18885550104,x\u0085y\n"
            )
        ).Value!;

        Assert.Equal((1, 3), (report.Added, report.Rejected));
        Assert.Equal("soft hyphen", Assert.Single(await portal.NumbersAsync()).Note);
        var rejects = await portal.RejectsAsync(report.ImportId);
        Assert.Contains("U+001B", rejects, StringComparison.Ordinal);
        Assert.Contains("U+202E", rejects, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001B', rejects);
    }

    [Theory, OnEachDatabase]
    public async Task Delete_OfAnAssignedNumber_SuggestsOnlyPossibleActions(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var number = (await portal.AddNumbersAsync(1))[0];
        await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, (await portal.AddBusinessAsync("Acme")).Id, Cancel);

        var refusal = (
            await portal.Get<NumberService>().DoAsync(TestPortal.Admin, number, new NumberCommand.Delete(), null, Cancel)
        ).Refusal!;

        Assert.Contains("Release it first", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OneInvalidByteInAUtf8File_DoesNotAffectOtherRows()
    {
        byte[] bytes = [.. "number,note\n+18885550140,Café\n+18885550141,M"u8, 0xFC, .. "ller\n+18885550142,Peña – “x”"u8];
        var (format, rows) = CsvFiles.Read(bytes);
        Assert.Equal(("UTF-8", "Café", "Müller", "Peña – “x”"), (format.EncodingName, rows[0].Note, rows[1].Note, rows[2].Note));
        Assert.Contains("Line 3", Assert.Single(format.Notices), StringComparison.Ordinal);
        // Truncated within a character.
        var (cut, cutRows) = CsvFiles.Read([.. bytes, 0xE2, 0x80]);
        Assert.Equal(("Peña – “x”", 2), (cutRows[2].Note, cut.Notices.Count));
    }

    [Theory]
    [InlineData("sep=;\n")]
    [InlineData("\"sep=;\"\r\n")]
    [InlineData("sep=;;;\n")]
    [InlineData("'sep=;'\n")]
    [InlineData("SEP=;;\"\"\n")]
    [InlineData("\n\u00A0\nsep=;\n")]
    public void Read_SeparatorLine_IsNotARow(string line)
    {
        var (format, rows) = CsvFiles.Read(line + $"number;note;\n{Own};a, b;\n");
        Assert.Equal((';', 1L, Own, "a, b"), (format.Delimiter, format.Records, rows[0].Reading.Number.ToString(), rows[0].Note));
    }

    [Theory]
    [InlineData("\u001A")]
    [InlineData("\u00A0\n\uFEFF\n\u200B;;\n\u3000\n\u001A")]
    [InlineData("\u001A\u001A\r\n\uFEFF\uFEFF")]
    public void Read_LinesOfInvisibleCharacters_AreBlank(string end)
    {
        var (format, rows) = CsvFiles.Read($"number\n\u00A0\n{Own}\n{end}");
        Assert.Equal((1L, 1), (format.Records, rows.Count(row => row.Reading.IsNumber)));
    }

    [Theory]
    [InlineData("'number','note'\n'+18885550101','a, b'\n", "a, b")]
    [InlineData("'number','note'\n'+18885550101','plain'\n", "plain")]
    [InlineData("'number';'note'\n'+18885550101';'it''s; b'\n", "it's; b")]
    [InlineData("number,note\n'+18885550101,it's\n", "it's")]
    [InlineData("number,note\n+18885550101,'tis\n", "'tis")]
    public void Read_Apostrophes_AreQuotesIfTheyEncloseFields(string text, string note)
    {
        var (_, rows) = CsvFiles.Read(text);
        Assert.Equal((Own, note), (rows[0].Reading.Number.ToString(), rows[0].Note));
    }
}
