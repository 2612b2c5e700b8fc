using System.Net;
using AdminPortal.Security;
using AdminPortal.Tests.Components;
using AdminPortal.Tests.Components.Account;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Security;

/// <summary>Callers above a limit must wait, others need not.</summary>
public sealed class RequestLimitsTests
{
    [Theory]
    [InlineData("/account/login", "login")]
    [InlineData("/account/forgot", "forgot")]
    [InlineData("/account/code", "code")]
    [InlineData("/account/join", "join")]
    [InlineData("/setup", "setup")]
    [InlineData("/signup", "signup")]
    [InlineData("/signup/confirm", "confirm")]
    public async Task Forms_AboveTheRateLimit_AreRefusedWithAMessage(string path, string form)
    {
        await using var portal = new PagesApp(settings: new Dictionary<string, string> { ["RateLimits:SignInAttemptsPerMinute"] = "3" });
        using var visitor = AccountVisitor.Of(portal);
        for (var i = 0; i < 3; i++)
            Assert.NotEqual(HttpStatusCode.TooManyRequests, (await visitor.PostAsync(path, [("_handler", form)])).Response.StatusCode);

        var (response, text) = await visitor.SubmitAsync(path, ("Input.Email", "jo@example.com"));

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("<h1 class=\"ap-empty-title\">Too many attempts</h1>", text);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.True(response.Headers.Contains("Content-Security-Policy"));

        // Opening and leaving a page are not attempts.
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/account/login")).Response.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.PostAsync("/account/logout", [])).Response.StatusCode);
    }

    [Fact]
    public async Task Key_AboveTheRateLimit_MustWait_OtherKeysNeedNot()
    {
        await using var app = new PortalApp { Settings = { ["RateLimits:ApiRequestsPerMinute"] = "4" } };
        await app.InitializeAsync();
        for (var i = 0; i < 4; i++)
            (await app.Admin.GetApiAsync("/api/admin/phone-numbers")).Is(200);

        var refused = (await app.Admin.GetApiAsync("/api/admin/phone-numbers")).IsProblem(429, "Too many requests");

        Assert.InRange(int.Parse(refused.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture), 1, 60);
        (await app.Support.GetApiAsync("/api/admin/phone-numbers")).Is(200);
    }

    [Fact]
    public async Task Address_WithInvalidKeys_MustWait_ValidKeysThereNeedNot()
    {
        await using var app = new PortalApp { Settings = { ["RateLimits:FailedKeysPerMinute"] = "3" } };
        await app.InitializeAsync();
        using var guesser = app.CallerWith("ap_00000000000000000000000000000000_guess");
        for (var i = 0; i < 3; i++)
            (await guesser.GetApiAsync("/api/admin/phone-numbers")).IsProblem(401);

        var refused = (await guesser.GetApiAsync("/api/admin/phone-numbers")).IsProblem(429, "Too many requests");

        Assert.NotNull(refused.Header("Retry-After"));
        (await app.Admin.GetApiAsync("/api/admin/phone-numbers")).Is(200);
        (await app.Nobody.GetApiAsync("/api/admin/phone-numbers")).IsProblem(401);
    }

    [Fact]
    public void Limits_Disabled_RefuseNothing()
    {
        using var limits = new RequestLimits(new RateLimitSettings(false, 1, 1, 1));
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(limits.OfKey("key:a"));
            Assert.Null(limits.OfSignIn(IPAddress.Loopback));
        }
    }

    [Fact]
    public void Key_WithDefaultSettings_IsNotLimitedInABusyMinute()
    {
        using var limits = new RequestLimits(Configured.Read(RateLimitSettings.Read));
        for (var i = 0; i < 50_000; i++)
            Assert.Null(limits.OfKey("key:a"));
    }

    [Fact]
    public void Addresses_OfOneIpv6Network_CountAsOne_AndIpv4MappedAsItself()
    {
        Assert.Equal(Bucket("2001:db8:1:2::1"), Bucket("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        Assert.Equal(Bucket("192.0.2.7"), Bucket("::ffff:192.0.2.7"));

        // Of 1,000 networks nearly all have their own counter; a million networks share the existing counters.
        Assert.InRange(Enumerable.Range(0, 1_000).Select(i => Bucket($"2001:db8:1:{i:x}::1")).Distinct().Count(), 900, 1_000);
        Assert.All(
            Enumerable.Range(0, 100_000),
            i => Assert.InRange(CallerAddress.BucketOf(new IPAddress(i)), 0, CallerAddress.Buckets - 1)
        );
        Assert.Equal(0, CallerAddress.BucketOf(null));

        static int Bucket(string address) => CallerAddress.BucketOf(IPAddress.Parse(address));
    }

    [Fact]
    public void DefaultSettings_AreStrictForFormsAndGenerousForKeys() =>
        Assert.Equal(new RateLimitSettings(true, 60_000, 60, 10), Configured.Read(RateLimitSettings.Read));

    [Theory]
    [InlineData("RateLimits:Enabled", "perhaps", "takes true or false")]
    [InlineData("RateLimits:ApiRequestsPerMinute", "0", "takes a whole number from 1 to 10000000")]
    [InlineData("RateLimits:SignInAttemptsPerMinute", "many", "takes a whole number from 1 to 10000000")]
    public void InvalidSetting_IsReported(string key, string value, string takes)
    {
        Assert.Equal([$"Setting {key} {takes}; it is '{value}'."], Configured.FaultsOf(RateLimitSettings.Read, (key, value)));
    }
}
