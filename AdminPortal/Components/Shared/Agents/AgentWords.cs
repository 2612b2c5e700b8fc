using AdminPortal.Services.Agents;

namespace AdminPortal.Components.Shared.Agents;

/// <summary>How an agent stands at its provider, in words.</summary>
internal static class AgentWords
{
    /// <summary>The provider's name, inside a sentence.</summary>
    public static string Provider(string name) =>
        name switch
        {
            "retell" => "Retell AI",
            "simulated" => "the simulated provider",
            _ => name,
        };

    /// <summary>What goes on between here and the provider; null where the state says it all.</summary>
    public static string? Progress(AgentBoardRow row, DateTimeOffset now)
    {
        if (row.Error is { } error)
            return row.Attempts > 0 && row.NextAttemptAt is { } next ? $"{error} {Again(row.Attempts, next - now)}" : error;
        return row.IsLevel ? null : "Syncing with the provider";
    }

    private static string Again(int attempts, TimeSpan wait)
    {
        return wait <= TimeSpan.FromSeconds(1)
            ? $"Attempt {attempts}, retrying."
            : $"Attempt {attempts}, retry in {Durations.Brief(wait)}.";
    }
}
