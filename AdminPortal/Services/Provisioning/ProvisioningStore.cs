using AdminPortal.Data.Entities;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;

namespace AdminPortal.Services.Provisioning;

/// <summary>The statements of a provisioning batch in each database's own SQL: parameterised SQL is six times as fast as EF here. One
/// writer uses it at a time.</summary>
internal abstract class ProvisioningStore : IAsyncDisposable
{
    /// <summary>Most waiting businesses served in one transaction.</summary>
    public const int MostInLine = 64;

    /// <summary>The fields of the audit events; the same as in the number service.</summary>
    protected const string Before = """{"status":"available"}""";
    protected const string After = """{"status":"assigned"}""";

    /// <summary>Whether reconnecting is worthwhile: a server comes back; waiting for a locked file has already been tried.</summary>
    public abstract bool CanReconnect { get; }

    /// <param name="patience">Longest wait for another process's lock.</param>
    public abstract Task BeginAsync(TimeSpan patience);

    /// <summary>Reads the waiting list, the state of waiting and given businesses, and numbers for those that have none.</summary>
    public abstract Task<Demand> ReadAsync(IReadOnlyCollection<Guid> businessIds);

    /// <summary>Whether a response for the request's idempotency key exists.</summary>
    public abstract Task<bool> WasAnsweredAsync(IdempotentRequest request);

    /// <summary>Writes numbers, businesses, ledger, audit and counts, checking the version of every row.</summary>
    /// <exception cref="Microsoft.EntityFrameworkCore.DbUpdateConcurrencyException">A row has another version than the one
    /// read.</exception>
    public abstract Task WriteAsync(IReadOnlyList<Allocation> allocations);

    /// <summary>Removes businesses from the waiting list.</summary>
    public abstract Task RemoveWaitingAsync(IReadOnlyCollection<Guid> businessIds);

    /// <summary>Which of these businesses are on the waiting list.</summary>
    public abstract Task<HashSet<Guid>> FindWaitingAsync(IReadOnlyCollection<Guid> businessIds);

    /// <summary>Adds businesses to the waiting list, with their events. This increments the business's version: its record shows that it
    /// waits, and a concurrent manual assignment must read again.</summary>
    /// <exception cref="Microsoft.EntityFrameworkCore.DbUpdateConcurrencyException">A row has another version than the one
    /// read.</exception>
    public abstract Task JoinAsync(IReadOnlyList<Joining> joinings);

    /// <summary>The effect of the assignments on the counts.</summary>
    protected static StockDelta StockOf(IReadOnlyList<Allocation> allocations)
    {
        var stock = new StockDelta(StockDelta.ProvisioningStripe);
        foreach (var allocation in allocations)
            stock.Move(E164.ParseExact(allocation.Number.Number).Prefix, NumberStatus.Available, NumberStatus.Assigned);
        return stock;
    }

    public abstract Task SaveAnswerAsync(IdempotentRequest request, SavedAnswer answer, DateTimeOffset now);

    /// <summary>How many numbers are in quarantine, and when the first one becomes available.</summary>
    public abstract Task<(long Count, DateTimeOffset? Next)> ReadQuarantineAsync();

    /// <summary>Commits; also succeeds if the connection broke during a commit that took place.</summary>
    /// <param name="eventId">An event of the transaction, by which a commit without a response is looked up; null if it has none.</param>
    /// <exception cref="CommitUnknownException">The connection broke, and the database did not become available in time.</exception>
    public abstract Task CommitAsync(Guid? eventId);

    /// <summary>Drops an open transaction and its connection after an error; the next batch starts with a new one.</summary>
    public abstract Task ResetAsync();

    public abstract ValueTask DisposeAsync();
}
