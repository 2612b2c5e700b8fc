using AdminPortal.Data.Entities;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;

namespace AdminPortal.Services.Provisioning;

/// <summary>
/// The statements of a provisioning batch, in one database's own SQL: the hot place where parameterised SQL is six times as fast as EF.
/// One writer uses it at a time.
/// </summary>
internal abstract class ProvisioningStore : IAsyncDisposable
{
    /// <summary>So many of those who wait are served in one transaction.</summary>
    public const int MostInLine = 64;

    /// <summary>The fields of the audit's events, the same words that the assignment service writes.</summary>
    protected const string Before = """{"status":"available"}""";
    protected const string After = """{"status":"assigned"}""";

    /// <summary>Whether a broken connection is worth another try: a server comes back, a locked file has been waited for already.</summary>
    public abstract bool CanReconnect { get; }

    /// <param name="patience">How long it may wait for another process's lock.</param>
    public abstract Task BeginAsync(TimeSpan patience);

    /// <summary>Who waits, what those and these businesses have, and numbers for those of them that have none.</summary>
    public abstract Task<Demand> ReadAsync(IReadOnlyCollection<Guid> businessIds);

    /// <summary>Whether the request was answered before, by its idempotency key.</summary>
    public abstract Task<bool> WasAnsweredAsync(IdempotentRequest request);

    /// <summary>
    /// Writes numbers, businesses, ledger, audit and kept counts, every row checked on its version.
    /// </summary>
    /// <exception cref="Microsoft.EntityFrameworkCore.DbUpdateConcurrencyException">A row is not the version that was read.</exception>
    public abstract Task WriteAsync(IReadOnlyList<Allocation> allocations);

    /// <summary>Takes businesses off the waiting list.</summary>
    public abstract Task RemoveWaitingAsync(IReadOnlyCollection<Guid> businessIds);

    /// <summary>Which of these businesses are on the waiting list.</summary>
    public abstract Task<HashSet<Guid>> FindWaitingAsync(IReadOnlyCollection<Guid> businessIds);

    /// <summary>
    /// Puts businesses on the waiting list, with their events. A business's version is raised with it: its record tells that it waits,
    /// and somebody who assigns a number to it at the same moment must read again.
    /// </summary>
    /// <exception cref="Microsoft.EntityFrameworkCore.DbUpdateConcurrencyException">A row is not the version that was read.</exception>
    public abstract Task JoinAsync(IReadOnlyList<Joining> joinings);

    /// <summary>What the allocations do to the kept counts.</summary>
    protected static StockDelta StockOf(IReadOnlyList<Allocation> allocations)
    {
        var stock = new StockDelta(StockDelta.ProvisioningStripe);
        foreach (var allocation in allocations)
            stock.Move(E164.ParseExact(allocation.Number.Number).Prefix, NumberStatus.Available, NumberStatus.Assigned);
        return stock;
    }

    public abstract Task SaveAnswerAsync(IdempotentRequest request, SavedAnswer answer, DateTimeOffset now);

    /// <summary>How many numbers rest, and until when the first of them.</summary>
    public abstract Task<(long Count, DateTimeOffset? Next)> ReadQuarantineAsync();

    /// <summary>Commits; returns also where the connection broke during a commit that took place.</summary>
    /// <param name="eventId">An event of the transaction, by which a commit without an answer is found again; null when it has
    /// none.</param>
    /// <exception cref="CommitUnknownException">The connection broke, and the database did not come back to say.</exception>
    public abstract Task CommitAsync(Guid? eventId);

    /// <summary>Drops an open transaction and its connection after a fault; the next batch starts afresh.</summary>
    public abstract Task ResetAsync();

    public abstract ValueTask DisposeAsync();
}
