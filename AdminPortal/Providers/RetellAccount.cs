using AdminPortal.Settings;

namespace AdminPortal.Providers;

/// <summary>
/// Which Retell account, and where: for agents, and for buying numbers there even while agents are simulated. No record, because a record's
/// text would show the key.
/// </summary>
internal sealed class RetellAccount
{
    public const string ApiKeySetting = "Retell:ApiKey";
    public const string TakesApiKey = "takes the API key of the Retell account when Agents:Provider is Retell";

    public static readonly Uri StandardBaseUrl = new("https://api.retellai.com");

    public required string ApiKey { get; init; }

    public Uri BaseUrl { get; init; } = StandardBaseUrl;

    /// <summary>Null without a key.</summary>
    public static RetellAccount? Read(SettingReader reader)
    {
        var apiKey = reader.Text(ApiKeySetting);
        // What is there is not repeated: it may be a key with a slip in it.
        if (apiKey?.All(c => c is > ' ' and <= '~') is false)
            reader.Wrong(ApiKeySetting, TakesApiKey, "(not a key)");
        var baseUrl = reader.Url("Retell:BaseUrl") ?? StandardBaseUrl;
        return apiKey is null ? null : new RetellAccount { ApiKey = apiKey, BaseUrl = baseUrl };
    }
}
