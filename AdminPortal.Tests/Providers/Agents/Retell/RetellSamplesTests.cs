using AdminPortal.Providers.Agents.Retell;

namespace AdminPortal.Tests.Providers.Agents.Retell;

/// <summary>From where the portal reads recordings.</summary>
public sealed class RetellSamplesTests
{
    [Theory]
    [InlineData("https://retell-utils-public.s3.us-west-2.amazonaws.com/adrian.mp3", true)]
    [InlineData("https://files.retellai.com/adrian.mp3", true)]
    [InlineData("http://127.0.0.1:8080/adrian.mp3", true)]
    [InlineData("http://retell-utils-public.s3.us-west-2.amazonaws.com/adrian.mp3", false)]
    [InlineData("https://retell-utils-public.s3.us-west-2.amazonaws.com:8443/adrian.mp3", false)]
    [InlineData("https://other.s3.us-west-2.amazonaws.com/adrian.mp3", false)]
    [InlineData("https://notretellai.com/adrian.mp3", false)]
    [InlineData("https://retellai.com.example.com/adrian.mp3", false)]
    [InlineData("https://user@files.retellai.com/adrian.mp3", false)]
    [InlineData("http://127.0.0.1:8081/adrian.mp3", false)]
    [InlineData("http://169.254.169.254/latest/meta-data", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("adrian.mp3", false)]
    [InlineData(null, false)]
    public void Address_OfARecording_IsAllowedOnRetellsHostsOnly(string? address, bool allowed)
    {
        var samples = new RetellSamples(null!, new RetellSettings { ApiKey = "key", BaseUrl = new Uri("http://127.0.0.1:8080") });

        Assert.Equal(allowed, samples.Allowed(address) is not null);
    }
}
