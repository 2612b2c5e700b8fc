using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using AdminPortal.Api;
using AdminPortal.Data;
using AdminPortal.Data.Records;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Api;

/// <summary>What Retell tells of calls, over HTTP: signed, each event once, whatever order they come in.</summary>
public sealed class WebhookRoutesTests : IAsyncLifetime
{
    private const string Path = "/api/webhooks/retell";

    private readonly PortalApp _app = new();
    private RetellStub _retell = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _retell = await RetellStub.StartAsync();
        foreach (var (key, value) in _retell.Settings)
            _app.Settings[key] = value;
        await _app.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _retell.DisposeAsync();
    }

    [Fact]
    public async Task Call_ToldFromItsBeginningToItsEnd_IsTheBusinesses()
    {
        var agent = await MakeAgentAsync();

        (await TellAsync(Body("call_started", agent, "\"start_timestamp\":1764000000000,\"from_number\":\"+13125550188\",\"to_number\":\"+18005550100\""))).Is(204);
        for (var again = 0; again < 3; again++)
            (await TellAsync(Body("call_ended", agent, "\"start_timestamp\":1764000000000,\"end_timestamp\":1764000095000,\"duration_ms\":95000,\"disconnection_reason\":\"user_hangup\""))).Is(204);
        (await TellAsync(Body("call_analyzed", agent, "\"call_analysis\":{\"call_summary\":\"not kept\"}"))).Is(204);

        await using var db = _app.Get<PortalDatabase>().CreateReadContext();
        var call = await db.AgentCalls.SingleAsync(Cancel);
        Assert.Equal((_app.AcmeId, "+13125550188", "+18005550100", 95_000L, "user_hangup"), (call.BusinessId, call.FromNumber, call.ToNumber, call.DurationMilliseconds, call.EndReason));
        Assert.Equal(["call_analyzed", "call_ended", "call_started"], await db.WebhookEvents.Select(e => e.Event).OrderBy(e => e).ToListAsync(Cancel));
    }

    [Fact]
    public async Task Signature_Refused_IsCountedWithTheReasonOfTheLast()
    {
        var refusals = _app.Get<WebhookRefusals>();
        await _app.Nobody.PostApiAsync(Path, "{}");
        Assert.Equal((1L, "It has no signature."), (Read().Count, Read().Reason));

        await _app.Nobody.PostApiAsync(Path, "{}", ("x-retell-signature", $"v={DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeMilliseconds()},d={new string('0', 64)}"));
        Assert.Contains("too old", Read().Reason, StringComparison.Ordinal);

        await _app.Nobody.PostApiAsync(Path, "{}", ("x-retell-signature", $"v={DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()},d={new string('0', 64)}"));
        Assert.Contains("does not match the key", Read().Reason, StringComparison.Ordinal);
        (await TellAsync(Body("call_ended", await MakeAgentAsync()))).Is(204);
        Assert.Equal(3, Read().Count);
        Assert.InRange(Read().LastAt, Read().Since, DateTimeOffset.UtcNow);

        RefusedWebhooks Read() => refusals.Read(TestPortal.Support).Value!;
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("v=1,d=00")]
    [InlineData("nonsense")]
    public async Task Signature_MissingOrNone_IsRefused(string? signature)
    {
        var reply = await _app.Nobody.PostApiAsync(Path, Body("call_ended", "agent_1"), signature is null ? [] : [("x-retell-signature", signature)]);

        reply.IsProblem(401, "Authentication required");
    }

    [Fact]
    public async Task Signature_OfAnotherBodyKeyOrTime_IsRefused()
    {
        var body = Body("call_ended", "agent_1");
        var now = DateTimeOffset.UtcNow;

        (await TellAsync(body + " ", Sign(body, now))).IsProblem(401);
        (await TellAsync(body, Sign(body, now, "key_of_somebody"))).IsProblem(401);
        (await TellAsync(body, Sign(body, now.AddMinutes(-6)))).IsProblem(401);
        (await TellAsync(body, Sign(body, now.AddMinutes(6)))).IsProblem(401);
        (await TellAsync(body, Sign(body, now.AddMinutes(-4)))).Is(204);
    }

    [Fact]
    public async Task AdminKey_StandsForNoSignature() =>
        (await _app.Admin.PostApiAsync(Path, Body("call_ended", "agent_1"))).IsProblem(401);

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("{\"event\":")]
    public async Task Body_ThatIsNoJson_IsRefused(string body) =>
        (await TellAsync(body)).IsProblem(400, "Invalid request");

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"event\":\"call_ended\"}")]
    [InlineData("{\"event\":\"call_ended\",\"call\":7}")]
    [InlineData("{\"event\":\"call_ended\",\"call\":{\"call_id\":\"c\",\"agent_id\":\"agent_of_others\"}}")]
    [InlineData("{\"event\":\"chat_started\",\"chat\":{}}")]
    [InlineData("{\"event\":9,\"call\":{\"call_id\":[],\"agent_id\":{}}}")]
    public async Task Body_ThatTellsNothingOfOurs_IsTakenAndForgotten(string body)
    {
        (await TellAsync(body)).Is(204);

        await using var db = _app.Get<PortalDatabase>().CreateReadContext();
        Assert.False(await db.AgentCalls.AnyAsync(Cancel));
    }

    [Fact]
    public async Task Fields_OfAnyKind_NeverBreakIt()
    {
        var agent = await MakeAgentAsync();
        var random = new Random(20261101);
        string[] values = ["null", "true", "-1", "1e400", "9223372036854775807", "99999999999999999999", "\"\"", "\"\\u0000\"", "\"x\"", "[]", "{}", "\"" + new string('9', 300) + "\"", "1764000000000"];
        string[] names = ["from_number", "to_number", "start_timestamp", "end_timestamp", "duration_ms", "disconnection_reason", "call_status"];
        for (var i = 0; i < 200; i++)
        {
            var fields = string.Join(',', names.Where(_ => random.Next(2) == 0).Select(n => $"\"{n}\":{values[random.Next(values.Length)]}"));
            (await TellAsync(Body("call_ended", agent, fields, $"call_{i}"))).Is(204);
        }

        await using var db = _app.Get<PortalDatabase>().CreateReadContext();
        Assert.Equal(200, await db.AgentCalls.CountAsync(Cancel));
    }

    [Fact]
    public async Task Field_WithHalfASurrogatePair_IsKeptWithAReplacement()
    {
        var agent = await MakeAgentAsync();

        (await TellAsync(Body("call_ended", agent, "\"disconnection_reason\":\"a\\ud800b\\udc00\",\"from_number\":\"\\ud83d\\ude00\""))).Is(204);

        await using var db = _app.Get<PortalDatabase>().CreateReadContext();
        var call = await db.AgentCalls.SingleAsync(Cancel);
        Assert.Equal(("a\uFFFDb\uFFFD", "\U0001F600"), (call.EndReason, call.FromNumber));
    }

    [Theory]
    [InlineData("\"disconnection_reason\":\"\u00FF\"")]
    public async Task Body_ThatIsNotUtf8_IsRefused(string field)
    {
        var body = Encoding.Latin1.GetBytes(Body("call_ended", "agent_1", field));
        var time = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var digest = HMACSHA256.HashData(Encoding.UTF8.GetBytes(RetellStub.ApiKey), (byte[])[.. body, .. Encoding.UTF8.GetBytes(time)]);

        (await _app.Nobody.PostApiAsync(Path, new ByteArrayContent(body), ("x-retell-signature", $"v={time},d={Convert.ToHexStringLower(digest)}"))).IsProblem(400);
    }

    [Fact]
    public async Task Body_OverTheLimit_IsToldTheLimitOfThisRoute()
    {
        var body = new string(' ', 4 * 1024 * 1024 + 1);

        Assert.Contains("at most 4 MB", (await TellAsync(body)).IsProblem(413)["detail"].GetString());
    }

    [Fact]
    public async Task BodiesOfManyStrangers_HoldABoundedAmount_AndAWholeOneGetsThrough()
    {
        var bodies = new WebhookBodies(TimeProvider.System);
        using var done = new CancellationTokenSource();
        var reading = Enumerable.Range(0, 150).Select(i => Task.Run(async () =>
        {
            var http = new DefaultHttpContext();
            http.Request.Body = new UnfinishedStream(WebhookBodies.MostBody - 1, done.Token);
            using var body = bodies.Enter(new IPAddress([10, 0, (byte)(i / 8), 1]));
            await body.ReadAsync(http.Request, done.Token);
        })).ToList();
        for (var i = 0; i < 1_000 && bodies.Held <= WebhookBodies.MostHeld / 2; i++)
            await Task.Delay(10, Cancel);

        Assert.InRange(bodies.Held, WebhookBodies.MostHeld / 2, WebhookBodies.MostHeld);
        var genuine = new DefaultHttpContext();
        genuine.Request.Body = new MemoryStream(new byte[3_000]);
        using (var body = bodies.Enter(IPAddress.Loopback))
            Assert.Equal(BodyEnd.Read, await body.ReadAsync(genuine.Request, Cancel));

        await done.CancelAsync();
        await Task.WhenAll(reading.Select(r => r.ContinueWith(_ => { }, TaskScheduler.Default)));
        Assert.Equal(0, bodies.Held);
    }

    /// <summary>Gives so many bytes and then no more, without an end.</summary>
    private sealed class UnfinishedStream(int bytes, CancellationToken done) : MemoryStream(new byte[bytes])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position < Length)
                return await base.ReadAsync(buffer, cancellationToken);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(done, cancellationToken);
            await Task.Delay(Timeout.Infinite, either.Token);
            return 0;
        }
    }

    private static string Body(string happened, string agent, string fields = "", string call = "call_1") =>
        $"{{\"event\":\"{happened}\",\"call\":{{\"call_id\":\"{call}\",\"agent_id\":\"{agent}\"{(fields.Length == 0 ? "" : ",")}{fields}}}}}";

    private static string Sign(string body, DateTimeOffset at, string key = RetellStub.ApiKey)
    {
        var time = at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return $"v={time},d={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(body + time)))}";
    }

    private Task<ApiReply> TellAsync(string body, string? signature = null) =>
        _app.Nobody.PostApiAsync(Path, body, ("x-retell-signature", signature ?? Sign(body, DateTimeOffset.UtcNow)));

    /// <summary>Acme's agent, once Retell has it; its id there.</summary>
    private async Task<string> MakeAgentAsync()
    {
        Assert.True((await _app.Get<AgentService>().CreateAsync(Actor.System, _app.AcmeId, new AgentWishes(), Cancel)).IsDone);
        for (var i = 0; i < 300; i++)
        {
            await using var db = _app.Get<PortalDatabase>().CreateReadContext();
            if (await db.Agents.SingleAsync(Cancel) is { Status: AgentStatus.Active, ProviderAgentId: { } id })
                return id;
            await Task.Delay(100, Cancel);
        }

        throw new TimeoutException("The agent did not become active.");
    }
}
