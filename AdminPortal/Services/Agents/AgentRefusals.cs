using AdminPortal.Providers.Agents;

namespace AdminPortal.Services.Agents;

/// <summary>The provider of the agents did not do what was asked at once.</summary>
public sealed record AgentProviderFailed(string Detail) : Refusal(Detail)
{
    internal static AgentProviderFailed Of(AgentProviderException error) => new(error.Message);

    /// <summary>The same for a test call. What the provider says is for staff.</summary>
    internal static AgentProviderFailed OfCall(AgentProviderException error, Actor actor) =>
        actor.IsStaff ? Of(error)
        : error.Fault == AgentFault.Unknown ? new("There was no answer. Your phone may ring all the same.")
        : new("The call could not be placed. Try again later, or contact support.");
}

/// <summary>The business has used its test calls.</summary>
/// <param name="Wait">The time until the next one is possible.</param>
public sealed record TooManyTestCalls(int Limit, TimeSpan Wait)
    : Refusal(
        $"{Limit} test calls an hour are possible. The next one is possible in "
            + (Wait.TotalMinutes <= 1 ? "a minute." : $"{Math.Ceiling(Wait.TotalMinutes):0} minutes.")
    );
