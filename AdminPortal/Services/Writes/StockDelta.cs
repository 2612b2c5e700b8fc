using System.Data.Common;
using System.Text.Json;
using AdminPortal.Data;
using AdminPortal.Data.Entities;

namespace AdminPortal.Services.Writes;

/// <summary>The effect of a transaction on the stored counts by prefix and status. Every write of numbers applies one in its own
/// transaction, so that the counts are always exact; <c>verify</c> checks them.</summary>
/// <param name="stripe"> The stripe to update, on PostgreSQL: two transactions on one would wait for each other until commit, or one would
/// be repeated. SQLite has one writer anyway, and one stripe keeps its table small. </param>
internal sealed class StockDelta(int stripe)
{
    private const int StripesOfAKind = 16;

    /// <summary>For a short write: any of the first stripes.</summary>
    public StockDelta()
        : this(Chance.Below(StripesOfAKind)) { }

    /// <summary>The stripe of a process's provisioning, which writes constantly, so that other writes do not wait for it.</summary>
    public static int ProvisioningStripe { get; } = StripesOfAKind + Chance.Below(StripesOfAKind);

    /// <summary>A stripe for an import, whose transactions may be long.</summary>
    public static int AnyImportStripe() => 2 * StripesOfAKind + Chance.Below(StripesOfAKind);

    private const string OnConflict = " ON CONFLICT (prefix, status, stripe) DO UPDATE SET count = number_counts.count + excluded.count";

    // Constant text, so that it is prepared once: SQLite gets the rows as JSON, PostgreSQL as arrays.
    private const string SqliteUpsert =
        "INSERT INTO number_counts (prefix, status, stripe, count) SELECT value->>0, value->>1, 0, value->>2 FROM json_each($1) WHERE true"
        + OnConflict;

    /// <summary>Adds <see cref="PostgresValues"/> to the table.</summary>
    public const string PostgresUpsert =
        "INSERT INTO number_counts (prefix, status, stripe, count) SELECT p, s, $4, c FROM unnest($1::text[], $2::text[], "
        + "$3::bigint[]) AS v(p, s, c)"
        + OnConflict;

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

    /// <summary>The values of <see cref="PostgresUpsert"/>.</summary>
    public object[] PostgresValues()
    {
        var changes = Changes();
        return
        [
            changes.Select(c => c.Key.Prefix).ToArray(),
            changes.Select(c => c.Key.Status.ToText()).ToArray(),
            changes.Select(c => c.Value).ToArray(),
            stripe,
        ];
    }

    /// <summary>Adds the changes to the table in one statement, in the transaction of the numbers.</summary>
    public async Task ApplyAsync(DbConnection connection, DbTransaction? transaction, bool sqlite, CancellationToken cancel)
    {
        if (_changes.Values.All(c => c == 0))
            return;
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sqlite ? SqliteUpsert : PostgresUpsert;
        if (sqlite)
            Add("$1", JsonSerializer.Serialize(Changes().Select(c => new object[] { c.Key.Prefix, c.Key.Status.ToText(), c.Value })));
        else
            Array.ForEach(PostgresValues(), value => Add(null, value));
        await command.ExecuteNonQueryAsync(cancel);

        void Add(string? name, object value)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }
    }

    /// <summary>In a fixed order, so that two transactions that change the same rows cannot deadlock.</summary>
    private List<KeyValuePair<(string Prefix, NumberStatus Status), long>> Changes() =>
        [.. _changes.Where(c => c.Value != 0).OrderBy(c => c.Key.Prefix, StringComparer.Ordinal).ThenBy(c => c.Key.Status)];
}
