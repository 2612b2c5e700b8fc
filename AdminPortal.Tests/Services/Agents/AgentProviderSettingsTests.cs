using AdminPortal.Providers.Agents;
using AdminPortal.Providers.Agents.Retell;
using AdminPortal.Providers.Agents.Simulated;
using AdminPortal.Services.Agents;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Agents;

/// <summary>Which provider the settings choose, and the messages for invalid settings.</summary>
public sealed class AgentProviderSettingsTests(PostgresCluster cluster)
{
    [Fact]
    public void Provider_Default_IsTheSimulatedOneWithADelay()
    {
        Assert.Null(Retell());
        var simulated = Configured.Read(SimulatedSettings.Read);
        Assert.Equal((300, 0), (simulated.Delay.TotalMilliseconds, simulated.FailurePercent));
    }

    [Fact]
    public void Retell_OnlyAKey_HasDefaultsForTheRest()
    {
        var retell = Retell(("Agents:Provider", "retell"), ("Retell:ApiKey", " key_1 "))!;

        Assert.Equal(("key_1", "https://api.retellai.com/", 10), (retell.ApiKey, retell.BaseUrl.AbsoluteUri, retell.Timeout.TotalSeconds));
        Assert.Equal((null, null, null, null), (retell.TerminationUri, retell.SipUsername, retell.SipPassword, retell.WebhookUrl));
        Assert.DoesNotContain("key_1", retell.ToString()!, StringComparison.Ordinal);
    }

    [Fact]
    public void Retell_EverySetting_IsRead()
    {
        var retell = Retell(
            ("Agents:Provider", "Retell"),
            ("Retell:ApiKey", "key_1"),
            ("Retell:BaseUrl", "http://127.0.0.1:9/x"),
            ("Retell:TimeoutSeconds", "3"),
            ("Retell:TerminationUri", "trunk"),
            ("Retell:SipUsername", "u"),
            ("Retell:SipPassword", "p"),
            ("Retell:WebhookUrl", "https://portal.example.com/api/webhooks/retell")
        )!;

        Assert.Equal(
            ("http://127.0.0.1:9/x", 3, "trunk", "u", "p", "https://portal.example.com/api/webhooks/retell"),
            (
                retell.BaseUrl.AbsoluteUri,
                retell.Timeout.TotalSeconds,
                retell.TerminationUri,
                retell.SipUsername,
                retell.SipPassword,
                retell.WebhookUrl!.AbsoluteUri
            )
        );
    }

    [Theory]
    [InlineData("Agents:Provider", "Twilio")]
    [InlineData("Agents:Simulated:DelayMilliseconds", "-1")]
    [InlineData("Agents:Simulated:FailurePercent", "101")]
    [InlineData("Agents:Simulated:FailurePercent", "some")]
    [InlineData("Retell:ApiKey", "")]
    [InlineData("Retell:ApiKey", "key with\nlines")]
    [InlineData("Retell:BaseUrl", "api.retellai.com")]
    [InlineData("Retell:BaseUrl", "ftp://api.retellai.com")]
    [InlineData("Retell:TimeoutSeconds", "0")]
    [InlineData("Retell:TimeoutSeconds", "121")]
    [InlineData("Retell:WebhookUrl", "/api/webhooks/retell")]
    public void Setting_Invalid_StopsWithOneLineThatNamesIt(string key, string value)
    {
        var faults = Configured.FaultsOf(
            r => PortalSettings.Read(r, AppContext.BaseDirectory),
            ("Agents:Provider", "Retell"),
            ("Retell:ApiKey", "key_1"),
            (key, value)
        );

        var line = Assert.Single(faults);
        Assert.StartsWith($"Setting {key} takes ", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
        if (key == "Retell:ApiKey" && value.Length > 0)
            Assert.DoesNotContain("lines", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Portal_SetToRetell_UsesRetell()
    {
        await using var stub = await RetellStub.StartAsync();
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster, null, stub.Settings);

        var provider = portal.Get<IAgentProvider>();
        Assert.Equal(RetellAgentProvider.ProviderName, provider.Name);
        Assert.Null(await provider.FindNumberAsync("+18005550100", TestContext.Current.CancellationToken));
        Assert.Single(stub.Calls);
    }

    private static RetellSettings? Retell(params (string Key, string Value)[] settings) =>
        Configured.Read(r => RetellSettings.Read(r, AgentSettings.UsesRetell(r)), settings);
}
