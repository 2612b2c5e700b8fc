using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace AdminPortal.Services.Import;

/// <summary>Finds the numbers of a run that no earlier run of the file contained, for files that do not fit in memory: seen numbers are
/// kept in an unnamed temporary SQLite database.</summary>
internal sealed class FreshNumbers : IDisposable
{
    private readonly SqliteConnection _seen = new("Data Source=;Pooling=False");

    public FreshNumbers()
    {
        _seen.Open();
        Execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; CREATE TABLE seen (digits INTEGER PRIMARY KEY)");
    }

    /// <summary>The numbers that were not passed before.</summary>
    public IReadOnlyList<string> Take(IReadOnlyList<string> numbers)
    {
        using var command = _seen.CreateCommand();
        command.CommandText = "INSERT INTO seen SELECT value FROM json_each($1) WHERE true ON CONFLICT DO NOTHING RETURNING digits";
        // No number starts with a zero, so its digits as an integer are unique.
        command.Parameters.AddWithValue(
            "$1",
            JsonSerializer.Serialize(numbers.Select(n => long.Parse(n.AsSpan(1), CultureInfo.InvariantCulture)))
        );
        var fresh = new List<string>(numbers.Count);
        using var reader = command.ExecuteReader();
        while (reader.Read())
            fresh.Add(string.Create(CultureInfo.InvariantCulture, $"+{reader.GetInt64(0)}"));
        return fresh;
    }

    public void Dispose() => _seen.Dispose();

    private void Execute(string sql)
    {
        using var command = _seen.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
