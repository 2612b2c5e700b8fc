using AdminPortal.Services;

namespace AdminPortal.Cli;

/// <summary>A file that a verb writes: it is there when it is whole, and not before.</summary>
internal static class OutputFile
{
    /// <summary>Writes to a file beside it and gives it its name at the end; what had the name before is replaced.</summary>
    public static async Task<Outcome<long>> WriteAsync(string path, Func<Stream, Task<Outcome<long>>> write)
    {
        var partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            Outcome<long> written;
            await using (var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write))
                written = await write(stream);
            if (written.IsDone)
                File.Move(partial, path, overwrite: true);
            return written;
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
