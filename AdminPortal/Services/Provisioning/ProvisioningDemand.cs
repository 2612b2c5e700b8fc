using AdminPortal.Data;

namespace AdminPortal.Services.Provisioning;

/// <summary>A business that asks, as the transaction sees it.</summary>
internal readonly record struct AskingBusiness(
    Guid Id,
    long RowVersion,
    string? PhoneNumber,
    DateTimeOffset? AssignedAt,
    DateTimeOffset? LastHeldUntil
);

/// <summary>A free number, as the transaction sees it.</summary>
internal readonly record struct Candidate(Guid Id, string Number, long RowVersion, DateTimeOffset AvailableSince);

/// <summary>A place on the waiting list, and who asked for it.</summary>
internal readonly record struct WaitingPlace(Guid BusinessId, string AskedBy);

/// <summary>The businesses of a batch and the numbers that may be theirs.</summary>
/// <param name="Businesses">Those that exist, of the callers and of the first who wait.</param>
/// <param name="Waiting">The head of the waiting list, in the order of asking, up to <see cref="ProvisioningStore.MostInLine"/>.</param>
/// <param name="Candidates">Free numbers in the order in which they are handed out: as many as there are businesses without one, or all
/// there are.</param>
internal sealed record Demand(
    IReadOnlyDictionary<Guid, AskingBusiness> Businesses,
    IReadOnlyList<WaitingPlace> Waiting,
    IReadOnlyList<Candidate> Candidates
);

/// <summary>A business that takes the next number.</summary>
/// <param name="Request">The request of this batch that is answered with it; null where it waited and nobody asks now.</param>
/// <param name="AskedBy">In whose name the assignment is made.</param>
/// <param name="Waited">Whether it is on the waiting list, and so comes off it.</param>
internal sealed record Recipient(AskingBusiness Business, ProvisioningRequest? Request, string AskedBy, bool Waited)
{
    public static Recipient Of(ProvisioningRequest request, AskingBusiness business) =>
        new(business, request, request.Actor.Name, Waited: false);
}

/// <summary>One number for one business, to be written.</summary>
/// <param name="At">When it begins: never before what the two did last, even where another node's clock is ahead of this one's.</param>
internal sealed record Allocation(Recipient Recipient, Candidate Number, DateTimeOffset At, Guid LedgerId, Guid EventId)
{
    /// <summary>Why somebody has a number whom nobody was seen to give one.</summary>
    private const string FromTheList = "From the waiting list";

    public AskingBusiness Business => Recipient.Business;

    /// <summary>The request that led to it, where one did at this moment.</summary>
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
    /// <param name="place">How many of this batch join before it: each a microsecond later than the one before, so that they keep their
    /// order.</param>
    public static Joining Of(ProvisioningRequest request, AskingBusiness business, DateTimeOffset now, int place)
    {
        var at = now.AddMicroseconds(place);
        return new Joining(request, business, at, UuidV7.Create(at));
    }
}
