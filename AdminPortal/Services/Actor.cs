using AdminPortal.Data.Entities;

namespace AdminPortal.Services;

/// <summary>The caller of an operation. Every service operation takes one and checks its role; nothing is taken from ambient
/// state.</summary>
/// <param name="Name">The name in the audit, such as <c>key:Website</c>, <c>operator</c> or <c>system</c>.</param>
/// <param name="Role">The role that decides what it may do.</param>
/// <param name="BusinessId">The business of a <see cref="PortalRole.Business"/> actor.</param>
public sealed record Actor(string Name, PortalRole Role, Guid? BusinessId = null)
{
    /// <summary>The names of API keys begin with this.</summary>
    public const string KeyPrefix = "key:";

    /// <summary>The portal's own background work, such as ending quarantines.</summary>
    public static readonly Actor System = new("system", PortalRole.Admin);

    /// <summary>Anyone who can run this program on this machine, and can therefore read its database anyway.</summary>
    public static readonly Actor CommandLine = new("command line", PortalRole.Admin);

    /// <summary>Someone with a link who is not signed in: may do what the link is for, and nothing else.</summary>
    public static readonly Actor Nobody = new("somebody with a link", PortalRole.Business);

    /// <summary>The current HTTP request or circuit, for the audit.</summary>
    public string? RequestId { get; init; }

    /// <summary>Distinguishes callers with the same name; scopes their <c>Idempotency-Key</c>s.</summary>
    public string CallerId { get; init; } = Name;

    /// <summary>The session of a user: every write checks that it is still valid. Null for keys and for the system.</summary>
    public SessionIdentity? SessionIdentity { get; init; }

    /// <summary>The idempotency key of this request, if it has one.</summary>
    public IdempotentRequest? Idempotency { get; init; }

    public bool IsAdmin => Role == PortalRole.Admin;

    /// <summary>Admin or support: they work with numbers and agents of all businesses.</summary>
    public bool IsStaff => Role is PortalRole.Admin or PortalRole.Support;

    /// <summary>Whether the actor may see the records of all businesses: staff, and viewers, who only read.</summary>
    public bool MaySeeAll => IsStaff || Role == PortalRole.Viewer;

    /// <summary>Whether the actor may see records of this business.</summary>
    public bool MaySee(Guid businessId) => MaySeeAll || BusinessId == businessId;

    /// <summary>Whether the actor may act for this business: staff, and the business itself.</summary>
    public bool MayActFor(Guid businessId) => IsStaff || BusinessId == businessId;
}

/// <summary>The basis of a user's rights: the security stamp is replaced whenever role, lock, password or second factor change.</summary>
/// <param name="SessionId">The current session; its row is deleted when it ends.</param>
public sealed record SessionIdentity(Guid UserId, string SecurityStamp, Guid SessionId);

/// <summary>A request with an <c>Idempotency-Key</c>: its response is saved in the transaction of its write, so that the write happens once
/// however often the request is sent.</summary>
/// <param name="Caller">The owner of the key.</param>
/// <param name="Key">The key as sent.</param>
/// <param name="RequestHash">SHA-256 of method, path and body.</param>
/// <param name="Answer">Creates the response to save from the operation's value.</param>
public sealed record IdempotentRequest(string Caller, string Key, byte[] RequestHash, Func<object, SavedAnswer> Answer);

/// <summary>A saved HTTP response, returned again for the same request.</summary>
public sealed record SavedAnswer(int StatusCode, string Body, string? ETag = null, string? Location = null);
