using AdminPortal.Services;
using Microsoft.Win32.SafeHandles;

namespace AdminPortal.Cli;

/// <summary>Where a verb writes its data: standard output, a new file, or an existing one. An existing file is written into and never
/// replaced, so that devices, pipes, links, owners and modes stay as they are.</summary>
internal static class OutputFile
{
    /// <summary>The name of standard output.</summary>
    public const string StandardOutput = "-";

    private const int CopyBytes = 128 * 1024;

    /// <summary>Writes the file; an incomplete one never looks complete.</summary>
    public static Task<Outcome<long>> WriteAsync(string? path, Func<Stream, Task<Outcome<long>>> write) =>
        path switch
        {
            null or StandardOutput or "/dev/stdout" or "/dev/fd/1" or "/proc/self/fd/1" => ToStandardOutputAsync(write),
            // A dangling link exists too.
            _ when File.Exists(path) && !IsDangling(path) => ToExistingFileAsync(path, write),
            _ => ToNewFileAsync(Target(path), write),
        };

    private static async Task<Outcome<long>> ToStandardOutputAsync(Func<Stream, Task<Outcome<long>>> write)
    {
        using var handle = new SafeFileHandle(1, ownsHandle: false);
        await using var pipe = OperatingSystem.IsWindows() ? null : new FileStream(handle, FileAccess.Write);
        // The console's own stream reports nothing when the reader of a pipe is gone. If other output shares the file, only the console's
        // stream writes at its end.
        await using var output = pipe is { CanSeek: false } ? pipe : Console.OpenStandardOutput();
        var written = await write(output);
        await output.FlushAsync();
        return written;
    }

    /// <summary>Writes under a temporary name and renames the file when it is complete.</summary>
    private static async Task<Outcome<long>> ToNewFileAsync(string path, Func<Stream, Task<Outcome<long>>> write)
    {
        var partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            Outcome<long> written;
            await using (var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write))
                written = await write(stream);
            if (written.IsDone)
                File.Move(partial, path);
            return written;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static async Task<Outcome<long>> ToExistingFileAsync(string path, Func<Stream, Task<Outcome<long>>> write)
    {
        await using var output = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        if (!IsRegular(output))
            return await write(output);

        // Written elsewhere first, so that the file's content is kept if the database or the disk fails.
        await using var whole = CreateTemporary();
        var written = await write(whole);
        if (!written.IsDone)
            return written;
        whole.Position = 0;
        output.SetLength(0);
        try
        {
            await whole.CopyToAsync(output, CopyBytes);
            await output.FlushAsync();
            return written;
        }
        catch
        {
            output.SetLength(0);
            throw;
        }
    }

    /// <summary>Devices such as /dev/full are seekable, but have no length to set.</summary>
    private static bool IsRegular(FileStream file)
    {
        if (!file.CanSeek)
            return false;
        try
        {
            file.SetLength(file.Length);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Asks the system, which follows links without a path, such as those in /proc.</summary>
    private static bool IsDangling(string path)
    {
        try
        {
            _ = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);
            return false;
        }
        catch (FileNotFoundException)
        {
            return true;
        }
    }

    private static FileStream CreateTemporary()
    {
        try
        {
            return new FileStream(
                Path.GetTempFileName(),
                new FileStreamOptions
                {
                    Mode = FileMode.Open,
                    Access = FileAccess.ReadWrite,
                    Options = FileOptions.DeleteOnClose,
                }
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The temporary folder {Path.GetTempPath()} cannot be written to. Nothing was written. Make it writable, or set "
                    + "TMPDIR to another folder.",
                error
            );
        }
    }

    /// <summary>The target of a link, which need not exist.</summary>
    private static string Target(string path)
    {
        const int mostLinks = 40;
        for (var links = 0; links < mostLinks && new FileInfo(path).LinkTarget is { } target; links++)
            path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "", target);
        return path;
    }
}
