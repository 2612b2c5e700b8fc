using System.Net;

namespace AdminPortal.Providers.Agents.Retell;

/// <summary>Retell's response to one request: success, or a refusal that the caller may be able to handle. Everything else (an outage, a
/// rate limit, a wrong key) has been thrown before.</summary>
/// <param name="Asked">The request, as in "Retell did not …".</param>
/// <param name="Said">Retell's message.</param>
internal sealed record RetellAnswer<T>(HttpStatusCode Status, T? Value, string Asked, string Said)
    where T : class
{
    public bool IsDone => (int)Status is >= 200 and < 300;

    /// <summary>Whether the object does not exist: 422 according to the documentation, 404 in practice.</summary>
    public bool IsMissing => Status is HttpStatusCode.UnprocessableEntity or HttpStatusCode.NotFound;

    /// <summary>Whether the object was changed in the meantime and must be read again.</summary>
    public bool IsStale => Status is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict;

    /// <summary>The body; throws for a refusal.</summary>
    public T Need() => IsDone ? Value! : throw Refusal();

    /// <summary>The refusal as an exception: for a person to fix, unless it was only a concurrent change.</summary>
    public AgentProviderException Refusal() => new(IsStale ? AgentFault.Passing : AgentFault.ForAPerson, $"Retell did not {Asked}: {Said}");
}

/// <summary>For responses whose body is not used.</summary>
internal sealed class NoBody
{
    public static readonly NoBody Instance = new();
}
