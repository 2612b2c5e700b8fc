using System.Data.Common;
using AdminPortal.Data;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AdminPortal.Services.Provisioning;

/// <summary>Provisioning on PostgreSQL: whole batches in single statements. Businesses are locked first, in order; available numbers are
/// locked with SKIP LOCKED. Two nodes therefore neither deadlock nor wait for each other's candidates.</summary>
internal sealed class PostgresProvisioningStore(PortalDatabase database, NumberSettings settings) : ProvisioningStore
{
    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _transaction;

    public override bool CanReconnect => true;

    public override async Task BeginAsync(TimeSpan patience)
    {
        _connection ??= (NpgsqlConnection)await database.OpenConnectionAsync(CancellationToken.None);
        _transaction = await _connection.BeginTransactionAsync();
    }

    private static readonly string HeadOfLine = $"waiting_list ORDER BY asked_at, business_id LIMIT {MostInLine}";

    /// <summary>The ids of $1 and of the head of the waiting list; one lookup in an empty index if nobody is waiting.</summary>
    private static readonly string AskingAndWaiting = $"$1 || ARRAY(SELECT business_id FROM {HeadOfLine})";

    /// <summary>Locks available numbers for the businesses of $1 and of the waiting list that have none.</summary>
    // This condition and order match only the partial index of available numbers. With a condition on the status, the planner would sort
    // all available numbers from the status index, or walk the primary key past every assigned row.
    private static readonly string Candidates = $"""
        SELECT id, number, row_version, available_since FROM toll_free_numbers
        WHERE available_since IS NOT NULL AND warning IS NULL ORDER BY available_since, number
        LIMIT (SELECT COUNT(*) FROM businesses WHERE id = ANY({AskingAndWaiting}) AND phone_number IS NULL AND closed_at IS NULL)
        FOR NO KEY UPDATE
        """;

    public override async Task<Demand> ReadAsync(IReadOnlyCollection<Guid> businessIds)
    {
        var ids = businessIds.ToArray();
        var demand = await ReadAsync(ids, Candidates + " SKIP LOCKED", new List<Candidate>(ids.Length));
        if (Missing(demand) == 0)
            return demand;

        // Skipped numbers may stay available, because only their note is being edited or the other transaction fails. "No number available"
        // must be true, so now the transaction waits for them. It is a new one without locks: two nodes that wait in one order cannot
        // deadlock.
        await _transaction!.RollbackAsync();
        await _transaction.DisposeAsync();
        _transaction = await _connection!.BeginTransactionAsync();
        var candidates = new List<Candidate>(ids.Length);
        demand = await ReadAsync(ids, Candidates, candidates);
        if (Missing(demand) is > 0 and var missing && settings.Warned == WarnedNumbers.Last)
            await AddWarnedAsync(missing, candidates);
        return demand;
    }

    private static int Missing(Demand demand) => Math.Max(0, demand.Businesses.Values.Count(b => b.NeedsNumber) - demand.Candidates.Count);

    private async Task<Demand> ReadAsync(Guid[] ids, string candidatesSql, List<Candidate> candidates)
    {
        // One round trip. Each statement sees what was committed before it began, so all but the first come after the locks. The first one
        // may read only the rows that it locks: after waiting, PostgreSQL returns current locked rows but old joined rows. Waiting and
        // requesting businesses are locked in one order, so that two nodes cannot deadlock.
        await using var batch = new NpgsqlBatch(_connection);
        Add(
            batch,
            $"""
            SELECT id, row_version, phone_number, closed_at IS NOT NULL FROM businesses
            WHERE id = ANY({AskingAndWaiting}) ORDER BY id FOR NO KEY UPDATE
            """,
            ids
        );
        Add(batch, "SELECT assigned_to, assigned_at FROM toll_free_numbers WHERE assigned_to = ANY($1)", ids);
        Add(batch, "SELECT business_id, asked_by FROM " + HeadOfLine);
        Add(
            batch,
            $"""
            SELECT business_id, MAX(held_until) FROM number_assignments
            WHERE business_id = ANY({AskingAndWaiting}) AND held_until IS NOT NULL GROUP BY business_id
            """,
            ids
        );
        Add(batch, candidatesSql, ids);

        var businesses = new Dictionary<Guid, AskingBusiness>(ids.Length);
        await using var reader = await batch.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            businesses[reader.GetGuid(0)] = new(
                reader.GetGuid(0),
                reader.GetInt64(1),
                reader.IsDBNull(2) ? null : reader.GetString(2),
                AssignedAt: null,
                LastHeldUntil: null,
                reader.GetBoolean(3)
            );
        }

        await reader.NextResultAsync();
        while (await reader.ReadAsync())
            if (businesses.TryGetValue(reader.GetGuid(0), out var business))
                businesses[business.Id] = business with { AssignedAt = reader.GetFieldValue<DateTimeOffset>(1) };

