using System.Diagnostics;
using System.Threading.Channels;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;

namespace AdminPortal.Services.Provisioning;

/// <summary>
/// Gives a business the next free number. Callers that wait at the same moment are served in one transaction (group commit), each
/// row still guarded by its <c>row_version</c>, so that the price of the disk's flush is shared and no two callers fight for the
/// first row; another process on the same database is detected by the versions, and the loser takes the next candidate.
/// </summary>
public sealed class ProvisioningService : IAsyncDisposable
{
    /// <summary>Requests served in one transaction at the most: as many candidates are read, so a batch never fights itself.</summary>
    private const int MostInBatch = 64;

    /// <summary>More waiting callers than this are sent away at once: they would wait longer than they listen.</summary>
    private const int MostWaiting = 20_000;

    /// <summary>How often a batch is done again after losing a race or its connection.</summary>
    private const int MostTries = 6;

    /// <summary>The longest that a batch waits for callers to come back: a fraction of what its commit takes.</summary>
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

    /// <summary>Transactions so far, and how many of them were done again because another process was faster.</summary>
    internal (long Batches, long Retries) Counters => (Interlocked.Read(ref _batches), Interlocked.Read(ref _retries));

    /// <summary>
    /// Gives the business the number that has been free longest, those with a warning last or never (<c>Numbers:Warned</c>); the same
    /// number
    /// again when it has one.
    /// A business asks for itself, an admin for any. Those on the waiting list come first.
    /// </summary>
    /// <param name="businessId">Null means the actor's own business.</param>
    /// <param name="wait">
    /// Whether it joins the waiting list when none is free, in the same transaction; a business that is on it keeps its place. It then
    /// gets a number automatically, in the order of joining.
    /// </param>
    /// <returns>
    /// The number; <see cref="Refusal.NoneAvailable"/> when none is free; <see cref="Refusal.NotFound"/> for a business that does not
    /// exist or is not the caller's; <see cref="Refusal.Unavailable"/> when the database cannot take it. Cancelling stops the
    /// waiting, not an assignment that is under way: asking again gives the same number.
    /// </returns>
    public async Task<Outcome<Provisioned>> ProvisionAsync(Actor actor, Guid? businessId, bool wait, CancellationToken cancel)
    {
        if (actor.Role == PortalRole.Support)
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

        // A number's rest is over and the clock has not come round to it yet.
        await _quarantines.EndDueAsync(Actor.System, cancel);
        return await AskAsync(new ProvisioningRequest(actor, business, wait), cancel);
    }

    /// <summary>The same for a business that does not want to wait.</summary>
    public Task<Outcome<Provisioned>> ProvisionAsync(Actor actor, Guid? businessId, CancellationToken cancel) =>
        ProvisionAsync(actor, businessId, wait: false, cancel);

    /// <summary>Gives free numbers to those on the waiting list, until there are no more of either.</summary>
    /// <returns>Null, or that the database cannot be written now.</returns>
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
                // Taken after the turn has come, so that all who arrived while another writer was busy share one commit.
                while (requests.Count < MostInBatch && _waiting.Reader.TryRead(out var request))
                    requests.Add(request);
                if (turn.Fault is { } fault)
                    Answer(requests, fault);
                else
                    await ServeAsync(requests, turn.Left);
            }

            // The callers just answered and those already waiting.
            _callers = requests.Count + _waiting.Reader.Count;
            requests.Clear();
        }
    }

    /// <summary>
    /// Gives callers that were just answered a moment to ask again, so that they share the next commit instead of the one after:
    /// two half batches cost nearly twice one whole. A single caller never waits here.
    /// </summary>
    private async Task GatherAsync()
    {
        var expected = Math.Min(_callers, MostInBatch);
        var started = Stopwatch.GetTimestamp();
        while (_waiting.Reader.Count < expected && Stopwatch.GetElapsedTime(started) < s_gathering)
            await Task.Yield();
    }

    private async Task<Turn> TurnAsync()
    {
        try
        {
            // The first has waited longest: for the batch before this one, perhaps, while another process held the lock.
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

                // A commit whose answer was lost did not take place, or another error would have come: nobody is served twice.
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

    /// <returns>Whether the callers were answered; if not, more of those who wait are to be served before them.</returns>
    private async Task<bool> RunAsync(List<ProvisioningRequest> requests, TimeSpan patience)
    {
        Interlocked.Increment(ref _batches);
        var batch = new ProvisioningBatch(_store, requests, _clock);
        var isAnswered = await batch.RunAsync(patience);

        // Told first, as after any other write: who has an answer can count on every page of this process having heard.
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
        _log.LogWarning(error, "{Count} callers could not be given a number", requests.Count);
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
