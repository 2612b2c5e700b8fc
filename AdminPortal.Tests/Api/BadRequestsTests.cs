using System.Net.Http.Headers;
using System.Text;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Api;

/// <summary>Unreadable requests get a problem that explains what to send, never a page or a stack trace.</summary>
public sealed class BadRequestsTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Theory]
    [InlineData("{", "not valid JSON")]
    [InlineData("""{"business_id":}""", "not valid JSON")]
    [InlineData("""{"business_id":"x"}""", "'business_id' takes an id")]
    [InlineData("""{"business_id":5}""", "'business_id' takes an id")]
    [InlineData("""{"wait":"yes"}""", "'wait' takes true or false")]
    [InlineData("[]", "The body takes a JSON object")]
    [InlineData("\"text\"", "The body takes a JSON object")]
    [InlineData("5", "The body takes a JSON object")]
    public async Task Provision_InvalidBody_IsExplained(string body, string detail) =>
        Assert.Contains(detail, (await app.Admin.PostApiAsync("/api/phone/provision", body)).IsProblem(400)["detail"].GetString());

    [Theory]
    [InlineData("""{"numbers":"1"}""", "'numbers' takes a list of texts")]
    [InlineData("""{"numbers":[{}]}""", "'numbers' takes a list of texts")]
    [InlineData("""{"number":18005550100}""", "'number' takes a text")]
    [InlineData("""{"number":"1","numbers":["2"]}""", "not both")]
    [InlineData("""{"numbers":[]}""", "'numbers' takes 1 to 1000")]
    [InlineData("{}", "'numbers' takes 1 to 1000")]
    [InlineData("""{"number":"\ud800"}""", "'number'")]
    public async Task AddNumbers_InvalidBody_IsExplained(string body, string detail) =>
        Assert.Contains(detail, (await app.Admin.PostApiAsync("/api/admin/phone-numbers", body)).IsProblem(400)["detail"].GetString());

    [Theory]
    [InlineData("""{"name":"x","role":"owner"}""", "'role' takes admin, support, viewer or business")]
    [InlineData("""{"name":"x","role":"admin","expires_days":"9"}""", "'expires_days' takes a whole number")]
    [InlineData("""{"name":"x","role":"admin","expires_days":1.5}""", "'expires_days' takes a whole number")]
    public async Task CreateKey_InvalidBody_IsExplained(string body, string detail) =>
        Assert.Contains(detail, (await app.Admin.PostApiAsync("/api/admin/api-keys", body)).IsProblem(400)["detail"].GetString());

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/html")]
    [InlineData(null)]
    public async Task Write_WrongContentType_IsExplained(string? type)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes("reason=because"));
        content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        Assert.Contains(
            "application/json",
            (await app.Admin.PostApiAsync("/api/admin/businesses", content)).IsProblem(415)["detail"].GetString()
        );
    }

    public static TheoryData<string, string> Writes() =>
        new()
        {
            { "/api/phone/provision", "business_id" },
            { "/api/onboarding/complete", "business_name" },
            { "/api/admin/phone-numbers", "number" },
            { "/api/admin/businesses", "name" },
            { "/api/admin/api-keys", "name" },
            { "/api/admin/phone-numbers/%2B18885550100/release", "reason" },
        };

    [Theory, MemberData(nameof(Writes))]
    public async Task Write_BinaryBody_IsAClientError(string path, string field)
    {
        foreach (
            var wrong in (byte[][])
                [
                    [0xFF],
                    [0xED, 0xA0, 0x80],
                    "\\ud800"u8.ToArray(),
                    "\\udfff\\ud800"u8.ToArray(),
                ]
        )
        foreach (
            var (before, after) in ((string, string)[])
                [($"{{\"{field}\":\"a", "\"}"), ("{\"a", "\":1}"), ($"{{\"{field}", "\":\"a\"}"), ($"{{\"x\":{{\"y\":[\"", "\"]}}")]
        )
            await NeverFailsAsync([.. Encoding.UTF8.GetBytes(before), .. wrong, .. Encoding.UTF8.GetBytes(after)], "application/json");
        foreach (var charset in (string[])["utf-16", "iso-8859-1", "nonsense", "utf-7", "\"utf-8\"", ""])
            await NeverFailsAsync(Encoding.UTF8.GetBytes($"{{\"{field}\":\"é\"}}"), $"application/json; charset={charset}");
        await NeverFailsAsync(Encoding.UTF8.GetBytes(new string('[', 10_000)), "application/json");

        async Task NeverFailsAsync(byte[] body, string type)
        {
            foreach (var key in (string?[])[null, Guid.NewGuid().ToString()])
            {
                var content = new ByteArrayContent(body);
                content.Headers.TryAddWithoutValidation("Content-Type", type);
                var reply = await app.Admin.PostApiAsync(path, content, key is null ? [] : [("Idempotency-Key", key)]);
                Assert.True(reply.Status < 500, $"{path} {type} {Convert.ToHexString(body)[..Math.Min(80, 2 * body.Length)]}: {reply}");
            }
        }
    }

    [Theory]
    [InlineData("/api/admin/phone-numbers?q={0}")]
    [InlineData("/api/admin/phone-numbers?status={0}")]
    [InlineData("/api/admin/phone-numbers?cursor={0}")]
    [InlineData("/api/admin/phone-numbers/{0}")]
    [InlineData("/api/admin/businesses?q={0}")]
    [InlineData("/api/admin/businesses/{0}")]
    [InlineData("/api/admin/phone-numbers/{0}/history")]
    [InlineData("/api/admin/phone-numbers/export.csv?q={0}")]
    public async Task Read_MalformedUrl_IsAClientError(string path)
    {
        foreach (var wrong in (string[])["%FF", "%ED%A0%80", "%C0%AF", "%E9", "%", "%ZZ", "%u0041", "%F5%80%80%80"])
        {
            var reply = await app.Admin.GetApiAsync(path.Replace("{0}", wrong, StringComparison.Ordinal));
            Assert.True(reply.Status < 500, $"{path} {wrong}: {reply}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_BodyOfTwoMegabytes_IsTooLarge(bool isIdempotent)
    {
        await using var own = new PortalApp();
        own.UseKestrel(0);
        own.StartServer();
        await own.InitializeAsync();
        var body = $$"""{"name":"{{new string('x', 2 * 1024 * 1024)}}"}""";

        var reply = await own.Admin.PostApiAsync("/api/admin/businesses", body, isIdempotent ? [("Idempotency-Key", "large")] : []);

        reply.IsProblem(413, "Too large");
        Assert.Null(reply.Header("Server"));
    }

    [Fact]
    public async Task Read_DatabaseUnavailable_Returns503WithRetryAfter()
    {
        await using var own = new BrokenPortalApp();
        await own.InitializeAsync();
        (await own.Admin.GetApiAsync("/api/admin/phone-numbers")).Is(200);

        own.BreakDatabase();

        var reply = (await own.Admin.GetApiAsync("/api/admin/phone-numbers")).IsProblem(503, "Temporarily unavailable");
        Assert.True(int.Parse(reply.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture) >= 1);
    }

    [Fact]
    public async Task Read_Bug_RevealsNoInternals()
    {
        await using var own = new BrokenPortalApp();
        await own.InitializeAsync();
        (await own.Admin.GetApiAsync("/api/admin/phone-numbers")).Is(200);

        await own.DropTablesAsync();

        var reply = (await own.Admin.GetApiAsync("/api/admin/phone-numbers")).IsProblem(500, "Internal error");
        Assert.DoesNotContain("SQL", reply.Text, StringComparison.OrdinalIgnoreCase);
        Assert.NotEmpty(reply["request_id"].GetString()!);
    }

    [Fact]
    public async Task Write_DatabaseIsGone_IsUnavailableAndSaysWhenToTryAgain()
    {
        await using var own = new BrokenPortalApp();
        await own.InitializeAsync();
        (await own.Admin.PostApiAsync("/api/admin/businesses", """{"name":"Acme Dental"}""")).Is(201);

        own.BreakDatabase();

        var reply = await own.Admin.PostApiAsync("/api/admin/businesses", """{"name":"Bolt Plumbing"}""");
        reply.IsProblem(503, "Temporarily unavailable");
        Assert.NotNull(reply.Header("Retry-After"));
    }

    [Fact]
    public async Task Write_Bug_IsAFaultOfOursAndNotAReasonToTryAgain()
    {
        await using var own = new BrokenPortalApp();
        await own.InitializeAsync();
        (await own.Admin.GetApiAsync("/api/admin/phone-numbers")).Is(200);

        await own.DropTablesAsync();

        var reply = await own.Admin.PostApiAsync("/api/admin/phone-numbers", """{"numbers":["+18005550100"]}""");
        reply.IsProblem(500, "Internal error");
        Assert.Null(reply.Header("Retry-After"));
    }
}
