using AdminPortal.Settings;

namespace AdminPortal.Providers.Agents.Retell;

/// <summary>The settings under <c>Retell</c>. Not a record, because its text would contain the key.</summary>
public sealed class RetellSettings
{
    public const int StandardTimeoutSeconds = 10;

    public static readonly Uri StandardBaseUrl = new("https://api.retellai.com");

    /// <summary>The account's API key; it also signs webhooks.</summary>
    public required string ApiKey { get; init; }

    public Uri BaseUrl { get; init; } = StandardBaseUrl;

    /// <summary>Timeout of one attempt, including the complete response.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(StandardTimeoutSeconds);

    /// <summary>The SIP trunk for importing uploaded numbers; null if they cannot be imported.</summary>
    public string? TerminationUri { get; init; }
    public string? SipUsername { get; init; }
    public string? SipPassword { get; init; }

    /// <summary>Webhook URL for call events; null for none.</summary>
    public Uri? WebhookUrl { get; init; }

    /// <summary>Delay before a request is repeated; short, because callers have their own timeout.</summary>
    internal TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Reads the settings, whether Retell is used or not, so that errors are reported early.</summary>
    /// <param name="isUsed">Whether Retell is the provider; otherwise the result is null.</param>
    public static RetellSettings? Read(SettingReader reader, bool isUsed)
    {
        const string key = "Retell:ApiKey",
            takes = "takes the API key of the Retell account when Agents:Provider is Retell";
        var apiKey = reader.Text(key);
        if (isUsed && apiKey is null)
            reader.Wrong(key, takes, null);
        // The value is not shown in the message: it may be a mistyped key.
        if (apiKey?.All(c => c is > ' ' and <= '~') is false)
            reader.Wrong(key, takes, "(not a key)");

        var settings = new RetellSettings
        {
            ApiKey = apiKey ?? "",
            BaseUrl = reader.Url("Retell:BaseUrl") ?? StandardBaseUrl,
            Timeout = TimeSpan.FromSeconds(reader.Whole("Retell:TimeoutSeconds", StandardTimeoutSeconds, 1, 120)),
            TerminationUri = reader.Text("Retell:TerminationUri"),
            SipUsername = reader.Text("Retell:SipUsername"),
            SipPassword = reader.Text("Retell:SipPassword"),
            WebhookUrl = reader.Url("Retell:WebhookUrl"),
        };
        return isUsed ? settings : null;
    }
}
