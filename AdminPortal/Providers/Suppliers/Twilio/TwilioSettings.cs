using AdminPortal.Settings;

namespace AdminPortal.Providers.Suppliers.Twilio;

/// <summary>The settings under <c>Suppliers:Twilio</c>. No record, because a record's text would show the token.</summary>
public sealed class TwilioSettings
{
    internal const string TrunkSetting = "Suppliers:Twilio:TrunkSid";

    private const string AccountSetting = "Suppliers:Twilio:AccountSid";
    private const string TokenSetting = "Suppliers:Twilio:AuthToken";

    public static readonly Uri StandardBaseUrl = new("https://api.twilio.com");
    public static readonly Uri StandardPricingBaseUrl = new("https://pricing.twilio.com");

    public required string AccountSid { get; init; }
    public required string AuthToken { get; init; }
    public Uri BaseUrl { get; init; } = StandardBaseUrl;
    public Uri PricingBaseUrl { get; init; } = StandardPricingBaseUrl;

    /// <summary>The SIP trunk that bought numbers are put on, so that they reach the agents; null for none.</summary>
    public string? TrunkSid { get; init; }

    /// <summary>For one try of a call, its whole answer included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(SupplierSettings.StandardTimeoutSeconds);

    internal TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Null when Twilio is not configured; one of account and token without the other is an error.</summary>
    internal static TwilioSettings? Read(SettingReader reader, TimeSpan timeout)
    {
        const string takesAccount = "takes the account SID (AC…) that belongs to Suppliers:Twilio:AuthToken",
            takesToken = "takes the auth token that belongs to Suppliers:Twilio:AccountSid";
        var account = SupplierSettings.ReadId(reader, AccountSetting, takesAccount);
        var token = SupplierSettings.ReadSecret(reader, TokenSetting, takesToken);
        var settings = new TwilioSettings
        {
            AccountSid = account ?? "",
            AuthToken = token ?? "",
            BaseUrl = reader.Url("Suppliers:Twilio:BaseUrl") ?? StandardBaseUrl,
            PricingBaseUrl = reader.Url("Suppliers:Twilio:PricingBaseUrl") ?? StandardPricingBaseUrl,
            TrunkSid = SupplierSettings.ReadId(reader, TrunkSetting, "takes the SID of a SIP trunk (TK…)"),
            Timeout = timeout,
        };
        // An account that is there and not valid has been reported already.
        if (token is not null && reader.Text(AccountSetting) is null)
            reader.Wrong(AccountSetting, takesAccount, null);
        if (token is null && reader.Text(AccountSetting) is not null)
            reader.Wrong(TokenSetting, takesToken, null);
        return account is null && token is null ? null : settings;
    }

    /// <summary>How Twilio's interfaces are called, apart from their client and address.</summary>
    internal SupplierAccess Access(string httpClientName, string baseUrlSetting) =>
        new()
        {
            Name = "Twilio",
            HttpClientName = httpClientName,
            Authorization = $"Basic {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{AccountSid}:{AuthToken}"))}",
            Secrets = [AuthToken],
            CredentialSettings = $"{AccountSetting} and {TokenSetting}",
            BaseUrlSetting = baseUrlSetting,
            Timeout = Timeout,
            ReadError = TwilioErrors.Read,
            FaultOfCode = TwilioErrors.FaultOf,
        };
}
