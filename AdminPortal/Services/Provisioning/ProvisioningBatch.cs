using AdminPortal.Data;

namespace AdminPortal.Services.Provisioning;

/// <summary>One transaction that serves the requests waiting at its moment. Answers are given after the commit, never before.</summary>
internal sealed class ProvisioningBatch(ProvisioningStore store, IReadOnlyList<ProvisioningRequest> requests, TimeProvider clock)
{
    private readonly Outcome<Provisioned>[] _outcomes = new Outcome<Provisioned>[requests.Count];
    private readonly List<Allocation> _allocations = [];
    private DateTimeOffset _now;

    /// <summary>For each idempotency key of the batch the first request that carries it.</summary>
    private readonly Dictionary<(string Caller, string Key), int> _promised = [];

    /// <summary>What listeners are told once it is committed.</summary>
    public IEnumerable<PortalChange> Changes => _allocations.Count == 0 ? [] :
    [
        new PortalChange(ChangeKind.Numbers, [.. _allocations.Select(a => a.Number.Id)]),
        new PortalChange(ChangeKind.Businesses, [.. _allocations.Select(a => a.Business.Id)]),
    ];

    public async Task RunAsync()
    {
        await store.BeginAsync();

        // Read after the wait for another process's transaction, so that what follows it is not dated before it.
        _now = clock.UtcNowMicroseconds();
        var demand = await store.ReadAsync(requests.Select(r => r.BusinessId).ToHashSet());
        var asking = await FindAskingAsync(demand.Businesses);
        foreach (var ((business, request), number) in asking.Zip(demand.Candidates))
            _allocations.Add(Allocation.Of(request, business, number, _now));
        if (_allocations.Count > 0)
            await store.WriteAsync(_allocations);

        await DecideAsync(asking.Count > _allocations.Count);
        await store.CommitAsync();
    }

    /// <summary>Gives every caller its outcome.</summary>
    public void Answer()
    {
        for (var i = 0; i < requests.Count; i++)
            requests[i].Complete(_outcomes[i]);
    }

    /// <summary>The businesses that need a number, each once, in the order of asking.</summary>
    private async Task<List<(AskingBusiness Business, ProvisioningRequest Request)>> FindAskingAsync(IReadOnlyDictionary<Guid, AskingBusiness> known)
    {
        var asking = new List<(AskingBusiness, ProvisioningRequest)>(requests.Count);
        var seen = new HashSet<Guid>();
        for (var i = 0; i < requests.Count; i++)
        {
            var request = requests[i];
            if (request.Actor.Idempotency is { } promise && _promised.TryAdd((promise.Caller, promise.Key), i) && await store.WasAnsweredAsync(promise))
                _outcomes[i] = new Refusal.AnsweredBefore();
            else if (SentTwice(i) is not null)
                continue;
            else if (!known.TryGetValue(request.BusinessId, out var business))
                _outcomes[i] = new Refusal.NotFound("such business");
            else if (business.PhoneNumber is { } number)
                _outcomes[i] = new Provisioned(business.Id, number, business.AssignedAt ?? _now, IsNew: false);
            else if (seen.Add(business.Id))
                asking.Add((business, request));
        }

        return asking;
    }

    /// <summary>The request of this batch that carries the same idempotency key and came first; null when none did.</summary>
    private int? SentTwice(int index) =>
        requests[index].Actor.Idempotency is { } promise && _promised[(promise.Caller, promise.Key)] is var first && first != index ? first : null;

    private async Task DecideAsync(bool someGetNone)
    {
        var given = _allocations.ToDictionary(a => a.Business.Id);
        var none = someGetNone ? await store.ReadQuarantineAsync() : default;
        for (var i = 0; i < requests.Count; i++)
        {
            if (SentTwice(i) is { } first)
            {
                var isSame = requests[i].Actor.Idempotency!.RequestHash.AsSpan().SequenceEqual(requests[first].Actor.Idempotency!.RequestHash);
                _outcomes[i] = isSame ? _outcomes[first] : new Refusal.KeyReused();
                continue;
            }

            if (_outcomes[i] is null)
                _outcomes[i] = given.TryGetValue(requests[i].BusinessId, out var allocation)
                    ? new Provisioned(allocation.Business.Id, allocation.Number.Number, allocation.At, IsNew: ReferenceEquals(allocation.Request, requests[i]))
                    : new Refusal.NoneAvailable(none.Count, none.Next);

            if (_outcomes[i] is { IsDone: true } outcome && requests[i].Actor.Idempotency is { } promise)
                await store.SaveAnswerAsync(promise, promise.Answer(outcome.Value), _now);
        }
    }
}
