using AdminPortal.Data.Entities;

namespace AdminPortal.Services;

/// <summary>
/// Who asks for an operation. Every service operation takes one and checks its role; nothing is taken from the surroundings.
/// </summary>
/// <param name="Name">How the audit names them, such as <c>key:Website</c>, <c>operator</c> or <c>system</c>.</param>
/// <param name="Role">What they may do.</param>
/// <param name="BusinessId">The one business that a <see cref="PortalRole.Business"/> actor acts as.</param>
public sealed record Actor(string Name, PortalRole Role, Guid? BusinessId = null)
{
    /// <summary>The portal itself, on the clock: quarantines that end, orders that arrive.</summary>
    public static readonly Actor System = new("system", PortalRole.Admin);

    /// <summary>Whoever may run this program on this machine, and so may read its database anyway.</summary>
    public static readonly Actor CommandLine = new("command line", PortalRole.Admin);

    /// <summary>Whoever holds a link and is not signed in: may do what the link is for, and nothing else.</summary>
    public static readonly Actor Nobody = new("somebody with a link", PortalRole.Business);

    /// <summary>The HTTP request or circuit that this is part of, for the audit.</summary>
    public string? RequestId { get; init; }

    /// <summary>Tells callers apart whose names may be alike; their <c>Idempotency-Key</c>s are kept under it.</summary>
    public string CallerId { get; init; } = Name;

    /// <summary>
    /// The person behind it, where it is one: every write looks whether this still holds. Null for keys and for the portal itself.
    /// </summary>
    public SessionIdentity? SessionIdentity { get; init; }

    /// <summary>The promise that this request carries, where it came with an <c>Idempotency-Key</c>.</summary>
    public IdempotentRequest? Idempotency { get; init; }

    public bool IsAdmin => Role == PortalRole.Admin;

    /// <summary>Admin or support.</summary>
    public bool IsStaff => Role is PortalRole.Admin or PortalRole.Support;

    /// <summary>Whether records of this business are the actor's to see.</summary>
    public bool MaySee(Guid businessId) => IsStaff || BusinessId == businessId;
}

/// <summary>
/// What a person's rights rest on: their security stamp is replaced whenever role, lock, password or second factor change.
/// </summary>
/// <param name="SessionId">The session that acts; its row is deleted as it ends.</param>
public sealed record SessionIdentity(Guid UserId, string SecurityStamp, Guid SessionId);

/// <summary>
/// A request that carries an <c>Idempotency-Key</c>: its answer is saved in the transaction of its write,
/// so that the write happens once however often the request is sent.
/// </summary>
/// <param name="Caller">Whose key it is.</param>
/// <param name="Key">The key as sent.</param>
/// <param name="RequestHash">SHA-256 of method, path and body.</param>
/// <param name="Answer">Makes the answer to save from the operation's value.</param>
public sealed record IdempotentRequest(string Caller, string Key, byte[] RequestHash, Func<object, SavedAnswer> Answer);

/// <summary>An HTTP answer that is given again to the same request.</summary>
public sealed record SavedAnswer(int StatusCode, string Body, string? ETag = null, string? Location = null);
