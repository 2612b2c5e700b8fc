using AdminPortal.Data;

namespace AdminPortal.Services.Provisioning;

/// <summary>One transaction that serves the waiting list and then the queued requests. Responses are sent after the commit, never
/// before.</summary>
internal sealed class ProvisioningBatch(ProvisioningStore store, IReadOnlyList<ProvisioningRequest> requests, TimeProvider clock)
{
    private readonly Outcome<Provisioned>[] _outcomes = new Outcome<Provisioned>[requests.Count];
    private readonly List<Allocation> _allocations = [];
    private readonly List<Joining> _joinings = [];
    private DateTimeOffset _now;

    /// <summary>For each idempotency key of the batch, the first request that carries it.</summary>
    private readonly Dictionary<(string Caller, string Key), int> _promised = [];

    private Guid? FirstEventId =>
        _allocations.Count > 0 ? _allocations[0].EventId
        : _joinings.Count > 0 ? _joinings[0].EventId
        : null;

    /// <summary>The changes to publish after the commit.</summary>
    public IEnumerable<PortalChange> Changes
    {
        get
        {
            if (_allocations.Count > 0)
                yield return new PortalChange(ChangeKind.Numbers, [.. _allocations.Select(a => a.Number.Id)]);
            if (_allocations.Count + _joinings.Count > 0)
                yield return new PortalChange(
                    ChangeKind.Businesses,
                    [.. _allocations.Select(a => a.Business.Id), .. _joinings.Select(j => j.Business.Id)]
                );
        }
    }

    /// <returns>Whether the callers have their outcomes. If not, more businesses are waiting than one transaction serves: the callers are
    /// served in another transaction, after the rest of the list.</returns>
    /// <param name="patience">Longest wait for another process's lock.</param>
    public async Task<bool> RunAsync(TimeSpan patience)
    {
        await store.BeginAsync(patience);

        var demand = await store.ReadAsync(requests.Select(r => r.BusinessId).ToHashSet());

        // Taken after the locks, and so after any other process's transaction, so that times never go backwards.
        _now = clock.UtcNowMicroseconds();
        var line = demand.Waiting.Count == 0 ? [] : FindLine(demand);
        var isWholeLine = demand.Waiting.Count < ProvisioningStore.MostInLine && line.Count == demand.Waiting.Count;
        if (!isWholeLine && demand.Candidates.Count >= line.Count)
        {
            await AllocateAsync(line, demand);
            await store.CommitAsync(FirstEventId);
            return false;
        }

        var asking = await FindAskingAsync(demand.Businesses);
        await AllocateAsync(isWholeLine ? Queue(line, asking) : line, demand);
        await DecideAsync(demand.Businesses);
        await store.CommitAsync(FirstEventId);
        return true;
    }

    /// <summary>Completes every caller's request.</summary>
    public void Answer()
    {
        for (var i = 0; i < requests.Count; i++)
            requests[i].Complete(_outcomes[i]);
    }

    /// <summary>The waiting businesses that can be served now, in the order of the list.</summary>
    private List<Recipient> FindLine(Demand demand)
    {
        var line = new List<Recipient>(demand.Waiting.Count);
        foreach (var place in demand.Waiting)
        {
            // A business that joined between the statements is not locked and is served by the next transaction.
            if (!demand.Businesses.TryGetValue(place.BusinessId, out var business))
                break;
            if (business.NeedsNumber)
                line.Add(new Recipient(business, requests.FirstOrDefault(r => r.BusinessId == business.Id), place.AskedBy, Waited: true));
        }

        return line;
    }

    private static List<Recipient> Queue(List<Recipient> line, List<Recipient> asking)
    {
        if (line.Count == 0)
            return asking;
        var waiting = line.Select(t => t.Business.Id).ToHashSet();
        return [.. line, .. asking.Where(t => !waiting.Contains(t.Business.Id))];
    }

    private async Task AllocateAsync(List<Recipient> takers, Demand demand)
    {
        foreach (var (taker, number) in takers.Zip(demand.Candidates))
            _allocations.Add(Allocation.Of(taker, number, _now));
        if (_allocations.Count > 0)
            await store.WriteAsync(_allocations);

        // A business that needs no number leaves the list, however it got one.
        if (demand.Waiting.Count == 0)
            return;
        var served = _allocations
            .Where(a => a.Recipient.Waited)
            .Select(a => a.Business.Id)
            .Concat(
                demand
                    .Waiting.Select(w => w.BusinessId)
                    .Where(id => demand.Businesses.TryGetValue(id, out var business) && !business.NeedsNumber)
            )
            .ToList();
        if (served.Count > 0)
            await store.RemoveWaitingAsync(served);
    }

