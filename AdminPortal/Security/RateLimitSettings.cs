using AdminPortal.Settings;

namespace AdminPortal.Security;

/// <summary>The settings under <c>RateLimits</c>: how much one caller may ask in a minute.</summary>
/// <param name="Enabled">False lets everybody ask as much as they like; a proxy in front may count instead.</param>
/// <param name="ApiRequestsPerMinute">Requests of one API key. The default is what one busy website could not reach, and one that runs wild
/// does.</param>
/// <param name="FailedKeysPerMinute">Requests of one address with an API key that is not good.</param>
/// <param name="SignInAttemptsPerMinute">Forms of one address for signing in, codes, forgotten passwords and links.</param>
internal sealed record RateLimitSettings(bool Enabled, int ApiRequestsPerMinute, int FailedKeysPerMinute, int SignInAttemptsPerMinute)
{
    private const int Most = 10_000_000;

    public static RateLimitSettings Read(SettingReader reader) =>
        new(
            reader.Flag("RateLimits:Enabled", true),
            reader.Whole("RateLimits:ApiRequestsPerMinute", 60_000, 1, Most),
            reader.Whole("RateLimits:FailedKeysPerMinute", 60, 1, Most),
            reader.Whole("RateLimits:SignInAttemptsPerMinute", 10, 1, Most)
        );
}
