using AdminPortal.Settings;

namespace AdminPortal.Services.Agents;

/// <summary>The settings under <c>Agents</c> that apply to every provider.</summary>
/// <param name="ReconcileInterval">How often everything at the provider is compared with the database.</param>
/// <param name="RepairsDrift">Whether changes made at the provider are repaired automatically; otherwise they are shown and repaired on
/// request.</param>
/// <param name="MostBackoff">The longest wait between two attempts, and the longest lease.</param>
public sealed record AgentSettings(TimeSpan ReconcileInterval, bool RepairsDrift, TimeSpan MostBackoff)
{
    /// <summary>How long a lease lasts without renewal. After that, another process takes over the work of a dead one.</summary>
    public TimeSpan Lease => MostBackoff;

    public static AgentSettings Read(SettingReader reader) =>
        new(
            TimeSpan.FromSeconds(reader.Whole("Agents:ReconcileSeconds", 60, 1, 86_400, "seconds")),
            reader.Flag("Agents:RepairDrift", true),
            TimeSpan.FromSeconds(reader.Whole("Agents:MaxBackoffSeconds", 30, 1, 3600, "seconds"))
        );

    /// <summary>Whether Retell is the provider (<c>Agents:Provider</c>); otherwise agents are simulated.</summary>
    internal static bool UsesRetell(SettingReader reader) =>
        reader.OneOf("Agents:Provider", AgentProviderKind.Simulated) == AgentProviderKind.Retell;
}

/// <summary>The available providers.</summary>
internal enum AgentProviderKind
{
    Simulated,
    Retell,
}
