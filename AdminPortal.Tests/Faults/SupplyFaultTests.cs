using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Keys;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Faults;

/// <summary>
/// Numbers are bought while a third of the supplier's requests fail and the portal is killed repeatedly: what the supplier bills is in the
/// inventory, exactly once, and every order says what became true of it.
/// </summary>
public sealed class SupplyFaultTests(PostgresCluster cluster)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestDatabase.Sqlite, "twilio", 100, 5)]
    [InlineData(TestDatabase.Sqlite, "telnyx", 40, 2)]
    [InlineData(TestDatabase.Postgres, "twilio", 40, 2)]
    public async Task Bought_DuringFaultsAndKills_IsWhatIsBilledAndNothingTwice(TestDatabase kind, string supplier, int count, int kills)
    {
        await using SupplierStub stub = supplier == "twilio" ? await TwilioStub.StartAsync() : await TelnyxStub.StartAsync();
        foreach (var number in Enumerable.Range(0, count))
            stub.Offered.Add($"+1888{3_560_000 + number}");
        stub.Faults.Draw(20261127, 30, [.. CallFaults.Quick, CallFault.Hang, CallFault.ActAndHang, CallFault.Slow]);
        stub.Faults.RetryAfter = TimeSpan.FromSeconds(1);
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var key = (await portal.Get<ApiKeyService>().CreateAsync(TestPortal.Admin, "fault test", PortalRole.Admin, null, null, Cancel))
            .Value!
            .Key;
        var settings = PortalProcess.Settings(kind.ToString(), portal.ConnectionString);
        foreach (var (name, value) in stub.Settings)
            settings[name] = value;
        (settings["Suppliers:TimeoutSeconds"], settings["Suppliers:ReconcileSeconds"]) = ("1", "1");
        (settings["Suppliers:SettleSeconds"], settings["RateLimits:Enabled"]) = ("8", "false");
        await using var process = new PortalProcess(settings);
        process.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);

        var left = new ConcurrentQueue<string>(stub.Offered);
        var random = new Random(5);
        for (var kill = 0; kill < kills; kill++)
        {
            await process.StartAsync();
            var calls = stub.Calls.Count;
            using var stop = new CancellationTokenSource();
            var buyers = Enumerable.Range(0, 4).Select(_ => BuyAsync(process.Client, left, stop.Token)).ToList();
            await Wait.UntilAsync(() => stub.Calls.Count > calls + random.Next(10, 80) || left.IsEmpty, "the portal to buy", s_patience);
            process.Kill();
            await stop.CancelAsync();
            await Task.WhenAll(buyers);
            stub.FinishLate();
        }

        await process.StartAsync();
        await BuyAsync(process.Client, left, Cancel);
        Assert.Empty(left);

        // Orders are settled even while the failures continue.
        stub.FinishLate();
        await Wait.UntilAsync(async () => (await OrdersAsync(portal)).All(o => !o.IsOpen), "every order to be settled", s_patience);
        stub.Faults.Clear();
        stub.FinishLate();

        var orders = await OrdersAsync(portal);
        Assert.Equal(stub.Owned.Distinct().Count(), stub.Owned.Count);
        Assert.Equal(stub.Owned.Order(), orders.Where(o => o.Status == OrderStatus.Fulfilled).Select(o => o.Number).Order());
        await using (var db = portal.Database.CreateReadContext())
            Assert.Equal(stub.Owned.Order(), await db.Numbers.OrderBy(n => n.Number).Select(n => n.Number).ToListAsync(Cancel));
        Assert.True(stub.Owned.Count > count / 2, $"{stub.Owned.Count} of {count} were bought.");
        Assert.Equal(0, await process.StopAsync());
        await portal.AssertSoundAsync();
    }

    private static async Task<IReadOnlyList<NumberOrder>> OrdersAsync(TestPortal portal)
    {
        await using var db = portal.Database.CreateReadContext();
        return await db.Orders.ToListAsync(Cancel);
    }

    /// <summary>Orders one number after the other, each under its own idempotency key; one without a response is ordered again.</summary>
    private static async Task BuyAsync(HttpClient client, ConcurrentQueue<string> left, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && left.TryDequeue(out var number))
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/api/admin/phone-numbers/buy");
                request.Content = JsonContent.Create(new { number });
                request.Headers.Add("Idempotency-Key", $"buy-{number}");
                using var answer = await client.SendAsync(request, stop);
                var body = await answer.Content.ReadFromJsonAsync<JsonElement>(CancellationToken.None);
                Assert.True((int)answer.StatusCode is 201 or 202 or 402 or 409 or 502 or 503, body.ToString());
                // The supplier was busy or away before anything was ordered.
                if (
                    answer.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
                    && !body.TryGetProperty("orders", out _)
                )
                    left.Enqueue(number);
            }
            catch (Exception error)
                when (error is HttpRequestException or IOException or SocketException or JsonException
                    || (error is OperationCanceledException && !Cancel.IsCancellationRequested)
                )
            {
                left.Enqueue(number);
            }
        }
    }
}
