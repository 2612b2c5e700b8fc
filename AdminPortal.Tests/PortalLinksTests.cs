using AdminPortal.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace AdminPortal.Tests;

/// <summary>Links that users can open, wherever the portal listens.</summary>
public sealed class PortalLinksTests
{
    [Theory]
    [InlineData("http://localhost:5080")]
    [InlineData("http://localhost:8080", "urls=http://+:8080")]
    [InlineData("http://localhost:8080", "urls=http://[::]:8080;http://other:1")]
    [InlineData("http://localhost:8081", "urls=http://0.0.0.0:8081/")]
    [InlineData("http://localhost:8082", "http_ports=8082;8083")]
    [InlineData("https://portal.example.com", "urls=http://+:8080", "AllowedHosts=portal.example.com")]
    [InlineData("http://localhost:8080", "urls=http://+:8080", "AllowedHosts=a.example.com;b.example.com")]
    [InlineData("http://localhost:8080", "urls=http://+:8080", "AllowedHosts=*.example.com")]
    [InlineData("http://localhost:8080", "urls=http://+:8080", "AllowedHosts=*")]
    [InlineData(
        "https://portal.example.com",
        "urls=http://+:8080",
        "AllowedHosts=other.example.com",
        "PublicUrl=https://portal.example.com/"
    )]
    public void Link_StartsWithPublicUrlOrElseTheListeningAddress(string expected, params string[] settings) =>
        Assert.Equal($"{expected}/account/login", PortalLinks.SignIn(Of(settings)));

    [Theory]
    [InlineData("portal.example.com")]
    [InlineData("ftp://portal.example.com")]
    [InlineData("/")]
    public void PublicUrl_Invalid_IsReportedAtStartup(string told) =>
        Assert.StartsWith(
            "Setting PublicUrl takes the address of the portal",
            Assert.Single(Configured.FaultsOf(PortalLinks.ReadPublicUrl, ("PublicUrl", told))),
            StringComparison.Ordinal
        );

    [Fact]
    public void Start_WithoutPublicUrl_WarnsWithTheAddressUsedInMails()
    {
        Assert.Contains("PublicUrl is not set: links in mails begin with http://localhost:5080.", PortalLinks.Warning(Of([])));
        Assert.Null(PortalLinks.Warning(Of(["PublicUrl=https://portal.example.com"])));
    }

    private static IConfiguration Of(string[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.Select(s =>
                    KeyValuePair.Create<string, string?>(
                        s[..s.IndexOf('=', StringComparison.Ordinal)],
                        s[(s.IndexOf('=', StringComparison.Ordinal) + 1)..]
                    )
                )
            )
            .Build();
}
