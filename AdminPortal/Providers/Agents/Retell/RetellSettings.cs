using AdminPortal.Settings;

namespace AdminPortal.Providers.Agents.Retell;

/// <summary>The settings under <c>Retell</c>. No record, because a record's text would show the key.</summary>
public sealed class RetellSettings
{
    public const int StandardTimeoutSeconds = 10;

    public static readonly Uri StandardBaseUrl = new("https://api.retellai.com");

    /// <summary>Opens the account, and signs its webhooks.</summary>
    public required string ApiKey { get; init; }

    public Uri BaseUrl { get; init; } = StandardBaseUrl;

    /// <summary>How long one try of a call may take, its whole answer included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(StandardTimeoutSeconds);

    /// <summary>The SIP trunk that uploaded numbers are brought in with; null: they cannot be.</summary>
    public string? TerminationUri { get; init; }
    public string? SipUsername { get; init; }
    public string? SipPassword { get; init; }

    /// <summary>Where Retell is to tell of calls; null: it is not to.</summary>
    public Uri? WebhookUrl { get; init; }

    /// <summary>How long a repeated look-up waits; short, because callers have a timeout of their own.</summary>
    internal TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Reads the settings, whether Retell is used or not: a wrong one is reported before somebody depends on it.</summary>
    /// <param name="isUsed">Whether agents live at Retell; otherwise these settings are null.</param>
    public static RetellSettings? Read(SettingReader reader, bool isUsed)
    {
        const string key = "Retell:ApiKey",
            takes = "takes the API key of the Retell account when Agents:Provider is Retell";
        var apiKey = reader.Text(key);
        if (isUsed && apiKey is null)
            reader.Wrong(key, takes, null);
        // What is there is not repeated: it may be a key with a slip in it.
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
