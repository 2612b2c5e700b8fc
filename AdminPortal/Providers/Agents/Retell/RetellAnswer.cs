using System.Net;

namespace AdminPortal.Providers.Agents.Retell;

/// <summary>
/// What Retell made of one call: done, or refused with a status that the caller may know what to do about. Everything else (an outage,
/// a throttle, a wrong key) has been thrown before.
/// </summary>
/// <param name="Asked">What was asked, as in "Retell did not …".</param>
/// <param name="Said">Retell's own words of refusal.</param>
internal sealed record RetellAnswer<T>(HttpStatusCode Status, T? Value, string Asked, string Said)
    where T : class
{
    public bool IsDone => (int)Status is >= 200 and < 300;

    /// <summary>
    /// Whether what the call spoke of is not there: 422 where the documentation says so, 404 where it has changed its mind.
    /// </summary>
    public bool IsMissing => Status is HttpStatusCode.UnprocessableEntity or HttpStatusCode.NotFound;

    /// <summary>Whether somebody changed it meanwhile, so that it is to be read again.</summary>
    public bool IsStale => Status is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict;

    /// <summary>What came back; a refusal is thrown.</summary>
    public T Need() => IsDone ? Value! : throw Refusal();

    /// <summary>The refusal as an exception: for a person, unless it was only that somebody else was faster.</summary>
    public AgentProviderException Refusal() => new(IsStale ? AgentFault.Passing : AgentFault.ForAPerson, $"Retell did not {Asked}: {Said}");
}

/// <summary>Stands for an answer whose body does not matter.</summary>
internal sealed class NoBody
{
    public static readonly NoBody Instance = new();
}
