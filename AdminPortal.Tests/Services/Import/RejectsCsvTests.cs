using System.Text;
using AdminPortal.Services.Import;
using AdminPortal.Services.Import.Csv;
using AdminPortal.Services.Import.Uploads;
using AdminPortal.Tests.Services.Import.Csv;
using AdminPortal.Tests.Services.Import.Uploads;
using AdminPortal.Tests.Support;
using CsCheck;

namespace AdminPortal.Tests.Services.Import;

public sealed class RejectsCsvTests(PostgresCluster cluster)
{
    private static readonly Gen<string> s_note = Gen.OneOf(
        Gen.OneOf<char>('a', 'é', 'ß', ' ', ',', ';', '|', '"', '\'', '=', '+', '-', '@', '\n', '5', '(')
            .Array[0, 12]
            .Select(c => new string(c)),
        Gen.OneOf<string>("=1+1", "+1-1", "'=1+1", "a, b", "  spaces  ", "O'Brien \"x\"", "two\nlines", "")
    );

    private static readonly Gen<string> s_invalid = Gen.OneOf<string>(
        "hello",
        "12345",
        "=1+1",
        "+180055501000000",
        "1.80055E+10",
        "888 555 O1O1",
        "'quoted",
        "see note; or not",
        "a|b",
        "x\ty"
    );

    /// <summary>Files with a header and without, of every delimiter; some rows are too long, some too short.</summary>
    private static readonly Gen<(char Delimiter, string? Header, string[][] Rows)> s_files =
        from delimiter in Gen.OneOf<char>(',', ';', '\t', '|')
        from hasHeader in Gen.Bool
        from rows in (
            from id in Gen.Int[1, 99]
            from number in Gen.Frequency((2, Gen.Int[0, 9_999].Select(n => $"+1888555{n:D4}")), (3, s_invalid))
            from note in s_note
            from extra in Gen.Frequency((6, Gen.Const(0)), (1, Gen.Int[1, 3]))
            select (string[])[$"{id}", number, note, .. Enumerable.Repeat("more", extra)]
        ).Array[1, 20]
        select (delimiter, hasHeader ? string.Join(delimiter, "id", "Phone Number", "Note") : null, rows);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Rejects_OfAnyFile_HaveItsColumns_AndCorrectedRowsAreAccepted() =>
        s_files.Sample(
            file =>
            {
                // Without a header the numbers show where the columns are.
                var numbers = Enumerable.Repeat<string[]>(["1", "+18885550000", ""], file.Header is null ? file.Rows.Length + 1 : 0);
                var text = string.Concat(
                    new[] { file.Header }
                        .OfType<string>()
                        .Concat(numbers.Concat(file.Rows).Select(row => Line(row, file.Delimiter)))
                        .Select(line => line + "\r\n")
                );
                using var spool = CsvFiles.Spool(Encoding.UTF8.GetBytes(text));
                // The user chooses the columns, in case that notes look like numbers too.
                var choice = file.Header is null ? new CsvColumnChoice(1, 2, HasHeader: false) : null;
                var format = CsvInspection.Of(spool, CsvFiles.Numbers, choice, CancellationToken.None).Format!;
                var rejected = CsvFiles.ReadAll(spool, format).Where(row => !row.Reading.IsNumber).ToList();

                var written = Read(Rejects(spool, format), file.Delimiter);

                Assert.Equal(rejected.Count + 1, written.Count);
                var width = written[0].Length;
                if (file.Header is { } header)
                    Assert.Equal(header.Split(file.Delimiter), written[0][..3]);
                Assert.Equal(["line", "reason"], written[0][^2..]);
                foreach (var (row, original) in written.Skip(1).Zip(rejected))
                {
                    Assert.Equal(width, row.Length);
                    Assert.Equal(
                        original.Cells!.Select(SpreadsheetSafe.Unescape).Concat(Enumerable.Repeat("", width - 2 - original.Cells!.Count)),
                        row[..^2].Select(SpreadsheetSafe.Unescape)
                    );
                    Assert.Equal($"{original.Line}", row[^2]);
                }

                // Each row corrected: the number column, and nothing else.
                var corrected = written.Take(1).Concat(written.Skip(1).Select((row, i) => Corrected(row, format.NumberColumn, i)));
                var again = CsvFiles.Read(string.Concat(corrected.Select(row => Line(row, file.Delimiter) + "\n"))).Rows;
                Assert.Equal(
                    rejected.Select((row, i) => ($"+1877555{i:D4}", row.Note)),
                    again.Select(row => (row.Reading.IsNumber ? $"{row.Reading.Number}" : row.Reading.Reason!, row.Note))
                );
            },
            iter: 400
        );

