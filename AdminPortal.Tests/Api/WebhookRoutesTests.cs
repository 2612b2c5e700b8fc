using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using AdminPortal.Api;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Api;

/// <summary>Retell's call events over HTTP: signed, each processed once, in any order.</summary>
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
    public async Task Call_ReportedFromStartToEnd_BelongsToTheBusiness()
    {
        var agent = await MakeAgentAsync();

        (
            await TellAsync(
                Body(
                    "call_started",
                    agent,
                    "\"start_timestamp\":1764000000000,\"from_number\":\"+13125550188\",\"to_number\":\"+18005550100\""
                )
            )
        ).Is(204);
        for (var again = 0; again < 3; again++)
            (
                await TellAsync(
                    Body(
                        "call_ended",
                        agent,
                        "\"start_timestamp\":1764000000000,\"end_timestamp\":1764000095000,"
                            + "\"duration_ms\":95000,\"disconnection_reason\":\"user_hangup\""
                    )
                )
            ).Is(204);
        (await TellAsync(Body("call_analyzed", agent, "\"call_analysis\":{\"call_summary\":\"not kept\"}"))).Is(204);

        await using var db = _app.Get<PortalDatabase>().CreateReadContext();
        var call = await db.AgentCalls.SingleAsync(Cancel);
        Assert.Equal(
            (_app.AcmeId, "+13125550188", "+18005550100", 95_000L, "user_hangup"),
            (call.BusinessId, call.FromNumber, call.ToNumber, call.DurationMilliseconds, call.EndReason)
        );
        Assert.Equal(
            ["call_analyzed", "call_ended", "call_started"],
            await db.WebhookEvents.Select(e => e.Event).OrderBy(e => e).ToListAsync(Cancel)
        );
    }

    [Fact]
    public async Task Signature_Refused_IsCountedWithTheLastReason()
    {
        var refusals = _app.Get<WebhookRefusals>();
        await _app.Nobody.PostApiAsync(Path, "{}");
        Assert.Equal((1L, "It has no signature."), (Read().Count, Read().Reason));

        await _app.Nobody.PostApiAsync(
            Path,
            "{}",
            ("x-retell-signature", $"v={DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeMilliseconds()},d={new string('0', 64)}")
        );
        Assert.Contains("too old", Read().Reason, StringComparison.Ordinal);

        await _app.Nobody.PostApiAsync(
            Path,
            "{}",
            ("x-retell-signature", $"v={DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()},d={new string('0', 64)}")
        );
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
    public async Task Signature_MissingOrMalformed_IsRefused(string? signature)
    {
        var reply = await _app.Nobody.PostApiAsync(
            Path,
            Body("call_ended", "agent_1"),
            signature is null ? [] : [("x-retell-signature", signature)]
        );

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
    public async Task AdminKey_DoesNotReplaceASignature() =>
        (await _app.Admin.PostApiAsync(Path, Body("call_ended", "agent_1"))).IsProblem(401);

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("{\"event\":")]
    public async Task Body_InvalidJson_IsRefused(string body) => (await TellAsync(body)).IsProblem(400, "Invalid request");

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"event\":\"call_ended\"}")]
    [InlineData("{\"event\":\"call_ended\",\"call\":7}")]
    [InlineData("{\"event\":\"call_ended\",\"call\":{\"call_id\":\"c\",\"agent_id\":\"agent_of_others\"}}")]
    [InlineData("{\"event\":\"chat_started\",\"chat\":{}}")]
    [InlineData("{\"event\":9,\"call\":{\"call_id\":[],\"agent_id\":{}}}")]
    public async Task Body_AboutUnknownObjects_IsAcceptedAndIgnored(string body)
    {
        (await TellAsync(body)).Is(204);

        await using var db = _app.Get<PortalDatabase>().CreateReadContext();
        Assert.False(await db.AgentCalls.AnyAsync(Cancel));
    }

    [Fact]
    public async Task Fields_OfAnyType_NeverCauseAnError()
    {
        var agent = await MakeAgentAsync();
        var random = new Random(20261101);
        string[] values =
        [
            "null",
            "true",
            "-1",
            "1e400",
            "9223372036854775807",
            "99999999999999999999",
            "\"\"",
            "\"\\u0000\"",
            "\"x\"",
            "[]",
            "{}",
            "\"" + new string('9', 300) + "\"",
            "1764000000000",
        ];
        string[] names =
        [
            "from_number",
            "to_number",
            "start_timestamp",
            "end_timestamp",
            "duration_ms",
            "disconnection_reason",
            "call_status",
        ];
        for (var i = 0; i < 200; i++)
        {
            var fields = string.Join(
                ',',
                names.Where(_ => random.Next(2) == 0).Select(n => $"\"{n}\":{values[random.Next(values.Length)]}")
            );
            (await TellAsync(Body("call_ended", agent, fields, $"call_{i}"))).Is(204);
        }

        await using var db = _app.Get<PortalDatabase>().CreateReadContext();
        Assert.Equal(200, await db.AgentCalls.CountAsync(Cancel));
    }

    [Fact]
    public async Task LoneSurrogate_InAnyTextOrName_IsReplacedAndTheEventSaved()
    {
        var agent = await MakeAgentAsync();
        string[] lone = ["\\ud800", "\\uDFFF", "\\ud83d\\ud83d\\ude00", "x\\\\\\ud800", "\\udc00\\ud800"];
        var call = 0;
        foreach (var text in lone)
        {
            (
                await TellAsync(
                    Body(
                        "call_ended",
                        agent,
                        $"\"disconnection_reason\":\"{text}\",\"transcript\":\"{text}\",\"from_number\":\"+1{text}\"",
                        $"call_{++call}"
                    )
                )
            ).Is(204);
            (
                await TellAsync(
                    Body(
                        "call_ended",
                        agent,
                        $"\"{text}\":1,\"more\":{{\"{text}\":[\"{text}\"]}},\"disconnection_reason\":\"user_hangup\"",
                        $"call_{++call}"
                    )
                )
            ).Is(204);
        }

        await using var db = _app.Get<PortalDatabase>().CreateReadContext();
        var reasons = await db.AgentCalls.OrderBy(c => c.StartedAt).Select(c => c.EndReason).ToListAsync(Cancel);
        Assert.Equal(2 * lone.Length, reasons.Count);
        Assert.All(reasons, reason => Assert.True(reason == "user_hangup" || reason!.Contains('\uFFFD'), reason));
        Assert.Contains("\uFFFD\U0001F600", reasons);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC0, 0xAF })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xE9 })]
    public async Task Body_NotUtf8_IsRefused(byte[] bytes)
    {
        byte[] body =
        [
            .. Encoding.UTF8.GetBytes("{\"event\":\"call_ended\",\"call\":{\"call_id\":\"c\",\"agent_id\":\"a"),
            .. bytes,
            .. Encoding.UTF8.GetBytes("\"}}"),
        ];

        (await TellAsync(body)).IsProblem(400, "Invalid request");
    }

    [Fact]
    public async Task Body_NestedDeeply_IsRefused()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 5_000)) + string.Concat(Enumerable.Repeat("]", 5_000));

        (await TellAsync($"{{\"event\":\"call_ended\",\"call\":{deep}}}")).IsProblem(400, "Invalid request");
    }

    [Fact]
    public async Task Body_OverFourMegabytes_IsRefusedWithTheLimitOfThisRoute() =>
        Assert.Contains(
            "at most 4 MB",
            (await TellAsync(Body("call_ended", "a", $"\"transcript\":\"{new string('x', 4 * 1024 * 1024)}\"")))
                .IsProblem(413)["detail"]
                .GetString()
        );

    [Fact]
    public async Task SlowSenders_UseLittleMemory_AndAGenuineWebhookGetsThrough()
    {
        await using var app = new PortalApp();
        foreach (var (key, value) in _retell.Settings)
            app.Settings[key] = value;
        app.UseKestrel(0);
        app.StartServer();
        await app.InitializeAsync();
        var bodies = app.Get<WebhookBodies>();
        var strangers = new List<TcpClient>();
        try
        {
            var part = new byte[1024 * 1024];
            await Parallel.ForEachAsync(
                Enumerable.Range(0, 150),
                new ParallelOptions { MaxDegreeOfParallelism = 150, CancellationToken = Cancel },
                async (_, cancel) =>
                {
                    // From a separate address: eviction affects all connections of an address.
                    var stranger = new TcpClient(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
                    lock (strangers)
                        strangers.Add(stranger);
                    await stranger.ConnectAsync(IPAddress.Loopback, app.ClientOptions.BaseAddress.Port, cancel);
                    var head =
                        $"POST {Path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + $"{4 * 1024 * 1024}\r\nx-retell-signature: {Sign("{}", DateTimeOffset.UtcNow, "guess")}\r\n\r\n";
                    try
                    {
                        await stranger.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), cancel);
                        await stranger.GetStream().WriteAsync(part, cancel);
                    }
                    catch (IOException)
                    {
                        // Refused, as expected.
                    }
                }
            );

            for (var i = 0; i < 400 && bodies.Held == 0; i++)
                await Task.Delay(25, Cancel);
            Assert.InRange(bodies.Held, 1, WebhookBodies.MostHeld);
            var body = Body("call_ended", "agent_1", $"\"transcript\":\"{new string('x', 2 * 1024 * 1024)}\"");
            for (var i = 0; i < 5; i++)
                (await app.Nobody.PostApiAsync(Path, body, ("x-retell-signature", Sign(body, DateTimeOffset.UtcNow)))).Is(204);
            Assert.InRange(bodies.Held, 0, WebhookBodies.MostHeld);
        }
        finally
        {
            strangers.ForEach(s => s.Dispose());
        }
    }

    [Fact]
    public async Task Body_ThatNeverEnds_IsAborted()
    {
        var clock = new FakeTimeProvider();
        var bodies = new WebhookBodies(clock);
        var http = new DefaultHttpContext();
        http.Request.Body = new Pipe().Reader.AsStream();
        using var body = bodies.Enter(null);

        var end = body.ReadAsync(http.Request, Cancel);
        clock.Advance(WebhookBodies.Patience);

        Assert.Equal(BodyEnd.TooSlow, await end);
    }

    [Fact]
    public async Task Eviction_AffectsTheAddressWithMostBodies()
    {
        var bodies = new WebhookBodies(TimeProvider.System);
        var endless = new DefaultHttpContext();
        endless.Request.Body = new Pipe().Reader.AsStream();
        using var lonely = bodies.Enter(IPAddress.Parse("203.0.113.1"));
        var waits = lonely.ReadAsync(endless.Request, Cancel);
        var greedy = Enumerable.Range(0, WebhookBodies.MostAtOnce - 1).Select(_ => bodies.Enter(IPAddress.Parse("198.51.100.9"))).ToList();
        var reads = greedy.Select(body => body.ReadAsync(Endless(), Cancel)).ToList();

        using var genuine = bodies.Enter(IPAddress.Parse("192.0.2.5"));
        var whole = new DefaultHttpContext();
        whole.Request.Body = new MemoryStream([1, 2, 3]);

        Assert.Equal(BodyEnd.Read, await genuine.ReadAsync(whole.Request, Cancel));
        Assert.Equal(new byte[] { 1, 2, 3 }, genuine.Bytes.ToArray());
        Assert.Equal(BodyEnd.NoRoom, await reads[0]);
        Assert.False(waits.IsCompleted);
        greedy.ForEach(body => body.Dispose());

        static HttpRequest Endless()
        {
            var http = new DefaultHttpContext();
            http.Request.Body = new Pipe().Reader.AsStream();
            return http.Request;
        }
    }

    private static string Body(string happened, string agent, string fields = "", string call = "call_1") =>
        $"{{\"event\":\"{happened}\",\"call\":{{\"call_id\":\"{call}\",\"agent_id\":\"{agent}\""
        + $"{(fields.Length == 0 ? "" : ",")}{fields}}}}}";

    private static string Sign(string body, DateTimeOffset at, string key = RetellStub.ApiKey) =>
        Sign(Encoding.UTF8.GetBytes(body), at, key);

    private static string Sign(byte[] body, DateTimeOffset at, string key = RetellStub.ApiKey)
    {
        var time = at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var signed = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), (byte[])[.. body, .. Encoding.UTF8.GetBytes(time)]);
        return $"v={time},d={Convert.ToHexStringLower(signed)}";
    }

    private Task<ApiReply> TellAsync(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        return _app.Nobody.PostApiAsync(Path, content, ("x-retell-signature", Sign(body, DateTimeOffset.UtcNow)));
    }

    private Task<ApiReply> TellAsync(string body, string? signature = null) =>
        _app.Nobody.PostApiAsync(Path, body, ("x-retell-signature", signature ?? Sign(body, DateTimeOffset.UtcNow)));

    /// <summary>Creates Acme's agent at Retell; returns its id there.</summary>
    private async Task<string> MakeAgentAsync()
    {
        Assert.True((await _app.Get<AgentService>().CreateAsync(Actor.System, _app.AcmeId, new AgentConfiguration(), Cancel)).IsDone);
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
