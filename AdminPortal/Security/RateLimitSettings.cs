using AdminPortal.Settings;

namespace AdminPortal.Security;

/// <summary>The settings under <c>RateLimits</c>: requests per minute.</summary>
/// <param name="Enabled">False disables limits, if a proxy limits requests.</param>
/// <param name="ApiRequestsPerMinute">Requests of one API key. The default is more than a busy website needs, and less than a program out
/// of control sends.</param>
/// <param name="FailedKeysPerMinute">Requests of one address with an invalid API key.</param>
/// <param name="SignInAttemptsPerMinute">Forms of one address for sign-in, codes, forgotten passwords and links.</param>
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