    [Theory, OnEachDatabase]
    public async Task Rejects_InThePreview_AreThoseOfTheImport(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        byte[][] files =
        [
            CsvFiles.TestData("messy.csv"),
            Encoding.UTF8.GetBytes("id;Phone Number;Note\n1;hello;a, b;c\n2;\"=1\"\"2\";\n3;+18885550101;\n"),
            Encoding.Unicode.GetBytes("\uFEFFhello\tGröße\n+18885550102\tok\nnone\tx\n"),
        ];
        foreach (var file in files)
        {
            var upload = await portal.LookThroughAsync(file);
            var preview = await PreviewAsync(portal, upload.Id);

            var report = (await portal.ImportAsync(file)).Value!;

            Assert.Equal(await portal.RejectsAsync(report.ImportId), preview);
            // Also when nothing is new any more.
            upload = await portal.LookThroughAsync(file);
            Assert.Equal((0, preview), (upload.Preview!.New.Count, await PreviewAsync(portal, upload.Id)));
        }
    }

    [Fact]
    public async Task Rejects_DiscardedDuringTheDownload_AreWrittenToTheEnd()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var upload = await portal.LookThroughAsync("number\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"bad {i}\n")));
        var uploads = portal.Get<UploadService>();
        var output = new FirstWrite(() => uploads.DiscardAsync(TestPortal.Admin, upload.Id, Cancel));

        var written = await uploads.RejectsAsync(TestPortal.Admin, upload.Id, output, Cancel);

        Assert.Equal(20_000, written.Value);
        Assert.Null(portal.Upload(upload.Id));
        Assert.EndsWith("bad 19999,20001", Encoding.UTF8.GetString(output.ToArray()).TrimEnd().Split("\r\n")[^1][..15]);
        Assert.False((await uploads.RejectsAsync(TestPortal.Admin, upload.Id, Stream.Null, Cancel)).IsDone);
    }

    private static string[] Corrected(string[] row, int column, int number)
    {
        row[column] = $"+1877555{number:D4}";
        return row;
    }

    private static async Task<string> PreviewAsync(TestPortal portal, Guid uploadId)
    {
        var output = new MemoryStream();
        var written = await portal.Get<UploadService>().RejectsAsync(TestPortal.Admin, uploadId, output, Cancel);
        Assert.True(written.IsDone, written.ToString());
        return Encoding.UTF8.GetString(output.ToArray()).TrimStart('\uFEFF');
    }

    private static string Rejects(CsvSpool spool, CsvFormat format)
    {
        var output = new MemoryStream();
        RejectsCsv.WriteAsync(spool, format, CsvFiles.Numbers, output, CancellationToken.None).GetAwaiter().GetResult();
        return Encoding.UTF8.GetString(output.ToArray()).TrimStart('\uFEFF');
    }

    private static string Line(IEnumerable<string> cells, char delimiter) =>
        string.Join(delimiter, cells.Select(cell => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));

    private static List<string[]> Read(string text, char delimiter)
    {
        using var records = new CsvRecords(new StringReader(text), delimiter);
        var rows = new List<string[]>();
        while (records.Read())
            rows.Add(records.ToArray());
        return rows;
    }

    /// <summary>Does something before the first bytes are written.</summary>
    private sealed class FirstWrite(Func<Task> work) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Length == 0)
                await work();
            await base.WriteAsync(buffer, cancellationToken);
        }
    }
}
