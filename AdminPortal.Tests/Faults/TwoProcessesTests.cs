using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Keys;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Faults;

/// <summary>Two portal processes on one database, while the command line imports into it.</summary>
public sealed class TwoProcessesTests(PostgresCluster cluster)
{
    private const int Callers = 64;
    private const int Businesses = 300;
    private const int Numbers = 200;
    private const int FileRows = 20_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task MoreBusinessesThanNumbers_AssignsEachNumberOnceAndRefusesTheRest(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(Numbers);
        var businesses = await portal.AddBusinessesAsync(Businesses);
        await using var one = await StartAsync(portal);
        await using var other = await StartAsync(portal);

        // Each requests twice, from both processes in turn.
        var work = new ConcurrentQueue<Guid>([.. businesses, .. businesses.Reverse()]);
        var answers = new ConcurrentBag<(Guid Business, string? Number)>();
        await Task.WhenAll(
            Enumerable
                .Range(0, Callers)
                .Select(async caller =>
                {
                    while (work.TryDequeue(out var business))
                        answers.Add((business, await AskAsync((caller % 2 == 0 ? one : other).Client, business)));
                })
        );

        var given = answers.Where(a => a.Number is not null).GroupBy(a => a.Business, a => a.Number).ToList();
        Assert.Equal(2 * Businesses, answers.Count);
        Assert.Equal(Numbers, given.Count);
        Assert.All(given, business => Assert.Single(business.Distinct()));
        Assert.Equal(Numbers, given.Select(b => b.First()).Distinct().Count());
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task ImportDuringProvisioning_EveryBusinessGetsANumberAndEveryRowIsAdded(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(Businesses);
        var businesses = await portal.AddBusinessesAsync(Businesses);
        await using var one = await StartAsync(portal);
        using var folder = new TempFolder();
        var file = folder.File("more.csv");
        await System.IO.File.WriteAllTextAsync(file, Csv(), Cancel);

        var import = one.RunVerbAsync(["import", file]);
        var work = new ConcurrentQueue<Guid>(businesses);
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async _ =>
                {
                    while (work.TryDequeue(out var business))
                        Assert.NotNull(await AskAsync(one.Client, business));
                })
        );

        Assert.Equal(0, (await import).ExitCode);
        var stock = (await portal.Get<InventoryService>().SummaryAsync(TestPortal.Admin, Cancel)).Value!.Total;
        Assert.Equal((Businesses + FileRows, Businesses), (stock.Total, stock.Assigned));
        await portal.AssertSoundAsync();
    }

    private static async Task<PortalProcess> StartAsync(TestPortal portal)
    {
        var key = (await portal.Get<ApiKeyService>().CreateAsync(TestPortal.Admin, "two processes", PortalRole.Admin, null, null, Cancel))
            .Value!
            .Key;
        var process = new PortalProcess(PortalProcess.Settings(portal.Database.Settings.Provider.ToString(), portal.ConnectionString));
        process.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        await process.StartAsync();
        return process;
    }

    /// <summary>The assigned number; null if none is available.</summary>
    private static async Task<string?> AskAsync(HttpClient client, Guid business)
    {
        using var answer = await client.PostAsJsonAsync("/api/phone/provision", new { business_id = business }, Cancel);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        if (answer.StatusCode == HttpStatusCode.OK)
            return body.GetProperty("phone_number").GetString();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("No numbers available", body.GetProperty("error").GetString());
        return null;
    }

    private static string Csv()
    {
        var csv = new StringBuilder("number\n");
        for (var i = 0; i < FileRows; i++)
            csv.Append(CultureInfo.InvariantCulture, $"+1877{2_000_000 + i * 7919L % 7_999_993}\n");
        return csv.ToString();
    }
}
