using AdminPortal.Settings;

namespace AdminPortal.Providers.Suppliers.Telnyx;

/// <summary>The settings under <c>Suppliers:Telnyx</c>. No record, because a record's text would show the key.</summary>
public sealed class TelnyxSettings
{
    internal const string ConnectionSetting = "Suppliers:Telnyx:ConnectionId";

    public static readonly Uri StandardBaseUrl = new("https://api.telnyx.com/v2");

    public required string ApiKey { get; init; }
    public Uri BaseUrl { get; init; } = StandardBaseUrl;

    /// <summary>The SIP connection that bought numbers are put on, so that they reach the agents; null for none.</summary>
    public string? ConnectionId { get; init; }

    /// <summary>For one try of a call, its whole answer included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(SupplierSettings.StandardTimeoutSeconds);

    internal TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Null when Telnyx is not configured.</summary>
    internal static TelnyxSettings? Read(SettingReader reader, TimeSpan timeout)
    {
        var key = SupplierSettings.ReadSecret(reader, "Suppliers:Telnyx:ApiKey", "takes the API key of the Telnyx account");
        var settings = new TelnyxSettings
        {
            ApiKey = key ?? "",
            BaseUrl = reader.Url("Suppliers:Telnyx:BaseUrl") ?? StandardBaseUrl,
            ConnectionId = SupplierSettings.ReadId(reader, ConnectionSetting, "takes the id of a SIP connection"),
            Timeout = timeout,
        };
        return key is null ? null : settings;
    }
}
