using System.Threading.Channels;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;

namespace AdminPortal.Services.Provisioning;

/// <summary>Assigns the next available number to a business. Concurrent callers are served in one transaction (group commit), which shares
/// the cost of the disk flush and avoids contention for the first row. Each row is still guarded by its <c>row_version</c>: with another
/// process on the same database the loser of a race takes the next candidate.</summary>
public sealed class ProvisioningService : IAsyncDisposable
{
    /// <summary>Most requests in one transaction. As many candidates are read, so a batch does not race with itself.</summary>
    private const int MostInBatch = 64;

    /// <summary>With a longer queue callers are refused immediately: they would wait longer than their timeout.</summary>
    private const int MostWaiting = 20_000;

    /// <summary>How often a batch is tried after lost races or broken connections.</summary>
    private const int MostTries = 6;

    /// <summary>The longest batch delay: a fraction of a commit's duration.</summary>
    private static readonly TimeSpan s_gathering = TimeSpan.FromMilliseconds(1);

    private readonly PortalDatabase _database;
    private readonly ProvisioningStore _store;
    private readonly QuarantineService _quarantines;
    private readonly ChangeFeed _feed;
    private readonly TimeProvider _clock;
    private readonly ILogger<ProvisioningService> _log;
    private readonly WriteGate _gate;
    private readonly Channel<ProvisioningRequest> _waiting = Channel.CreateBounded<ProvisioningRequest>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
    );

    private readonly Lazy<Task> _writer;
    private int _callers;

    /// <summary>Released when as many requests are queued as the writer waits for; that number is <see cref="_expected"/>.</summary>
    private readonly SemaphoreSlim _gathered = new(0);
    private int _expected = int.MaxValue;
    private long _batches;
    private long _retries;

    public ProvisioningService(
        PortalDatabase database,
        NumberSettings settings,
        WriteGate gate,
        QuarantineService quarantines,
        ChangeFeed feed,
        TimeProvider clock,
        ILogger<ProvisioningService> log
    )
    {
        (_database, _gate, _quarantines, _feed, _clock, _log) = (database, gate, quarantines, feed, clock, log);
        _store = database.IsSqlite ? new SqliteProvisioningStore(database, settings) : new PostgresProvisioningStore(database, settings);
        _writer = new Lazy<Task>(() => Task.Run(ServeAsync));
    }

    /// <summary>Transactions so far, and how many of them were repeated after a lost race.</summary>
    internal (long Batches, long Retries) Counters => (Interlocked.Read(ref _batches), Interlocked.Read(ref _retries));

    /// <summary>Assigns the number that has been available longest, numbers with a warning last or never (<c>Numbers:Warned</c>); returns
    /// the same number again if the business has one. A business requests for itself, an admin for any. The waiting list is served
    /// first.</summary>
    /// <param name="businessId">Null means the actor's own business.</param>
    /// <param name="wait"> Whether it joins the waiting list if none is available, in the same transaction. It keeps its place if it is
    /// already waiting, and gets a number automatically in the order of joining. </param>
    /// <returns>The number; <see cref="Refusal.NoneAvailable"/> if none is available; <see cref="Refusal.NotFound"/> for a business that
    /// does not exist or is not the caller's; <see cref="Refusal.InvalidTransition"/> for a closed one; <see cref="Refusal.Unavailable"/>
    /// if the database cannot be written. Cancelling ends the wait, not an assignment in progress: another request returns the same
    /// number.</returns>
    public async Task<Outcome<Provisioned>> ProvisionAsync(Actor actor, Guid? businessId, bool wait, CancellationToken cancel)
    {
        if (actor.Role is PortalRole.Support or PortalRole.Viewer)
            return new Refusal.NotAllowed("provision numbers; assign one instead");
        if (actor is { Role: PortalRole.Business, BusinessId: null })
            return new Refusal.NotAllowed("provision numbers");
        if ((businessId ?? actor.BusinessId) is not { } business)
            return new Refusal.Invalid("business_id", "'business_id' is required.");
        if (!actor.MaySee(business))
            return new Refusal.NotFound("such business");
        if (await SessionChecks.FaultAsync(_database, actor, cancel) is { } fallen)
            return fallen;

        var outcome = await AskAsync(new ProvisioningRequest(actor, business, wait), cancel);
        if (outcome.Refusal is not Refusal.NoneAvailable { NextAvailableAt: { } next } || next > _clock.GetUtcNow())
            return outcome;

        // A quarantine may be over before the background job has ended it.
        await _quarantines.EndDueAsync(Actor.System, cancel);
        return await AskAsync(new ProvisioningRequest(actor, business, wait), cancel);
    }

    /// <summary>The same without joining the waiting list.</summary>
    public Task<Outcome<Provisioned>> ProvisionAsync(Actor actor, Guid? businessId, CancellationToken cancel) =>
        ProvisionAsync(actor, businessId, wait: false, cancel);

    /// <summary>Assigns available numbers to waiting businesses until either runs out.</summary>
    /// <returns>Null, or that the database cannot be written.</returns>
    internal async Task<Refusal.Unavailable?> ServeWaitingAsync(CancellationToken cancel) =>
        (await AskAsync(ProvisioningRequest.ForThoseWhoWait(), cancel)).Refusal as Refusal.Unavailable;

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        if (_writer.IsValueCreated)
            await _writer.Value;
        await _store.DisposeAsync();
    }

    private async Task<Outcome<Provisioned>> AskAsync(ProvisioningRequest request, CancellationToken cancel)
    {
        if (!_waiting.Writer.TryWrite(request))
            return new Refusal.Unavailable();
        _ = _writer.Value;
        if (_waiting.Reader.Count == Volatile.Read(ref _expected))
            _gathered.Release();
        return await request.Answer.WaitAsync(cancel);
    }

    private async Task ServeAsync()
    {
        var requests = new List<ProvisioningRequest>(MostInBatch);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            await GatherAsync();
            using (var turn = await TurnAsync())
            {
                // Read after the lock is held, so that all requests that arrived while another writer was busy share one commit.
                while (requests.Count < MostInBatch && _waiting.Reader.TryRead(out var request))
                    requests.Add(request);
                if (turn.Fault is { } fault)
                    Answer(requests, fault);
                else
                    await ServeAsync(requests, turn.Left);
            }

            // The callers just answered and those already queued.
            _callers = requests.Count + _waiting.Reader.Count;
            requests.Clear();
        }
    }

    /// <summary>Gives callers that were just answered a moment to send their next request, so that they share the next commit: two half
    /// batches cost nearly twice as much as one. A single caller never waits here. The wait takes no processor: callers need it.</summary>
    private async Task GatherAsync()
    {
        // Signals of an earlier wait: two callers may have seen the expected number, or one after the time was over.
        while (_gathered.Wait(0)) { }

        var expected = Math.Min(_callers, MostInBatch);
        Volatile.Write(ref _expected, expected);
        if (_waiting.Reader.Count < expected)
            await _gathered.WaitAsync(s_gathering);
        Volatile.Write(ref _expected, int.MaxValue);
    }

    private async Task<Turn> TurnAsync()
    {
        try
        {
            // The first has waited longest, for example while another process held the lock.
            var age = _waiting.Reader.TryPeek(out var first) ? first.Age : TimeSpan.Zero;
            return new Turn(await _gate.EnterAsync(DatabaseSettings.WriteWait - age, CancellationToken.None), null);
        }
        catch (DatabaseUnavailableException error)
        {
            return new Turn(null, error);
        }
    }

    private async Task ServeAsync(List<ProvisioningRequest> requests, TimeSpan patience)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                while (!await RunAsync(requests, patience))
                    attempt = 1;
                return;
            }
            catch (Exception error)
            {
                await _store.ResetAsync();
                Interlocked.Increment(ref _retries);

                // A commit that took place is found again, so repeating after this error assigns nothing twice.
                var isWorthIt = DatabaseErrors.IsLostRace(error) || (_store.CanReconnect && DatabaseErrors.IsUnavailable(error));
                if (!isWorthIt || attempt == MostTries)
                {
                    Answer(requests, error);
                    return;
                }

                await Task.Delay(Chance.Between(1, 20 * attempt));
            }
        }
    }

    /// <returns>Whether the callers were answered; if not, more waiting businesses must be served first.</returns>
    private async Task<bool> RunAsync(List<ProvisioningRequest> requests, TimeSpan patience)
    {
        Interlocked.Increment(ref _batches);
        var batch = new ProvisioningBatch(_store, requests, _clock);
        var isAnswered = await batch.RunAsync(patience);

        // Published before the response, as after any other write, so that pages of this process know the change by then.
        foreach (var change in batch.Changes)
            _feed.Publish(change);
        if (isAnswered)
            batch.Answer();
        return isAnswered;
    }

    private void Answer(List<ProvisioningRequest> requests, Exception error)
    {
        var isUnknown = error is CommitUnknownException;
        var isExpected = isUnknown || DatabaseErrors.IsUnavailable(error) || DatabaseErrors.IsLostRace(error);
        _log.LogWarning(error, "No number could be assigned to {Count} callers", requests.Count);
        foreach (var request in requests)
        {
            if (isExpected)
                request.Complete(new Refusal.Unavailable(MayHaveHappened: isUnknown));
            else
                request.Fail(error);
        }
    }

    private readonly struct Turn(WriteGate.Turn? turn, Exception? fault) : IDisposable
    {
        public Exception? Fault { get; } = fault;

        public TimeSpan Left => turn?.Left ?? DatabaseSettings.WriteWait;

        public void Dispose() => turn?.Dispose();
    }
}
