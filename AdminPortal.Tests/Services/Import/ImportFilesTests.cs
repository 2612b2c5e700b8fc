using System.IO.Compression;
using System.Text;
using AdminPortal.Services.Import;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Import;

public sealed class ImportFilesTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private const string TwoNumbers = "Nummer;Notiz\n800-555-0123;Größe\n888.555.0124;ok\n";

    static ImportFilesTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory, OnEachDatabase]
    public async Task Import_EncodingsDelimitersAndLineEnds_AreRead(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        byte[][] files =
        [
            Encoding.UTF8.GetBytes(TwoNumbers),
            [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(TwoNumbers)],
            [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(TwoNumbers)],
            [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(TwoNumbers)],
            Encoding.GetEncoding(1252).GetBytes(TwoNumbers),
            Encoding.UTF8.GetBytes(TwoNumbers.Replace(';', ',')),
            Encoding.UTF8.GetBytes(TwoNumbers.Replace(';', '\t')),
            Encoding.UTF8.GetBytes(TwoNumbers.Replace("\n", "\r\n")),
            Encoding.UTF8.GetBytes(TwoNumbers.Replace("\n", "\r")),
            Encoding.UTF8.GetBytes("800-555-0123\n888.555.0124"),
        ];

        for (var i = 0; i < files.Length; i++)
            Assert.Equal((2, i == 0 ? 2 : 0, i == 0 ? 0 : 2, 0, 0), (await portal.ImportAsync(files[i])).Counts());

        Assert.Equal([("+18005550123", "Größe"), ("+18885550124", "ok")], (await portal.NumbersAsync()).Select(n => (n.Number, n.Note)));
    }

    [Theory, OnEachDatabase]
    public async Task Import_NotCsv_IsRefusedWithNothingWritten(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        (byte[] File, FileProblem Problem)[] files =
        [
            ([], FileProblem.Unreadable),
            ("number\n\"+18005550123\n+18005550124\n"u8.ToArray(), FileProblem.Unreadable),
            ("number\n+18005550123\n+1800\05550124\n"u8.ToArray(), FileProblem.Unreadable),
            (Zip(), FileProblem.Unreadable),
            (Encoding.UTF8.GetBytes("number\n+18005550123\n" + new string('x', 20_000_000)), FileProblem.TooLarge),
            ("name,colour\nann,red\nbob,blue\n"u8.ToArray(), FileProblem.NoNumbers),
        ];

        foreach (var (file, problem) in files)
        {
            var refusal = Assert.IsType<InvalidFile>((await portal.ImportAsync(file)).Refusal);
            Assert.Equal(problem, refusal.Kind);
            Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
        }

        await using var db = portal.Database.CreateReadContext();
        Assert.False(await db.Imports.AnyAsync(Cancel) || await db.Numbers.AnyAsync(Cancel) || await db.AuditEvents.AnyAsync(Cancel));
    }

    [Theory, OnEachDatabase]
    public async Task Import_UploadCutOff_LeavesNothing(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);

        await Assert.ThrowsAsync<IOException>(() =>
            portal
                .Get<ImportService>()
                .ImportAsync(
                    TestPortal.Admin,
                    new CutOffStream(Encoding.UTF8.GetBytes(Imports.File(20_000))),
                    new ImportOptions(),
                    null,
                    Cancel
                )
        );

        await using var db = portal.Database.CreateReadContext();
        Assert.False(await db.Imports.AnyAsync(Cancel) || await db.Numbers.AnyAsync(Cancel));
    }

    [Theory, OnEachDatabase]
    public async Task Import_LongOrUnusualRows_AreRejectedAndStoredSafely(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        // The cut at 8,000 characters is between an emoji's surrogates.
        var longRow = "hello," + new string('x', 7_994) + "😀 and more";
        var longNote = "+18005550125," + new string('n', 2001);

        var report = (
            await portal.ImportAsync($"number,note\n+18005550123,\"{new string('n', 2000)}\"\n{longRow}\n{longNote}\n@cmd,x\n＝1+1,wide\n")
        ).Value!;

        Assert.Equal((1, 4), (report.Added, report.Rejected));
        await using var db = portal.Database.CreateReadContext();
        var rejects = await db.ImportRejects.Where(r => r.Line > 0).OrderBy(r => r.Line).ToListAsync(Cancel);
        Assert.Equal([3L, 4L, 5L, 6L], rejects.Select(r => r.Line));
        Assert.Equal(longRow[..8_000], rejects[0].Raw);
        Assert.Equal(longNote, rejects[1].Raw);
        var csv = await portal.RejectsAsync(report.ImportId);
        Assert.Contains("\n'@cmd,x,5,", csv, StringComparison.Ordinal);
        Assert.Contains("\n'＝1+1,wide,6,", csv, StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    public async Task Import_OnlyInvalidRows_StoresEachOfThem(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);

        var report = (
            await portal.ImportAsync("number\n" + string.Concat(Enumerable.Range(0, 9_500).Select(i => $"bad {i} \"quoted\"\n")))
        ).Value!;

        Assert.Equal((9_500, 0, 9_500), (report.Read, report.Added, report.Rejected));
        var lines = (await portal.RejectsAsync(report.ImportId)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(9_501, lines.Length);
        Assert.Contains(",9501,", lines[^1], StringComparison.Ordinal);
    }

    private static byte[] Zip()
    {
        var output = new MemoryStream();
        using (var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = new StreamWriter(zip.CreateEntry("numbers.csv").Open()))
            entry.Write(TwoNumbers);
        return output.ToArray();
    }

    /// <summary>An upload whose sender disconnects half way.</summary>
    private sealed class CutOffStream(byte[] file) : MemoryStream(file)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position > Length / 2
                ? throw new IOException("The client went away.")
                : base.ReadAsync(buffer[..Math.Min(buffer.Length, 10_000)], cancellationToken);
    }
}
