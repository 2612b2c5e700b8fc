using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Keys;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Faults;

/// <summary>The portal is killed repeatedly while it assigns numbers and imports a file.</summary>
public sealed class KillTests(PostgresCluster cluster)
{
    private const int FileRows = 60_000;

    private int _calls;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestDatabase.Sqlite, 25)]
    [InlineData(TestDatabase.Postgres, 10)]
    public async Task KilledDuringProvisioningAndImport_KeepsAcknowledgedWritesAndLeavesNothingHalfDone(TestDatabase kind, int kills)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(200);
        var businesses = new ConcurrentQueue<Guid>(await portal.AddBusinessesAsync(3_000));
        var key = (await portal.Get<ApiKeyService>().CreateAsync(TestPortal.Admin, "kill test", PortalRole.Admin, null, null, Cancel))
            .Value!
            .Key;
        var answered = new ConcurrentDictionary<Guid, string>();
        var random = new Random(20261101);
        var file = File();
        await using var process = new PortalProcess(PortalProcess.Settings(kind.ToString(), portal.ConnectionString));
        process.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);

        for (var kill = 0; kill < kills; kill++)
        {
            await process.StartAsync();
            var before = Volatile.Read(ref _calls);
            using var stop = new CancellationTokenSource();
            var import = ImportAsync(process.Client, file, stop.Token);
            var callers = Enumerable.Range(0, 8).Select(_ => ProvisionAsync(process.Client, businesses, answered, stop.Token)).ToList();
            // Not before it has responded, however slow the machine: killing an idle portal proves nothing.
            while (Volatile.Read(ref _calls) == before && !businesses.IsEmpty)
                await Task.Delay(10, Cancel);
            await Task.Delay(random.Next(20, 500), Cancel);
            process.Kill();
            await stop.CancelAsync();
            await Task.WhenAll([import, .. callers]);
        }

        await process.StartAsync();
        await ImportAsync(process.Client, file, Cancel);
        Assert.Equal(0, await process.StopAsync());

        Assert.NotEmpty(answered);
        await using var db = portal.Database.CreateReadContext();
        var held = await db.Businesses.Where(b => b.PhoneNumber != null).ToDictionaryAsync(b => b.Id, b => b.PhoneNumber!, Cancel);
        Assert.All(answered, a => Assert.Equal(a.Value, held.GetValueOrDefault(a.Key)));
        Assert.Equal(200 + FileRows, (await portal.Get<InventoryService>().SummaryAsync(TestPortal.Admin, Cancel)).Value!.Total.Total);
        await portal.AssertSoundAsync();
    }

    private static byte[] File()
    {
        var csv = new StringBuilder("number,note\n");
        for (var i = 0; i < FileRows; i++)
            csv.Append("+1888").Append(2_000_000 + i * 7919L % 7_999_993).Append(",row ").Append(i).Append('\n');
        return Encoding.ASCII.GetBytes(csv.ToString());
    }

    private static async Task ImportAsync(HttpClient client, byte[] file, CancellationToken stop)
    {
        try
        {
            using var content = new ByteArrayContent(file) { Headers = { ContentType = new("text/csv") } };
            using var answer = await client.PostAsync("/api/admin/phone-numbers/import?mode=skip", content, stop);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        catch (Exception error) when (IsCut(error))
        {
            // The portal was killed during the call.
        }
    }

    private async Task ProvisionAsync(
        HttpClient client,
        ConcurrentQueue<Guid> businesses,
        ConcurrentDictionary<Guid, string> answered,
        CancellationToken stop
    )
    {
        while (!stop.IsCancellationRequested && businesses.TryDequeue(out var business))
        {
            try
            {
                using var answer = await client.PostAsJsonAsync("/api/phone/provision", new { business_id = business }, stop);
                Interlocked.Increment(ref _calls);
                if (answer.StatusCode == HttpStatusCode.OK)
                    answered[business] = (await answer.Content.ReadFromJsonAsync<JsonElement>(CancellationToken.None))
                        .GetProperty("phone_number")
                        .GetString()!;
                else
                    Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            }
            catch (Exception error) when (IsCut(error))
            {
                // Killed before its response: it may or may not have taken place.
            }
        }
    }

    /// <summary>A client's error when the portal dies; a bare SocketException if it dies between connecting and sending.</summary>
    private static bool IsCut(Exception error) =>
        error is HttpRequestException or IOException or SocketException or OperationCanceledException && !Cancel.IsCancellationRequested;
}