    /// <summary>The callers' businesses that need a number, each once, in the order of the requests.</summary>
    private async Task<List<Recipient>> FindAskingAsync(IReadOnlyDictionary<Guid, AskingBusiness> known)
    {
        var asking = new List<Recipient>(requests.Count);
        var seen = new HashSet<Guid>();
        for (var i = 0; i < requests.Count; i++)
        {
            var request = requests[i];
            if (
                request.Actor.Idempotency is { } promise
                && _promised.TryAdd((promise.Caller, promise.Key), i)
                && await store.WasAnsweredAsync(promise)
            )
                _outcomes[i] = new Refusal.AlreadyAnswered();
            else if (SentTwice(i) is not null)
                continue;
            else if (!known.TryGetValue(request.BusinessId, out var business))
                _outcomes[i] = new Refusal.NotFound("such business");
            else if (business.IsClosed)
                _outcomes[i] = Refusal.InvalidTransition.Closed("This business");
            else if (business is { PhoneNumber: { } number, AssignedAt: { } since })
                _outcomes[i] = new Provisioned(business.Id, number, since, IsNew: false);
            else if (business.PhoneNumber is not null)
                throw new InvalidOperationException(
                    $"Business {business.Id} has a number that is not assigned to it; 'verify' names the rows."
                );
            else if (seen.Add(business.Id))
                asking.Add(Recipient.Of(request, business));
        }

        return asking;
    }

    /// <summary>An earlier request of this batch with the same idempotency key; null without one.</summary>
    private int? SentTwice(int index) =>
        requests[index].Actor.Idempotency is { } promise && _promised[(promise.Caller, promise.Key)] is var first && first != index
            ? first
            : null;

    private async Task DecideAsync(IReadOnlyDictionary<Guid, AskingBusiness> known)
    {
        var given = _allocations.ToDictionary(a => a.Business.Id);
        var without = Enumerable
            .Range(0, requests.Count)
            .Where(i => _outcomes[i] is null && SentTwice(i) is null && !given.ContainsKey(requests[i].BusinessId))
            .ToList();
        if (without.Count > 0)
            await RefuseAsync(without, known);
        for (var i = 0; i < requests.Count; i++)
        {
            if (SentTwice(i) is { } first)
            {
                var isSame = requests[i]
                    .Actor.Idempotency!.RequestHash.AsSpan()
                    .SequenceEqual(requests[first].Actor.Idempotency!.RequestHash);
                _outcomes[i] = isSame ? _outcomes[first] : new Refusal.IdempotencyKeyReused();
                continue;
            }

            if (_outcomes[i] is null && given.TryGetValue(requests[i].BusinessId, out var allocation))
                _outcomes[i] = new Provisioned(
                    allocation.Business.Id,
                    allocation.Number.Number,
                    allocation.At,
                    IsNew: ReferenceEquals(allocation.Recipient.Request, requests[i])
                );

            if (_outcomes[i] is { IsDone: true } outcome && requests[i].Actor.Idempotency is { } promise)
                await store.SaveAnswerAsync(promise, promise.Answer(outcome.Value), _now);
        }
    }

    /// <summary>Adds unserved businesses that want to wait to the waiting list, in the transaction that found no number for them.</summary>
    private async Task RefuseAsync(IReadOnlyList<int> without, IReadOnlyDictionary<Guid, AskingBusiness> known)
    {
        var quarantine = await store.ReadQuarantineAsync();
        var waiting = await store.FindWaitingAsync(without.Select(i => requests[i].BusinessId).ToHashSet());
        foreach (var request in without.Select(i => requests[i]).Where(r => r.Wait))
            if (waiting.Add(request.BusinessId))
                _joinings.Add(Joining.Of(request, known[request.BusinessId], _now, _joinings.Count));
        if (_joinings.Count > 0)
            await store.JoinAsync(_joinings);
        foreach (var i in without)
            _outcomes[i] = new Refusal.NoneAvailable(quarantine.Count, quarantine.Next, waiting.Contains(requests[i].BusinessId));
    }
}
