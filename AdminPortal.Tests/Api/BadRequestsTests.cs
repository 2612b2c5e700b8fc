using System.Net.Http.Headers;
using System.Text;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Api;

/// <summary>What cannot be read is answered with a problem that says what to send, never with a page or a stack trace.</summary>
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
    public async Task Provision_WrongBody_IsExplained(string body, string detail) =>
        Assert.Contains(detail, (await app.Admin.PostApiAsync("/api/phone/provision", body)).IsProblem(400)["detail"].GetString());

    [Theory]
    [InlineData("""{"numbers":"1"}""", "'numbers' takes a list of texts")]
    [InlineData("""{"numbers":[{}]}""", "'numbers' takes a list of texts")]
    [InlineData("""{"number":18005550100}""", "'number' takes a text")]
    [InlineData("""{"number":"1","numbers":["2"]}""", "not both")]
    [InlineData("""{"numbers":[]}""", "'numbers' takes 1 to 1000")]
    [InlineData("{}", "'numbers' takes 1 to 1000")]
    [InlineData("""{"number":"\ud800"}""", "'number'")]
    public async Task AddNumbers_WrongBody_IsExplained(string body, string detail) =>
        Assert.Contains(detail, (await app.Admin.PostApiAsync("/api/admin/phone-numbers", body)).IsProblem(400)["detail"].GetString());

    [Theory]
    [InlineData("""{"name":"x","role":"owner"}""", "'role' takes admin, support or business")]
    [InlineData("""{"name":"x","role":"admin","expires_days":"9"}""", "'expires_days' takes a whole number")]
    [InlineData("""{"name":"x","role":"admin","expires_days":1.5}""", "'expires_days' takes a whole number")]
    public async Task MakeKey_WrongBody_IsExplained(string body, string detail) =>
        Assert.Contains(detail, (await app.Admin.PostApiAsync("/api/admin/api-keys", body)).IsProblem(400)["detail"].GetString());

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/html")]
    [InlineData(null)]
    public async Task Write_BodyOfAnotherKind_IsToldWhatToSend(string? type)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes("reason=because"));
        content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        Assert.Contains("application/json", (await app.Admin.PostApiAsync("/api/admin/businesses", content)).IsProblem(415)["detail"].GetString());
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
    public async Task Read_DatabaseIsGone_IsUnavailableAndSaysWhenToTryAgain()
    {
        await using var own = new BrokenPortalApp();
        await own.InitializeAsync();
        (await own.Admin.GetApiAsync("/api/admin/phone-numbers")).Is(200);

        own.BreakDatabase();

        var reply = (await own.Admin.GetApiAsync("/api/admin/phone-numbers")).IsProblem(503, "Temporarily unavailable");
        Assert.True(int.Parse(reply.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture) >= 1);
    }

    [Fact]
    public async Task Read_Bug_SaysNothingOfTheInside()
    {
        await using var own = new BrokenPortalApp();
        await own.InitializeAsync();
        (await own.Admin.GetApiAsync("/api/admin/phone-numbers")).Is(200);

        await own.DropTablesAsync();

        var reply = (await own.Admin.GetApiAsync("/api/admin/phone-numbers")).IsProblem(500, "Internal error");
        Assert.DoesNotContain("SQL", reply.Text, StringComparison.OrdinalIgnoreCase);
        Assert.NotEmpty(reply["request_id"].GetString()!);
    }
}
