namespace AdminPortal.Services.Agents;

/// <summary>The name of the provider that new agents are made at, as their rows hold it.</summary>
internal sealed record AgentProviderName(string Value)
{
    /// <summary>Reads <c>Agents:Provider</c>.</summary>
    public static AgentProviderName Read(IConfiguration configuration) =>
        new(configuration["Agents:Provider"] is { Length: > 0 } told ? told.ToLowerInvariant() : "simulated");
}
