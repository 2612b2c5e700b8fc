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

/// <summary>Businesses are onboarded while a third of Retell's requests fail and the portal is killed repeatedly: each ends with one agent,
/// here and at Retell, bound to its number.</summary>
public sealed class AgentFaultTests(PostgresCluster cluster)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestDatabase.Sqlite, 120, 4)]
    [InlineData(TestDatabase.Postgres, 40, 2)]
    public async Task Onboarded_DuringFaultsAndKills_EachBusinessHasOneAgentBoundToItsNumber(TestDatabase kind, int count, int kills)
    {
        await using var stub = await RetellStub.StartAsync();
        stub.Faults.Draw(20261101, 30, [.. CallFaults.Quick, CallFault.Hang, CallFault.ActAndHang, CallFault.Slow]);
        stub.Faults.RetryAfter = TimeSpan.FromSeconds(1);
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(count);
        var key = (await portal.Get<ApiKeyService>().CreateAsync(TestPortal.Admin, "fault test", PortalRole.Admin, null, null, Cancel))
            .Value!
            .Key;
        var settings = PortalProcess.Settings(kind.ToString(), portal.ConnectionString);
        foreach (var (name, value) in stub.Settings)
            settings[name] = value;
        (settings["Agents:ReconcileSeconds"], settings["Agents:MaxBackoffSeconds"], settings["RateLimits:Enabled"]) = ("2", "2", "false");
        await using var process = new PortalProcess(settings);
        process.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);

        var left = new ConcurrentQueue<int>(Enumerable.Range(0, count));
        var random = new Random(5);
        for (var kill = 0; kill < kills; kill++)
        {
            await process.StartAsync();
            var (calls, limit) = (stub.Calls.Count, count * (kill + 1) / kills);
            using var stop = new CancellationTokenSource();
            var callers = Enumerable.Range(0, 4).Select(_ => OnboardAsync(process.Client, left, count - limit, stop.Token)).ToList();
            await Wait.UntilAsync(() => Task.FromResult(stub.Calls.Count > calls + random.Next(20, 200)), "the portal to work", s_patience);
            process.Kill();
            await stop.CancelAsync();
            await Task.WhenAll(callers);
        }

        await process.StartAsync();
        await OnboardAsync(process.Client, left, 0, Cancel);
        Assert.Empty(left);

        // Everything gets done even while the failures continue.
        await Wait.UntilAsync(async () => await SettledAsync(portal) == count, "every agent to be active", s_patience);
        stub.Faults.Clear();
        stub.FinishLate();
        await Wait.UntilAsync(
            () => Task.FromResult(stub.Agents.Count == count && stub.Llms.Count == count && Rings(stub).Count == count),
            "leftovers of lost responses to be removed",
            s_patience
        );

        await using var db = portal.Database.CreateReadContext();
        var wanted = await db
            .Businesses.Select(b => new
            {
                b.PhoneNumber,
                Agent = db.Agents.Where(a => a.BusinessId == b.Id).Select(a => a.ProviderAgentId).Single(),
            })
            .ToDictionaryAsync(b => b.PhoneNumber!, b => b.Agent!, Cancel);
        Assert.Equal(wanted.OrderBy(p => p.Key), Rings(stub).OrderBy(p => p.Key));
        Assert.Equal(stub.Agents.Select(a => a.Id).Order(), wanted.Values.Order());
        Assert.Equal(0, await process.StopAsync());
        await portal.AssertSoundAsync();
    }

    /// <summary>The agent of each number that is bound to exactly one.</summary>
    private static Dictionary<string, string> Rings(RetellStub stub) =>
        stub.Numbers.Where(n => n.AgentIds.Length == 1).ToDictionary(n => n.Number, n => n.AgentIds[0]);

    private static async Task<int> SettledAsync(TestPortal portal)
    {
        await using var db = portal.Database.CreateReadContext();
        return await db.Agents.CountAsync(a => a.Status == AgentStatus.Active, Cancel);
    }

    /// <summary>Onboards one after the other until so many are left; a call without a response is repeated.</summary>
    private static async Task OnboardAsync(HttpClient client, ConcurrentQueue<int> left, int until, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && left.Count > until && left.TryDequeue(out var one))
        {
            try
            {
                using var answer = await client.PostAsJsonAsync(
                    "/api/onboarding/complete",
                    new
                    {
                        business_name = $"Business {one:000}",
                        external_id = $"crm-{one}",
                        agent = new { name = $"Agent {one}" },
                    },
                    stop
                );
                Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.Created, HttpStatusCode.OK]);
                Assert.NotNull(
                    (await answer.Content.ReadFromJsonAsync<JsonElement>(CancellationToken.None)).GetProperty("phone_number").GetString()
                );
            }
            catch (Exception error)
                when (error is HttpRequestException or IOException or SocketException or JsonException
                    || (error is OperationCanceledException && !Cancel.IsCancellationRequested)
                )
            {
                left.Enqueue(one);
            }
        }
    }
}
