using AdminPortal.Data;
using AdminPortal.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Api;

/// <summary>A portal whose database can be broken.</summary>
internal sealed class BrokenPortalApp : PortalApp
{
    /// <summary>Makes the database file unreadable.</summary>
    public void BreakDatabase()
    {
        SqliteConnection.ClearAllPools();
        var file = Get<DatabaseSettings>().SqliteFile!;
        foreach (var part in (string[])[file, file + "-wal", file + "-shm"])
            File.Delete(part);
        Directory.CreateDirectory(file);
    }

    /// <summary>Drops tables, which simulates a bug.</summary>
    public async Task DropTablesAsync()
    {
        await using var db = Get<PortalDatabase>().CreateDbContext();
        await db.Database.ExecuteSqlRawAsync(
            "PRAGMA foreign_keys = OFF; DROP TABLE toll_free_numbers",
            TestContext.Current.CancellationToken
        );
    }
}
