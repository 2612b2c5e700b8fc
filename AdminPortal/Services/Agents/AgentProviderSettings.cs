using AdminPortal.Data;
using AdminPortal.Providers.Agents.Simulated;

namespace AdminPortal.Services.Agents;

/// <summary>Reads which provider is to be used and how, one line of complaint for the first setting that is wrong.</summary>
internal static class AgentProviderSettings
{
    public static SimulatedSettings ReadSimulated(IConfiguration configuration) => new(
        TimeSpan.FromMilliseconds(Whole(configuration, "Agents:Simulated:DelayMilliseconds", (int)SimulatedSettings.StandardDelay.TotalMilliseconds, 0, 60_000)),
        Whole(configuration, "Agents:Simulated:FailurePercent", 0, 0, 100));

    private static int Whole(IConfiguration configuration, string key, int standard, int least, int most)
    {
        if (configuration[key] is not { } text)
            return standard;
        return int.TryParse(text, out var value) && value >= least && value <= most
            ? value
            : throw new WrongSettingException(key, $"takes a whole number from {least} to {most}", text);
    }
}
