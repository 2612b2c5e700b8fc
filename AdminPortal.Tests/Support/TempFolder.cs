namespace AdminPortal.Tests.Support;

/// <summary>A temporary folder for one test, such as for a SQLite file with its WAL; deleted at the end.</summary>
internal sealed class TempFolder : IDisposable
{
    /// <summary>A folder with a migrated SQLite file, <c>portal.db</c>.</summary>
    public static TempFolder WithDatabase()
    {
        var folder = new TempFolder();
        MigratedDatabase.Create(folder.File("portal.db"));
        return folder;
    }

    /// <summary>The folder's full path. Only this user can access it.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("adminportal-tests-").FullName;

    /// <summary>The full path of a file in the folder, which need not exist.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A connection string for a SQLite file in the folder.</summary>
    /// <remarks>Without pooling: a pooled connection would keep the file open after its test.</remarks>
    public string SqliteConnectionString(string name = "portal.db") => $"Data Source={File(name)};Pooling=False";

    public void Dispose()
    {
        // A process that was just killed may still be creating a -wal or -shm file.
        for (var attempt = 1; Directory.Exists(Path); attempt++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (IOException) when (attempt < 5)
            {
                Thread.Sleep(50);
            }
        }
    }
}
