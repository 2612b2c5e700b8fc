using AdminPortal.Settings;

namespace AdminPortal.Providers.Suppliers.Retell;

/// <summary>Where Retell buys the numbers that it sells.</summary>
public enum RetellNumberProvider
{
    Twilio,
    Telnyx,
}

/// <summary>The settings of Retell's own purchase. No record, because a record's text would show the key.</summary>
public sealed class RetellSupplierSettings
{
    public required string ApiKey { get; init; }
    public Uri BaseUrl { get; init; } = RetellAccount.StandardBaseUrl;
    public RetellNumberProvider NumberProvider { get; init; }

    /// <summary>For one try of a call, its whole answer included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(SupplierSettings.StandardTimeoutSeconds);

    internal TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Null without <c>Retell:ApiKey</c>. Agents may be simulated all the same.</summary>
    internal static RetellSupplierSettings? Read(SettingReader reader, TimeSpan timeout)
    {
        var provider = reader.OneOf("Suppliers:Retell:NumberProvider", RetellNumberProvider.Twilio);
        return RetellAccount.Read(reader) is { } account
            ? new RetellSupplierSettings
            {
                ApiKey = account.ApiKey,
                BaseUrl = account.BaseUrl,
                NumberProvider = provider,
                Timeout = timeout,
            }
            : null;
    }
}
