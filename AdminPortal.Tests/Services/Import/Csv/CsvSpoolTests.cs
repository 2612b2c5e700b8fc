using System.Security.Cryptography;
using AdminPortal.Services.Import.Csv;

namespace AdminPortal.Tests.Services.Import.Csv;

public class CsvSpoolTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReceiveAsync_StoresEveryByteAndTheHash()
    {
        var bytes = RandomNumberGenerator.GetBytes(1_000_003);
        await using var spool = await CsvSpool.ReceiveAsync(new MemoryStream(bytes), Cancellation);
        Assert.Equal((bytes.LongLength, Convert.ToHexStringLower(SHA256.HashData(bytes))), (spool.Length, spool.Sha256));

        await using var first = spool.OpenRead();
        await using var second = spool.OpenRead();
        var half = new byte[500_000];
        await first.ReadExactlyAsync(half, Cancellation);
        var copy = new MemoryStream();
        await second.CopyToAsync(copy, Cancellation);
        Assert.Equal(bytes, copy.ToArray());
        Assert.Equal(bytes[..500_000], half);
    }

    [Fact]
    public async Task ReceiveAsync_WhileOpen_HasNoFileName()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using var spool = await CsvSpool.ReceiveAsync(new MemoryStream("number\n"u8.ToArray()), Cancellation);
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.GetTempPath(), "adminportal-*.csv"), path => new FileInfo(path).Length == 7);
    }

    [Fact]
    public async Task ReceiveAsync_UploadCutOff_Throws()
    {
        await Assert.ThrowsAsync<IOException>(() => CsvSpool.ReceiveAsync(new CutOffStream(), Cancellation));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            CsvSpool.ReceiveAsync(new MemoryStream(new byte[10]), new CancellationToken(true))
        );
    }

    private sealed class CutOffStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("The client went away.");
    }
}
