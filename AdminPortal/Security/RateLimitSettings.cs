using AdminPortal.Data;

namespace AdminPortal.Security;

/// <summary>The settings under <c>RateLimits</c>: how much one caller may ask in a minute.</summary>
/// <param name="Enabled">False lets everybody ask as much as they like; a proxy in front may count instead.</param>
/// <param name="ApiRequestsPerMinute">Requests of one API key. The default is what one busy website could not reach, and one that runs wild
/// does.</param>
/// <param name="FailedKeysPerMinute">Requests of one address with an API key that is not good.</param>
/// <param name="SignInAttemptsPerMinute">Forms of one address for signing in, codes, forgotten passwords and links.</param>
internal sealed record RateLimitSettings(bool Enabled, int ApiRequestsPerMinute, int FailedKeysPerMinute, int SignInAttemptsPerMinute)
{
    private const string Section = "RateLimits";
    private const int Most = 10_000_000;

    /// <exception cref="WrongSettingException">A setting holds what it does not take.</exception>
    public static RateLimitSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        return new RateLimitSettings(
            section[nameof(Enabled)] is not { } text
                || (
                    bool.TryParse(text, out var enabled)
                        ? enabled
                        : throw new WrongSettingException($"{Section}:{nameof(Enabled)}", "takes true or false", text)
                ),
            Whole(section, nameof(ApiRequestsPerMinute), 60_000),
            Whole(section, nameof(FailedKeysPerMinute), 60),
            Whole(section, nameof(SignInAttemptsPerMinute), 10)
        );
    }

    private static int Whole(IConfigurationSection section, string key, int standard)
    {
        if (section[key] is not { } text)
            return standard;
        return int.TryParse(text, out var value) && value is >= 1 and <= Most
            ? value
            : throw new WrongSettingException($"{Section}:{key}", $"takes a whole number from 1 to {Most}", text);
    }
}
