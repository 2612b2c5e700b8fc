using AdminPortal.Settings;

namespace AdminPortal.Providers.Agents.Retell;

/// <summary>The settings under <c>Retell</c>. Not a record, because its text would contain the key.</summary>
public sealed class RetellSettings
{
    public const int StandardTimeoutSeconds = 10;

    /// <summary>The account's API key; it also signs webhooks.</summary>
    public required string ApiKey { get; init; }

    public Uri BaseUrl { get; init; } = RetellAccount.StandardBaseUrl;

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
        var account = RetellAccount.Read(reader);
        if (isUsed && account is null)
            reader.Wrong(RetellAccount.ApiKeySetting, RetellAccount.TakesApiKey, null);

        var settings = new RetellSettings
        {
            ApiKey = account?.ApiKey ?? "",
            BaseUrl = account?.BaseUrl ?? RetellAccount.StandardBaseUrl,
            Timeout = TimeSpan.FromSeconds(reader.Whole("Retell:TimeoutSeconds", StandardTimeoutSeconds, 1, 120)),
            TerminationUri = reader.Text("Retell:TerminationUri"),
            SipUsername = reader.Text("Retell:SipUsername"),
            SipPassword = reader.Text("Retell:SipPassword"),
            WebhookUrl = reader.Url("Retell:WebhookUrl"),
        };
        return isUsed ? settings : null;
    }
}
