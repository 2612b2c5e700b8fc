namespace AdminPortal.Services.Provisioning;

/// <summary>A business that asks, as the transaction sees it.</summary>
internal readonly record struct AskingBusiness(Guid Id, long RowVersion, string? PhoneNumber, DateTimeOffset? AssignedAt);

/// <summary>A free number, as the transaction sees it.</summary>
internal readonly record struct Candidate(Guid Id, string Number, long RowVersion);

/// <summary>One number for one business, to be written.</summary>
internal sealed record Allocation(ProvisioningRequest Request, AskingBusiness Business, Candidate Number, Guid LedgerId, Guid EventId);

/// <summary>
/// The statements of a provisioning batch, in one database's own SQL: the hot place where parameterised SQL is six times as fast as EF.
/// One writer uses it at a time.
/// </summary>
internal abstract class ProvisioningStore : IAsyncDisposable
{
    /// <summary>The fields of the audit's events, the same words that the assignment service writes.</summary>
    protected const string Before = """{"status":"available"}""";
    protected const string After = """{"status":"assigned"}""";

    /// <summary>Whether a broken connection is worth another try: a server comes back, a locked file has been waited for already.</summary>
    public abstract bool CanReconnect { get; }

    public abstract Task BeginAsync();

    /// <summary>The businesses that exist among <paramref name="ids"/>.</summary>
    public abstract Task<IReadOnlyDictionary<Guid, AskingBusiness>> ReadBusinessesAsync(IReadOnlyCollection<Guid> ids);

    /// <summary>Up to <paramref name="count"/> free numbers, those that have been free longest first.</summary>
    public abstract Task<IReadOnlyList<Candidate>> ReadCandidatesAsync(int count);

    /// <summary>Whether the request was answered before, by its idempotency key.</summary>
    public abstract Task<bool> WasAnsweredAsync(IdempotentRequest request);

    /// <summary>
    /// Writes numbers, businesses, ledger, audit and kept counts, every row checked on its version.
    /// </summary>
    /// <exception cref="Microsoft.EntityFrameworkCore.DbUpdateConcurrencyException">A row is not the version that was read.</exception>
    public abstract Task WriteAsync(IReadOnlyList<Allocation> allocations, DateTimeOffset now);

    public abstract Task SaveAnswerAsync(IdempotentRequest request, SavedAnswer answer, DateTimeOffset now);

    /// <summary>How many numbers rest, and until when the first of them.</summary>
    public abstract Task<(long Count, DateTimeOffset? Next)> ReadQuarantineAsync();

    public abstract Task CommitAsync();

    /// <summary>Drops an open transaction and its connection after a fault; the next batch starts afresh.</summary>
    public abstract Task ResetAsync();

    public abstract ValueTask DisposeAsync();
}
