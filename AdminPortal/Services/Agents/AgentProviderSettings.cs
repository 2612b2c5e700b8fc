using AdminPortal.Data;
using AdminPortal.Providers.Agents.Retell;
using AdminPortal.Providers.Agents.Simulated;

namespace AdminPortal.Services.Agents;

/// <summary>Reads which provider is to be used and how, one line of complaint for the first setting that is wrong.</summary>
internal static class AgentProviderSettings
{
    /// <summary>Retell's settings; null when the provider is the simulated one.</summary>
    /// <exception cref="WrongSettingException">A setting holds what it does not take.</exception>
    public static RetellSettings? ReadRetell(IConfiguration configuration)
    {
        const string Key = "Agents:Provider";
        return (configuration[Key] ?? "Simulated").ToUpperInvariant() switch
        {
            "SIMULATED" => null,
            "RETELL" => new RetellSettings
            {
                ApiKey =
                    Text(configuration, "Retell:ApiKey") is { } key && key.All(c => c is > ' ' and <= '~')
                        ? key
                        // What is there is not repeated: it may be a key with a slip in it.
                        : throw new WrongSettingException(
                            "Retell:ApiKey",
                            "takes the API key of the Retell account when Agents:Provider is Retell",
                            Text(configuration, "Retell:ApiKey") is null ? null : "(not a key)"
                        ),
                BaseUrl = Url(configuration, "Retell:BaseUrl") ?? RetellSettings.StandardBaseUrl,
                Timeout = TimeSpan.FromSeconds(
                    Whole(configuration, "Retell:TimeoutSeconds", RetellSettings.StandardTimeoutSeconds, 1, 120)
                ),
                TerminationUri = Text(configuration, "Retell:TerminationUri"),
                SipUsername = Text(configuration, "Retell:SipUsername"),
                SipPassword = Text(configuration, "Retell:SipPassword"),
                WebhookUrl = Url(configuration, "Retell:WebhookUrl"),
            },
            _ => throw new WrongSettingException(Key, "takes Simulated or Retell", configuration[Key]),
        };
    }

    /// <exception cref="WrongSettingException">A setting holds what it does not take.</exception>
    public static SimulatedSettings ReadSimulated(IConfiguration configuration) =>
        new(
            TimeSpan.FromMilliseconds(
                Whole(
                    configuration,
                    "Agents:Simulated:DelayMilliseconds",
                    (int)SimulatedSettings.StandardDelay.TotalMilliseconds,
                    0,
                    60_000
                )
            ),
            Whole(configuration, "Agents:Simulated:FailurePercent", 0, 0, 100)
        );

    /// <summary>The setting without the space around it; null when nothing is left.</summary>
    private static string? Text(IConfiguration configuration, string key) =>
        configuration[key]?.Trim() is { Length: > 0 } text ? text : null;

    private static Uri? Url(IConfiguration configuration, string key)
    {
        if (Text(configuration, key) is not { } text)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new WrongSettingException(key, "takes an address that begins with https:// or http://", text);
    }

    private static int Whole(IConfiguration configuration, string key, int standard, int least, int most)
    {
        if (configuration[key] is not { } text)
            return standard;
        return int.TryParse(text, out var value) && value >= least && value <= most
            ? value
            : throw new WrongSettingException(key, $"takes a whole number from {least} to {most}", text);
    }
}
