using AdminPortal.Data;

namespace AdminPortal.Services.Agents;

/// <summary>The settings under <c>Agents</c> that are not a provider's own.</summary>
/// <param name="ReconcileInterval">How often the whole of the provider's side is compared with ours.</param>
/// <param name="RepairsDrift">Whether what was changed at the provider is set right by itself; otherwise it is shown and waits for a
/// person.</param>
/// <param name="MostBackoff">The longest wait between two attempts, and the longest lease.</param>
public sealed record AgentSettings(TimeSpan ReconcileInterval, bool RepairsDrift, TimeSpan MostBackoff)
{
    /// <summary>How long a lease holds without being renewed: the work of a process that died is taken over after that.</summary>
    public TimeSpan Lease => MostBackoff;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="WrongSettingException">One holds what it does not take.</exception>
    public static AgentSettings Read(IConfiguration configuration) =>
        new(
            Seconds(configuration, "Agents:ReconcileSeconds", 60, 86_400),
            configuration["Agents:RepairDrift"] is not { } text
                || (
                    bool.TryParse(text, out var repairs)
                        ? repairs
                        : throw new WrongSettingException("Agents:RepairDrift", "takes true or false", text)
                ),
            Seconds(configuration, "Agents:MaxBackoffSeconds", 30, 3600)
        );

    private static TimeSpan Seconds(IConfiguration configuration, string key, int standard, int most)
    {
        if (configuration[key] is not { } text)
            return TimeSpan.FromSeconds(standard);
        return int.TryParse(text, out var value) && value >= 1 && value <= most
            ? TimeSpan.FromSeconds(value)
            : throw new WrongSettingException(key, $"takes a whole number of seconds from 1 to {most}", text);
    }
}
