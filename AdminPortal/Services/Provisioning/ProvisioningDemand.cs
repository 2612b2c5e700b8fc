using AdminPortal.Data;

namespace AdminPortal.Services.Provisioning;

/// <summary>A requesting business as the transaction sees it.</summary>
internal readonly record struct AskingBusiness(
    Guid Id,
    long RowVersion,
    string? PhoneNumber,
    DateTimeOffset? AssignedAt,
    DateTimeOffset? LastHeldUntil,
    bool IsClosed
)
{
    public bool NeedsNumber => PhoneNumber is null && !IsClosed;
}

/// <summary>An available number as the transaction sees it.</summary>
internal readonly record struct Candidate(Guid Id, string Number, long RowVersion, DateTimeOffset AvailableSince);

/// <summary>A place on the waiting list, and who requested it.</summary>
internal readonly record struct WaitingPlace(Guid BusinessId, string AskedBy);

/// <summary>The businesses of a batch and the numbers for them.</summary>
/// <param name="Businesses">Existing businesses of the callers and of the head of the waiting list.</param>
/// <param name="Waiting">The head of the waiting list in order, up to <see cref="ProvisioningStore.MostInLine"/>.</param>
/// <param name="Candidates">Available numbers in the order of assignment: one for each business that needs one, or all there are.</param>
internal sealed record Demand(
    IReadOnlyDictionary<Guid, AskingBusiness> Businesses,
    IReadOnlyList<WaitingPlace> Waiting,
    IReadOnlyList<Candidate> Candidates
);

/// <summary>A business that gets the next number.</summary>
/// <param name="Request">Its request in this batch; null for a business that was waiting and sent none.</param>
/// <param name="AskedBy">The actor of the assignment.</param>
/// <param name="Waited">Whether it is on the waiting list and must be removed.</param>
internal sealed record Recipient(AskingBusiness Business, ProvisioningRequest? Request, string AskedBy, bool Waited)
{
    public static Recipient Of(ProvisioningRequest request, AskingBusiness business) =>
        new(business, request, request.Actor.Name, Waited: false);
}

/// <summary>An assignment to be written.</summary>
/// <param name="At">Its start: never before the last change of number and business, even if another node's clock is ahead.</param>
internal sealed record Allocation(Recipient Recipient, Candidate Number, DateTimeOffset At, Guid LedgerId, Guid EventId)
{
    /// <summary>The reason in the history, because no person made this assignment.</summary>
    private const string FromTheList = "From the waiting list";

    public AskingBusiness Business => Recipient.Business;

    /// <summary>The request that caused it, if there is one in this batch.</summary>
    public string? RequestId => Recipient.Waited ? null : Recipient.Request?.Actor.RequestId;

    public string? Reason => Recipient.Waited ? FromTheList : null;

    public static Allocation Of(Recipient taker, Candidate number, DateTimeOffset now)
    {
        var at = number.AvailableSince > now ? number.AvailableSince : now;
        if (taker.Business.LastHeldUntil > at)
            at = taker.Business.LastHeldUntil.Value;
        return new Allocation(taker, number, at, UuidV7.Create(at), UuidV7.Create(at));
    }
}

/// <summary>A business that joins the waiting list, to be written.</summary>
internal sealed record Joining(ProvisioningRequest Request, AskingBusiness Business, DateTimeOffset At, Guid EventId)
{
    /// <param name="place">How many of this batch join before it: each gets a time one microsecond later, which keeps their order.</param>
    public static Joining Of(ProvisioningRequest request, AskingBusiness business, DateTimeOffset now, int place)
    {
        var at = now.AddMicroseconds(place);
        return new Joining(request, business, at, UuidV7.Create(at));
    }
}
