using AdminPortal.Services.Agents;

namespace AdminPortal.Components.Shared.Agents;

/// <summary>Texts about an agent's state at the provider.</summary>
internal static class AgentWords
{
    /// <summary>The provider's name within a sentence.</summary>
    public static string Provider(string name) =>
        name switch
        {
            "retell" => "Retell AI",
            "simulated" => "the simulated provider",
            _ => name,
        };

    /// <summary>The current progress; null if the state is sufficient.</summary>
    public static string? Progress(AgentBoardRow row, DateTimeOffset now)
    {
        if (row.Error is { } error)
            return row.Attempts > 0 && row.NextAttemptAt is { } next ? $"{error} {Again(row.Attempts, next - now)}" : error;
        return row.IsLevel ? null : "Syncing with the provider";
    }

    private static string Again(int attempts, TimeSpan wait)
    {
        return wait <= TimeSpan.FromSeconds(1) ? $"Attempt {attempts}, retrying." : $"Attempt {attempts}, retry in {Format.Wait(wait)}.";
    }
}
