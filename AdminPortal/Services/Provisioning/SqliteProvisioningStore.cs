using AdminPortal.Data;
using AdminPortal.Data.Records;
using AdminPortal.Data.Sqlite;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Writes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Provisioning;

/// <summary>Provisioning on SQLite: one connection kept open, every statement prepared once, one execution a row.</summary>
internal sealed class SqliteProvisioningStore(PortalDatabase database) : ProvisioningStore
{
    private SqliteConnection? _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = [];

    public override bool CanReconnect => false;

    public override async Task BeginAsync()
    {
        _connection ??= (SqliteConnection)await database.OpenConnectionAsync(CancellationToken.None);
        Run("BEGIN IMMEDIATE");
    }

    public override Task<IReadOnlyDictionary<Guid, AskingBusiness>> ReadBusinessesAsync(IReadOnlyCollection<Guid> ids)
    {
        var found = new Dictionary<Guid, AskingBusiness>(ids.Count);
        foreach (var id in ids)
        {
            using var reader = Command("""
                SELECT b.row_version, b.phone_number, n.assigned_at
                FROM businesses b LEFT JOIN toll_free_numbers n ON n.number = b.phone_number WHERE b.id = $1
                """, BigEndianGuid.ToBytes(id)).ExecuteReader();
            if (reader.Read())
                found[id] = new(id, reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetString(1),
                    reader.IsDBNull(2) ? null : UtcMicroseconds.FromMicroseconds(reader.GetInt64(2)));
        }

        return Task.FromResult<IReadOnlyDictionary<Guid, AskingBusiness>>(found);
    }

    public override Task<IReadOnlyList<Candidate>> ReadCandidatesAsync(int count)
    {
        var candidates = new List<Candidate>(count);
        using var reader = Command("""
            SELECT id, number, row_version FROM toll_free_numbers
            WHERE available_since IS NOT NULL ORDER BY available_since, number LIMIT $1
            """, count).ExecuteReader();
        while (reader.Read())
            candidates.Add(new(BigEndianGuid.FromBytes((byte[])reader.GetValue(0)), reader.GetString(1), reader.GetInt64(2)));
        return Task.FromResult<IReadOnlyList<Candidate>>(candidates);
    }

    public override Task<bool> WasAnsweredAsync(IdempotentRequest request) => Task.FromResult(
        Command("SELECT 1 FROM idempotency_keys WHERE caller = $1 AND key = $2", request.Caller, request.Key).ExecuteScalar() is not null);

    public override async Task WriteAsync(IReadOnlyList<Allocation> allocations, DateTimeOffset now)
    {
        var micros = UtcMicroseconds.ToMicroseconds(now);
        var stock = new StockDelta();
        foreach (var (request, business, number, ledgerId, eventId) in allocations)
        {
            var businessId = BigEndianGuid.ToBytes(business.Id);
            var numberId = BigEndianGuid.ToBytes(number.Id);
            Change("""
                UPDATE toll_free_numbers
                SET status = 'assigned', assigned_to = $1, assigned_at = $2, available_since = NULL, row_version = row_version + 1
                WHERE id = $3 AND row_version = $4
                """, businessId, micros, numberId, number.RowVersion);
            Change("UPDATE businesses SET phone_number = $1, row_version = row_version + 1 WHERE id = $2 AND row_version = $3",
                number.Number, businessId, business.RowVersion);
            Change("INSERT INTO number_assignments (id, number, business_id, held_from, assigned_by) VALUES ($1, $2, $3, $4, $5)",
                BigEndianGuid.ToBytes(ledgerId), number.Number, businessId, micros, request.Actor.Name);
            Change($"""
                INSERT INTO audit_events (id, at, actor, action, record_type, record_id, number, business_id, row_version, business_row_version, before, after, request_id)
                VALUES ($1, $2, $3, 'number.assigned', 'number', $4, $5, $6, $7, $8, '{Before}', '{After}', $9)
                """, BigEndianGuid.ToBytes(eventId), micros, request.Actor.Name, numberId, number.Number, businessId,
                number.RowVersion + 1, business.RowVersion + 1, request.Actor.RequestId);
            stock.Move(E164.ParseExact(number.Number).Prefix, NumberStatus.Available, NumberStatus.Assigned);
        }

        await stock.ApplyAsync(_connection!, null, sqlite: true, CancellationToken.None);
    }

    public override Task SaveAnswerAsync(IdempotentRequest request, SavedAnswer answer, DateTimeOffset now)
    {
        Change("""
            INSERT INTO idempotency_keys (caller, key, request_hash, status_code, body, etag, location, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """, request.Caller, request.Key, request.RequestHash, answer.StatusCode, answer.Body, answer.ETag, answer.Location, UtcMicroseconds.ToMicroseconds(now));
        return Task.CompletedTask;
    }

    public override Task<(long Count, DateTimeOffset? Next)> ReadQuarantineAsync()
    {
        var count = (long)Command("SELECT COALESCE(SUM(count), 0) FROM number_counts WHERE status = 'quarantined'").ExecuteScalar()!;
        var next = Command("SELECT MIN(quarantined_until) FROM toll_free_numbers WHERE quarantined_until IS NOT NULL").ExecuteScalar();
        return Task.FromResult((count, next is long micros ? UtcMicroseconds.FromMicroseconds(micros) : (DateTimeOffset?)null));
    }

    public override Task CommitAsync()
    {
        Run("COMMIT");
        return Task.CompletedTask;
    }

    public override Task ResetAsync()
    {
        // Closing the connection rolls back what was open.
        foreach (var command in _commands.Values)
            command.Dispose();
        _commands.Clear();
        _connection?.Dispose();
        _connection = null;
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync() => await ResetAsync();

    private void Run(string sql) => Command(sql).ExecuteNonQuery();

    private void Change(string sql, params ReadOnlySpan<object?> values)
    {
        if (Command(sql, values).ExecuteNonQuery() != 1)
            throw new DbUpdateConcurrencyException("A row changed between its reading and its writing.");
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection!.CreateCommand();
            command.CommandText = sql;
            for (var i = 1; i <= values.Length; i++)
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
            _commands[sql] = command;
        }

        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }
}
