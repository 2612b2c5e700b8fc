using System.Globalization;
using AdminPortal.Data;
using AdminPortal.Data.Sqlite;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Provisioning;

/// <summary>Provisioning on SQLite: one open connection, every statement prepared once, one execution per row.</summary>
internal sealed class SqliteProvisioningStore(PortalDatabase database, NumberSettings settings) : ProvisioningStore
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(500);

    private SqliteConnection? _connection;
    private TimeSpan _patience;
    private readonly Dictionary<string, SqliteStatement> _statements = [];

    public override bool CanReconnect => false;

    public override async Task BeginAsync(TimeSpan patience)
    {
        if (_connection is null)
        {
            _connection = (SqliteConnection)await database.OpenConnectionAsync(CancellationToken.None);
            _patience = DatabaseSettings.WriteWait;
        }

        // The connection keeps its busy timeout. Rounded to steps, so that it is rarely set again.
        var steps = Math.Ceiling(patience / s_step) * s_step;
        if (steps != _patience)
        {
            using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // A number.
            command.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {(int)steps.TotalMilliseconds}");
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
            _patience = steps;
        }

        Statement("BEGIN IMMEDIATE").Execute();
    }

    public override Task<Demand> ReadAsync(IReadOnlyCollection<Guid> businessIds)
    {
        var waiting = ReadWaiting();
        var businesses = ReadBusinesses(waiting.Count == 0 ? businessIds : [.. businessIds.Union(waiting.Select(w => w.BusinessId))]);
        return Task.FromResult(new Demand(businesses, waiting, ReadCandidates(businesses.Values.Count(b => b.NeedsNumber))));
    }

    private List<WaitingPlace> ReadWaiting()
    {
        var read = Statement("SELECT business_id, asked_by FROM waiting_list ORDER BY asked_at, business_id LIMIT ?1").Bind(1, MostInLine);
        var waiting = new List<WaitingPlace>();
        while (read.Step())
            waiting.Add(new(read.GetGuid(0), read.GetString(1)));
        return waiting;
    }

    private Dictionary<Guid, AskingBusiness> ReadBusinesses(IReadOnlyCollection<Guid> ids)
    {
        var read = Statement(
            """
            SELECT b.row_version, b.phone_number, n.assigned_at,
                (SELECT MAX(a.held_until) FROM number_assignments a WHERE a.business_id = b.id), b.closed_at IS NOT NULL
            FROM businesses b LEFT JOIN toll_free_numbers n ON n.number = b.phone_number WHERE b.id = ?1
            """
        );
        var found = new Dictionary<Guid, AskingBusiness>(ids.Count);
        foreach (var id in ids)
        {
            if (read.Bind(1, id).Step())
                found[id] = new(id, read.GetInt64(0), read.IsNull(1) ? null : read.GetString(1), Time(2), Time(3), read.GetInt64(4) != 0);
            read.Reset();
        }

        return found;

        DateTimeOffset? Time(int column) => read.IsNull(column) ? null : read.GetTime(column);
    }

    private List<Candidate> ReadCandidates(int count)
    {
        var candidates = new List<Candidate>(count);
        ReadCandidates("warning IS NULL", count, candidates);
        if (candidates.Count < count && settings.Warned == WarnedNumbers.Last)
            ReadCandidates("warning IS NOT NULL", count - candidates.Count, candidates);
        return candidates;
    }

    private void ReadCandidates(string which, int count, List<Candidate> candidates)
    {
        var read = Statement(
                $"""
                SELECT id, number, row_version, available_since FROM toll_free_numbers
                WHERE available_since IS NOT NULL AND {which} ORDER BY available_since, number LIMIT ?1
                """
            )
            .Bind(1, count);
        while (read.Step())
            candidates.Add(new(read.GetGuid(0), read.GetString(1), read.GetInt64(2), read.GetTime(3)));
    }

    public override Task<bool> WasAnsweredAsync(IdempotentRequest request)
    {
        var read = Statement("SELECT 1 FROM idempotency_keys WHERE caller = ?1 AND key = ?2").Bind(1, request.Caller).Bind(2, request.Key);
        var found = read.Step();
        read.Reset();
        return Task.FromResult(found);
    }

    public override async Task WriteAsync(IReadOnlyList<Allocation> allocations)
    {
        foreach (var allocation in allocations)
            Write(allocation);
        await StockOf(allocations).ApplyAsync(_connection!, null, sqlite: true, CancellationToken.None);
    }

    public override Task RemoveWaitingAsync(IReadOnlyCollection<Guid> businessIds)
    {
        foreach (var id in businessIds)
            Statement("DELETE FROM waiting_list WHERE business_id = ?1").Bind(1, id).Execute();
        return Task.CompletedTask;
    }

    public override Task<HashSet<Guid>> FindWaitingAsync(IReadOnlyCollection<Guid> businessIds)
    {
        var read = Statement("SELECT 1 FROM waiting_list WHERE business_id = ?1");
        var found = new HashSet<Guid>();
        foreach (var id in businessIds)
        {
            if (read.Bind(1, id).Step())
                found.Add(id);
            read.Reset();
        }

        return Task.FromResult(found);
    }

    public override Task JoinAsync(IReadOnlyList<Joining> joinings)
    {
        foreach (var (request, business, at, eventId) in joinings)
        {
            Change(
                Statement("UPDATE businesses SET row_version = row_version + 1 WHERE id = ?1 AND row_version = ?2")
                    .Bind(1, business.Id)
                    .Bind(2, business.RowVersion)
            );
            Change(
                Statement("INSERT INTO waiting_list (business_id, asked_at, asked_by) VALUES (?1, ?2, ?3)")
                    .Bind(1, business.Id)
                    .Bind(2, at)
                    .Bind(3, request.Actor.Name)
            );
            Change(
                Statement(
                        """
                        INSERT INTO audit_events (id, at, actor, action, record_type, record_id, business_id, row_version, request_id)
                        VALUES (?1, ?2, ?3, 'business.waits', 'business', ?4, ?4, ?5, ?6)
                        """
                    )
                    .Bind(1, eventId)
                    .Bind(2, at)
                    .Bind(3, request.Actor.Name)
                    .Bind(4, business.Id)
                    .Bind(5, business.RowVersion + 1)
                    .Bind(6, request.Actor.RequestId)
            );
        }

        return Task.CompletedTask;
    }

    public override Task SaveAnswerAsync(IdempotentRequest request, SavedAnswer answer, DateTimeOffset now)
    {
        Statement(
                """
                INSERT INTO idempotency_keys (caller, key, request_hash, status_code, body, etag, location, created_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                """
            )
            .Bind(1, request.Caller)
            .Bind(2, request.Key)
            .Bind(3, request.RequestHash)
            .Bind(4, answer.StatusCode)
            .Bind(5, answer.Body)
            .Bind(6, answer.ETag)
            .Bind(7, answer.Location)
            .Bind(8, now)
            .Execute();
        return Task.CompletedTask;
    }

    public override Task<(long Count, DateTimeOffset? Next)> ReadQuarantineAsync()
    {
        var read = Statement(
            """
            SELECT (SELECT COALESCE(SUM(count), 0) FROM number_counts WHERE status = 'quarantined'),
                   (SELECT MIN(quarantined_until) FROM toll_free_numbers WHERE quarantined_until IS NOT NULL)
            """
        );
        read.Step();
        var answer = (read.GetInt64(0), read.IsNull(1) ? (DateTimeOffset?)null : read.GetTime(1));
        read.Reset();
        return Task.FromResult(answer);
    }

    public override Task CommitAsync(Guid? eventId)
    {
        Statement("COMMIT").Execute();
        return database.FileFault is { } gone ? throw new DatabaseUnavailableException(gone) : Task.CompletedTask;
    }

    public override Task ResetAsync()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _statements.Clear();

        // Not returned to the pool: closing it rolls back an open transaction.
        if (_connection is { } connection)
            SqliteConnection.ClearPool(connection);
        _connection?.Dispose();
        _connection = null;
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync() => await ResetAsync();

    private void Write(Allocation allocation)
    {
        var (taker, number, at, ledgerId, eventId) = allocation;
        var business = taker.Business;
        Change(
            Statement(
                    """
                    UPDATE toll_free_numbers
                    SET status = 'assigned', assigned_to = ?1, assigned_at = ?2, available_since = NULL, row_version = row_version + 1
                    WHERE id = ?3 AND row_version = ?4
                    """
                )
                .Bind(1, business.Id)
                .Bind(2, at)
                .Bind(3, number.Id)
                .Bind(4, number.RowVersion)
        );
        Change(
            Statement("UPDATE businesses SET phone_number = ?1, row_version = row_version + 1 WHERE id = ?2 AND row_version = ?3")
                .Bind(1, number.Number)
                .Bind(2, business.Id)
                .Bind(3, business.RowVersion)
        );
        Change(
            Statement(
                    "INSERT INTO number_assignments (id, number, business_id, held_from, assigned_by, assign_reason) VALUES (?1, ?2, "
                        + "?3, ?4, ?5, ?6)"
                )
                .Bind(1, ledgerId)
                .Bind(2, number.Number)
                .Bind(3, business.Id)
                .Bind(4, at)
                .Bind(5, taker.AskedBy)
                .Bind(6, allocation.Reason)
        );
        Change(
            Statement(InsertEvent)
                .Bind(1, eventId)
                .Bind(2, at)
                .Bind(3, taker.AskedBy)
                .Bind(4, number.Id)
                .Bind(5, number.Number)
                .Bind(6, business.Id)
                .Bind(7, number.RowVersion + 1)
                .Bind(8, business.RowVersion + 1)
                .Bind(9, allocation.RequestId)
                .Bind(10, allocation.Reason)
        );
    }

    private const string InsertEvent = $"""
        INSERT INTO audit_events (id, at, actor, action, record_type, record_id, number, business_id, row_version, business_row_version,
            before, after, request_id, reason)
        VALUES (?1, ?2, ?3, 'number.assigned', 'number', ?4, ?5, ?6, ?7, ?8, '{Before}', '{After}', ?9, ?10)
        """;

    private static void Change(SqliteStatement statement)
    {
        if (statement.Execute() != 1)
            throw new DbUpdateConcurrencyException("A row changed between reading and writing.");
    }

    private SqliteStatement Statement(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements[sql] = statement = new SqliteStatement(_connection!, sql);
        return statement;
    }
}
