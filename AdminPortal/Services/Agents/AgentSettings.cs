using AdminPortal.Settings;

namespace AdminPortal.Services.Agents;

/// <summary>The settings under <c>Agents</c> that are not a provider's own.</summary>
/// <param name="ReconcileInterval">How often the whole of the provider's side is compared with ours.</param>
/// <param name="RepairsDrift">Whether what was changed at the provider is repaired automatically; otherwise it is shown and waits for a
/// person.</param>
/// <param name="MostBackoff">The longest wait between two attempts, and the longest lease.</param>
public sealed record AgentSettings(TimeSpan ReconcileInterval, bool RepairsDrift, TimeSpan MostBackoff)
{
    /// <summary>How long a lease holds without being renewed: the work of a process that died is taken over after that.</summary>
    public TimeSpan Lease => MostBackoff;

    public static AgentSettings Read(SettingReader reader) =>
        new(
            TimeSpan.FromSeconds(reader.Whole("Agents:ReconcileSeconds", 60, 1, 86_400, "seconds")),
            reader.Flag("Agents:RepairDrift", true),
            TimeSpan.FromSeconds(reader.Whole("Agents:MaxBackoffSeconds", 30, 1, 3600, "seconds"))
        );

    /// <summary>Whether agents live at Retell (<c>Agents:Provider</c>); otherwise they are simulated.</summary>
    internal static bool UsesRetell(SettingReader reader) =>
        reader.OneOf("Agents:Provider", AgentProviderKind.Simulated) == AgentProviderKind.Retell;
}

/// <summary>The providers that agents can live at.</summary>
internal enum AgentProviderKind
{
    Simulated,
    Retell,
}
