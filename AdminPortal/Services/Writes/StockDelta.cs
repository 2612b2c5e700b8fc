using System.Data.Common;
using System.Globalization;
using System.Text;
using AdminPortal.Data;
using AdminPortal.Data.Records;

namespace AdminPortal.Services.Writes;

/// <summary>
/// What a transaction does to the kept counts of numbers by prefix and state. Every write of numbers goes through one
/// of these, applied in its own transaction, so that the counts are never off; <c>verify</c> checks them.
/// </summary>
internal sealed class StockDelta
{
    /// <summary>
    /// The stripe this process adds to. On PostgreSQL several nodes would otherwise wait for one another's row locks
    /// until commit; SQLite has one writer at a time anyway, and one stripe keeps its table small.
    /// </summary>
    private static readonly int s_stripe = Random.Shared.Next(16);

    private readonly Dictionary<(string Prefix, NumberStatus Status), long> _changes = [];

    public void Add(string prefix, NumberStatus status, long count)
    {
        var key = (prefix, status);
        _changes[key] = _changes.GetValueOrDefault(key) + count;
    }

    public void Move(string prefix, NumberStatus from, NumberStatus to)
    {
        Add(prefix, from, -1);
        Add(prefix, to, 1);
    }

    /// <summary>Adds the changes to the table, in one statement, in the transaction of the numbers themselves.</summary>
    public async Task ApplyAsync(DbConnection connection, DbTransaction? transaction, bool sqlite, CancellationToken cancel)
    {
        // In the same order everywhere, so that two transactions that change the same rows cannot deadlock.
        var changes = _changes.Where(c => c.Value != 0).OrderBy(c => c.Key.Prefix, StringComparer.Ordinal).ThenBy(c => c.Key.Status).ToList();
        if (changes.Count == 0)
            return;

        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        var sql = new StringBuilder("INSERT INTO number_counts (prefix, status, stripe, count) VALUES ");
        for (var i = 0; i < changes.Count; i++)
        {
            sql.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ", ")}(@p{i}, '{changes[i].Key.Status.ToText()}', {(sqlite ? 0 : s_stripe)}, {changes[i].Value})");
            var prefix = command.CreateParameter();
            prefix.ParameterName = $"@p{i}";
            prefix.Value = changes[i].Key.Prefix;
            command.Parameters.Add(prefix);
        }

        sql.Append(" ON CONFLICT (prefix, status, stripe) DO UPDATE SET count = number_counts.count + excluded.count");
        command.CommandText = sql.ToString();
        await command.ExecuteNonQueryAsync(cancel);
    }
}
