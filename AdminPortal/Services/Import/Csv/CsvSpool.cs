using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace AdminPortal.Services.Import.Csv;

/// <summary>An upload copied to a private temporary file, so that it can be read several times in bounded memory. Nothing remains after
/// disposal or the end of the process.</summary>
public sealed class CsvSpool : IAsyncDisposable, IDisposable
{
    private const int CopyBytes = 128 * 1024;
    private readonly SafeFileHandle _file;
    private int _holders = 1;
    private int _isDisposed;

    private CsvSpool(SafeFileHandle file) => _file = file;

    /// <summary>SHA-256 of all bytes, in lower-case hexadecimal; identifies repeated uploads.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>Its length in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>Copies all of <paramref name="body"/>. Leaves nothing behind if that fails or is cancelled.</summary>
    /// <exception cref="IOException">The upload was cut off, or the disk is full.</exception>
    public static async Task<CsvSpool> ReceiveAsync(Stream body, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(body);
        var spool = new CsvSpool(CreateFile());
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBytes);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            int read;
            while ((read = await body.ReadAsync(buffer.AsMemory(0, CopyBytes), cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await RandomAccess.WriteAsync(spool._file, buffer.AsMemory(0, read), spool.Length, cancellationToken);
                spool.Length += read;
            }

            spool.Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
            return spool;
        }
        catch
        {
            spool.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A stream from the beginning; several may be open. They become invalid when the spool is disposed.</summary>
    public Stream OpenRead() => OpenRead(0);

    /// <summary>The same without the last bytes.</summary>
    internal Stream OpenRead(int cutBytes) => new SpoolReadStream(_file, Length - cutBytes);

    /// <summary>Keeps the file readable until the returned value is disposed, even if the spool is disposed meanwhile; null if it is
    /// disposed already.</summary>
    internal IDisposable? Hold()
    {
        for (var holders = Volatile.Read(ref _holders); holders > 0; holders = Volatile.Read(ref _holders))
        {
            if (Interlocked.CompareExchange(ref _holders, holders + 1, holders) == holders)
                return new Holder(this);
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            LetGo();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void LetGo()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            _file.Dispose();
    }

    private sealed class Holder(CsvSpool spool) : IDisposable
    {
        private int _isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
                spool.LetGo();
        }
    }

    private static SafeFileHandle CreateFile()
    {
        try
        {
            return CreateNameless();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SpoolException(
                $"The portal cannot write to its temporary folder {Path.GetTempPath()}, so the file was not stored. Nothing was added. "
                    + "Ask your administrator to make the folder writable or to set TMPDIR to another one.",
                error
            );
        }
    }

    private static SafeFileHandle CreateNameless()
    {
        var path = Path.Combine(Path.GetTempPath(), $"adminportal-{Path.GetRandomFileName()}.csv");
        if (OperatingSystem.IsWindows())
        {
            return File.OpenHandle(
                path,
                FileMode.CreateNew,
                FileAccess.ReadWrite,
                FileShare.None,
                FileOptions.DeleteOnClose | FileOptions.Asynchronous
            );
        }

        // Created with owner-only access: setting the mode afterwards would leave a moment in which others can open it.
        using var created = new FileStream(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                Share = FileShare.ReadWrite | FileShare.Delete,
            }
        );
        var file = File.OpenHandle(
            path,
            FileMode.Open,
            FileAccess.ReadWrite,
            FileShare.ReadWrite | FileShare.Delete,
            FileOptions.Asynchronous
        );
        // Unlinked immediately, so the file disappears with the process, even after kill -9.
        File.Delete(path);
        return file;
    }
}

/// <summary>The temporary folder cannot store files. The message is for the user who uploads.</summary>
internal sealed class SpoolException(string message, Exception inner) : IOException(message, inner);
