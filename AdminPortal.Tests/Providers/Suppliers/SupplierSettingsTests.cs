using AdminPortal.Providers.Suppliers;
using AdminPortal.Providers.Suppliers.Retell;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Providers.Suppliers;

/// <summary>Which suppliers the settings configure, and what is said of wrong ones.</summary>
public sealed class SupplierSettingsTests
{
    private static readonly (string, string)[] s_all =
    [
        ("Suppliers:Twilio:AccountSid", "AC1"),
        ("Suppliers:Twilio:AuthToken", "token_1"),
        ("Suppliers:Telnyx:ApiKey", "key_1"),
        ("Retell:ApiKey", "key_2"),
    ];

    [Fact]
    public void Nothing_IsTheSimulatedSupplier()
    {
        var settings = Read();

        Assert.Equal("simulated", settings.Default);
        Assert.Equal(["simulated"], settings.Names);
        Assert.Equal(
            (300, 0, 10),
            (settings.Simulated!.Delay.TotalMilliseconds, settings.Simulated.FailurePercent, settings.Timeout.TotalSeconds)
        );
    }

    [Theory]
    [InlineData(null, "twilio")]
    [InlineData("telnyx", "telnyx")]
    [InlineData("Retell", "retell")]
    public void Default_OfSeveral_IsTheFirstOrTheNamedOne(string? named, string expected)
    {
        var settings = Read(named is null ? s_all : [.. s_all, ("Suppliers:Default", named)]);

        Assert.Equal(expected, settings.Default);
        Assert.Equal(["twilio", "telnyx", "retell"], settings.Names);
    }

    [Fact]
    public void Default_Simulated_IsOfferedBesideRealOnes() =>
        Assert.Equal(["twilio", "telnyx", "retell", "simulated"], Read([.. s_all, ("Suppliers:Default", "simulated")]).Names);

    [Fact]
    public void Retell_KeyWhileAgentsAreSimulated_IsASupplier()
    {
        var settings = Read(
            ("Retell:ApiKey", "key_2"),
            ("Suppliers:Retell:NumberProvider", "telnyx"),
            ("Retell:BaseUrl", "http://127.0.0.1:9")
        );

        Assert.Equal("retell", settings.Default);
        Assert.Equal(
            (RetellNumberProvider.Telnyx, "http://127.0.0.1:9/"),
            (settings.Retell!.NumberProvider, settings.Retell.BaseUrl.AbsoluteUri)
        );
    }

    [Fact]
    public void EverySetting_IsRead()
    {
        var settings = Read([
            .. s_all,
            ("Suppliers:TimeoutSeconds", "3"),
            ("Suppliers:Twilio:BaseUrl", "http://127.0.0.1:1"),
            ("Suppliers:Twilio:PricingBaseUrl", "http://127.0.0.1:2"),
            ("Suppliers:Twilio:TrunkSid", "TK1"),
            ("Suppliers:Telnyx:BaseUrl", "http://127.0.0.1:3/v2"),
            ("Suppliers:Telnyx:ConnectionId", "42"),
        ]);

        Assert.Equal(
            ("AC1", "token_1", "http://127.0.0.1:1/", "http://127.0.0.1:2/", "TK1", 3),
            (
                settings.Twilio!.AccountSid,
                settings.Twilio.AuthToken,
                settings.Twilio.BaseUrl.AbsoluteUri,
                settings.Twilio.PricingBaseUrl.AbsoluteUri,
                settings.Twilio.TrunkSid,
                settings.Twilio.Timeout.TotalSeconds
            )
        );
        Assert.Equal(
            ("key_1", "http://127.0.0.1:3/v2", "42"),
            (settings.Telnyx!.ApiKey, settings.Telnyx.BaseUrl.AbsoluteUri, settings.Telnyx.ConnectionId)
        );
        Assert.Equal(3, settings.Retell!.Timeout.TotalSeconds);
    }

    [Theory]
    [InlineData("Suppliers:Twilio:AccountSid", "Suppliers:Twilio:AuthToken")]
    [InlineData("Suppliers:Twilio:AuthToken", "Suppliers:Twilio:AccountSid")]
    public void Twilio_HalfSet_NamesTheMissingSetting(string set, string missing)
    {
        var line = Assert.Single(Faults((set, "half_1")));

        Assert.StartsWith($"Setting {missing} takes ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("half_1", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("twilio", "Suppliers:Twilio:AccountSid and Suppliers:Twilio:AuthToken")]
    [InlineData("telnyx", "Suppliers:Telnyx:ApiKey")]
    [InlineData("retell", "Retell:ApiKey")]
    public void Default_NotConfigured_SaysWhichSettingIsMissing(string named, string missing)
    {
        var line = Assert.Single(Faults(("Suppliers:Default", named)));

        Assert.StartsWith("Setting Suppliers:Default takes ", line, StringComparison.Ordinal);
        Assert.Contains(missing, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Suppliers:Default", "bandwidth")]
    [InlineData("Suppliers:TimeoutSeconds", "0")]
    [InlineData("Suppliers:Twilio:AccountSid", "AC/../1")]
    [InlineData("Suppliers:Twilio:AuthToken", "secret with space")]
    [InlineData("Suppliers:Twilio:BaseUrl", "api.twilio.com")]
    [InlineData("Suppliers:Twilio:PricingBaseUrl", "ftp://x")]
    [InlineData("Suppliers:Twilio:TrunkSid", "a b")]
    [InlineData("Suppliers:Telnyx:ApiKey", "secret\nline")]
    [InlineData("Suppliers:Telnyx:BaseUrl", "x")]
    [InlineData("Suppliers:Telnyx:ConnectionId", "a b")]
    [InlineData("Suppliers:Retell:NumberProvider", "vonage")]
    [InlineData("Suppliers:Simulated:DelayMilliseconds", "-1")]
    [InlineData("Suppliers:Simulated:FailurePercent", "101")]
    [InlineData("Retell:BaseUrl", "x")]
    public void Setting_Wrong_IsNamedInOneLineWithoutSecrets(string key, string value)
    {
        var line = Assert.Single(Faults([.. s_all, (key, value)]));

        Assert.StartsWith($"Setting {key} takes ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_AreInNoText()
    {
        var settings = Read(s_all);

        foreach (var text in (string[])[$"{settings}", $"{settings.Twilio}", $"{settings.Telnyx}", $"{settings.Retell}"])
            Assert.DoesNotMatch("token_1|key_1|key_2", text);
    }

    private static SupplierSettings Read(params (string Key, string Value)[] settings) => Configured.Read(SupplierSettings.Read, settings);

    private static IReadOnlyList<string> Faults(params (string Key, string Value)[] settings) =>
        Configured.FaultsOf(SupplierSettings.Read, settings);
}