        var waiting = new List<WaitingPlace>();
        await reader.NextResultAsync();
        while (await reader.ReadAsync())
            waiting.Add(new(reader.GetGuid(0), reader.GetString(1)));

        await reader.NextResultAsync();
        while (await reader.ReadAsync())
            if (businesses.TryGetValue(reader.GetGuid(0), out var business))
                businesses[business.Id] = business with { LastHeldUntil = reader.GetFieldValue<DateTimeOffset>(1) };

        await reader.NextResultAsync();
        await AddCandidatesAsync(reader, candidates);
        return new Demand(businesses, waiting, candidates);
    }

    /// <summary>Adds numbers with a warning if no others are available. Waits for locked ones: in every transaction they are locked
    /// last.</summary>
    private async Task AddWarnedAsync(int count, List<Candidate> candidates)
    {
        await using var warned = Command(
            """
            SELECT id, number, row_version, available_since FROM toll_free_numbers
            WHERE available_since IS NOT NULL AND warning IS NOT NULL ORDER BY available_since, number LIMIT $1 FOR NO KEY UPDATE
            """,
            count
        );
        await using var reader = await warned.ExecuteReaderAsync();
        await AddCandidatesAsync(reader, candidates);
    }

    private static async Task AddCandidatesAsync(NpgsqlDataReader reader, List<Candidate> candidates)
    {
        while (await reader.ReadAsync())
            candidates.Add(new(reader.GetGuid(0), reader.GetString(1), reader.GetInt64(2), reader.GetFieldValue<DateTimeOffset>(3)));
    }

    public override async Task<bool> WasAnsweredAsync(IdempotentRequest request)
    {
        await using var command = Command("SELECT 1 FROM idempotency_keys WHERE caller = $1 AND key = $2", request.Caller, request.Key);
        return await command.ExecuteScalarAsync() is not null;
    }

    public override async Task WriteAsync(IReadOnlyList<Allocation> allocations)
    {
        var numberIds = allocations.Select(a => a.Number.Id).ToArray();
        var numbers = allocations.Select(a => a.Number.Number).ToArray();
        var numberVersions = allocations.Select(a => a.Number.RowVersion).ToArray();
        var businessIds = allocations.Select(a => a.Business.Id).ToArray();
        var businessVersions = allocations.Select(a => a.Business.RowVersion).ToArray();
        var actors = allocations.Select(a => a.Recipient.AskedBy).ToArray();
        var reasons = allocations.Select(a => a.Reason).ToArray();
        var times = allocations.Select(a => a.At.UtcDateTime).ToArray();

        await using var batch = new NpgsqlBatch(_connection);
        Add(
            batch,
            """
            UPDATE toll_free_numbers t
            SET status = 'assigned', assigned_to = v.business, assigned_at = v.at, available_since = NULL, row_version = t.row_version + 1
            FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::timestamptz[]) AS v(id, version, business, at)
            WHERE t.id = v.id AND t.row_version = v.version
            """,
            numberIds,
            numberVersions,
            businessIds,
            times
        );
        Add(
            batch,
            """
            UPDATE businesses b SET phone_number = v.number, row_version = b.row_version + 1
            FROM unnest($1::uuid[], $2::bigint[], $3::text[]) AS v(id, version, number)
            WHERE b.id = v.id AND b.row_version = v.version
            """,
            businessIds,
            businessVersions,
            numbers
        );
        Add(
            batch,
            """
            INSERT INTO number_assignments (id, number, business_id, held_from, assigned_by, assign_reason)
            SELECT v.id, v.number, v.business, v.at, v.actor, v.reason
            FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::timestamptz[], $6::text[])
                AS v(id, number, business, actor, at, reason)
            """,
            allocations.Select(a => a.LedgerId).ToArray(),
            numbers,
            businessIds,
            actors,
            times,
            reasons
        );
        Add(
            batch,
            $"""
            INSERT INTO audit_events (id, at, actor, action, record_type, record_id, number, business_id, row_version, business_row_version,
                before, after, request_id, reason)
            SELECT v.id, v.at, v.actor, 'number.assigned', 'number', v.record, v.number, v.business, v.version + 1,
                v.business_version + 1, '{Before}', '{After}', v.request, v.reason
            FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[],
                $5::uuid[], $6::bigint[], $7::bigint[], $8::text[], $9::timestamptz[], $10::text[])
                AS v(id, actor, record, number, business, version, business_version, request, at, reason)
            """,
            allocations.Select(a => a.EventId).ToArray(),
            actors,
            numberIds,
            numbers,
            businessIds,
            numberVersions,
            businessVersions,
            allocations.Select(a => a.RequestId).ToArray(),
            times,
            reasons
        );
        var versioned = batch.BatchCommands.Cast<NpgsqlBatchCommand>().ToArray();
        Add(batch, StockDelta.PostgresUpsert, StockOf(allocations).PostgresValues());
        await batch.ExecuteNonQueryAsync();
        if (versioned.Any(c => c.RecordsAffected != allocations.Count))
            throw new DbUpdateConcurrencyException("A row changed between reading and writing.");
    }

    public override async Task RemoveWaitingAsync(IReadOnlyCollection<Guid> businessIds)
    {
        await using var command = Command("DELETE FROM waiting_list WHERE business_id = ANY($1)", businessIds.ToArray());
        await command.ExecuteNonQueryAsync();
    }

    public override async Task<HashSet<Guid>> FindWaitingAsync(IReadOnlyCollection<Guid> businessIds)
    {
        await using var command = Command("SELECT business_id FROM waiting_list WHERE business_id = ANY($1)", businessIds.ToArray());
        await using var reader = await command.ExecuteReaderAsync();
        var found = new HashSet<Guid>();
        while (await reader.ReadAsync())
            found.Add(reader.GetGuid(0));
        return found;
    }

    public override async Task JoinAsync(IReadOnlyList<Joining> joinings)
    {
        var ids = joinings.Select(j => j.Business.Id).ToArray();
        var versions = joinings.Select(j => j.Business.RowVersion).ToArray();
        var actors = joinings.Select(j => j.Request.Actor.Name).ToArray();
        var times = joinings.Select(j => j.At.UtcDateTime).ToArray();
        await using var batch = new NpgsqlBatch(_connection);
        Add(
            batch,
            """
            UPDATE businesses b SET row_version = b.row_version + 1
            FROM unnest($1::uuid[], $2::bigint[]) AS v(id, version) WHERE b.id = v.id AND b.row_version = v.version
            """,
            ids,
            versions
        );
        Add(
            batch,
            """
            INSERT INTO waiting_list (business_id, asked_at, asked_by)
            SELECT v.id, v.at, v.actor FROM unnest($1::uuid[], $2::timestamptz[], $3::text[]) AS v(id, at, actor)
            """,
            ids,
            times,
            actors
        );
        Add(
            batch,
            """
            INSERT INTO audit_events (id, at, actor, action, record_type, record_id, business_id, row_version, request_id)
            SELECT v.id, v.at, v.actor, 'business.waits', 'business', v.business, v.business, v.version + 1, v.request
            FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::uuid[], $5::bigint[], $6::text[])
                AS v(id, at, actor, business, version, request)
            """,
            joinings.Select(j => j.EventId).ToArray(),
            times,
            actors,
            ids,
            versions,
            joinings.Select(j => j.Request.Actor.RequestId).ToArray()
        );
        await batch.ExecuteNonQueryAsync();
        if (batch.BatchCommands.Cast<NpgsqlBatchCommand>().Any(c => c.RecordsAffected != joinings.Count))
            throw new DbUpdateConcurrencyException("A business changed between reading and writing.");
    }

    public override async Task SaveAnswerAsync(IdempotentRequest request, SavedAnswer answer, DateTimeOffset now)
    {
        await using var command = Command(
            """
            INSERT INTO idempotency_keys (caller, key, request_hash, status_code, body, etag, location, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            request.Caller,
            request.Key,
            request.RequestHash,
            answer.StatusCode,
            answer.Body,
            (object?)answer.ETag ?? DBNull.Value,
            (object?)answer.Location ?? DBNull.Value,
            now
        );
        await command.ExecuteNonQueryAsync();
    }

    public override async Task<(long Count, DateTimeOffset? Next)> ReadQuarantineAsync()
    {
        await using var command = Command(
            """
            SELECT (SELECT COALESCE(SUM(count), 0)::bigint FROM number_counts WHERE status = 'quarantined'),
                   (SELECT MIN(quarantined_until) FROM toll_free_numbers WHERE quarantined_until IS NOT NULL)
            """
        );
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1));
    }

    public override async Task CommitAsync(Guid? eventId)
    {
        try
        {
            await _transaction!.CommitAsync();
        }
        catch (Exception error) when (eventId is not null && DatabaseErrors.IsUnavailable(error))
        {
            await ResetAsync();
            if (!await CommitLookup.FindAsync(database, eventId.Value))
                throw;
            return;
        }

        await _transaction.DisposeAsync();
        _transaction = null;
    }

    public override async Task ResetAsync()
    {
        var (transaction, connection) = (_transaction, _connection);
        (_transaction, _connection) = (null, null);
        try
        {
            if (transaction is not null)
                await transaction.DisposeAsync();
            if (connection is not null)
                await connection.DisposeAsync();
        }
        catch (DbException)
        {
            // A broken connection cannot be closed cleanly.
        }
    }

    public override async ValueTask DisposeAsync() => await ResetAsync();

    private NpgsqlCommand Command(string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlCommand(sql, _connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        batch.BatchCommands.Add(command);
    }
}
