using System.Globalization;
using System.Text.Json;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Faults.Histories;

/// <summary>Every response, while portals are killed and connections are broken, is explained by a state between the call's start and end.
/// ADMINPORTAL_HISTORY_CAMPAIGNS=20 runs as many of each kind, each with another seed.</summary>
public sealed class HistoryTests
{
    private static readonly int s_campaigns = int.TryParse(
        Environment.GetEnvironmentVariable("ADMINPORTAL_HISTORY_CAMPAIGNS"),
        CultureInfo.InvariantCulture,
        out var count
    )
        ? count
        : 1;

    [Theory]
    [InlineData(TestDatabase.Sqlite, 2, 3)]
    [InlineData(TestDatabase.Postgres, 3, 5)]
    public async Task PortalsKilledAndConnectionsBroken_EveryResponseIsExplainedByLedgerAndAudit(TestDatabase kind, int portals, int faults)
    {
        for (var seed = 1; seed <= s_campaigns; seed++)
        {
            await using var server = new PostgresCluster();
            await using var portal = await TestPortal.StartAsync(kind, server);
            await using var campaign = await HistoryCampaign.StartAsync(
                portal,
                kind == TestDatabase.Postgres ? server : null,
                portals,
                seed
            );

            await campaign.RunAsync(faults);

            var unexplained = await campaign.CheckAsync(campaign.Calls);
            TestContext.Current.TestOutputHelper?.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"seed {seed}: {campaign.Calls.Count} calls, {campaign.Calls.Count(c => c.Status == 0)} without an answer, "
                        + $"{campaign.Faults}, {unexplained.Count} unexplained"
                )
            );
            Assert.True(unexplained.Count == 0, $"seed {seed}: {unexplained.Count} unexplained\n{string.Join('\n', unexplained.Take(10))}");
            await AssertNoticesAsync(campaign);
            await portal.AssertSoundAsync();
        }
    }

    /// <summary>The check can fail: a modified or late response is detected.</summary>
    private static async Task AssertNoticesAsync(HistoryCampaign campaign)
    {
        var calls = campaign.Calls;
        var (start, end) = (calls[0].Start, calls.Max(c => c.End)!.Value);
        var read = calls.First(c => c is { Kind: CallKind.ReadNumber, IsDone: true } && c.Text("status") == "assigned");
        var given = calls.First(c => c is { Kind: CallKind.Provision, IsDone: true, IsReplay: false });
        var moved = calls.First(c => c is { Kind: CallKind.Release, IsDone: true, IsReplay: false });

        // A response from the beginning moved to the end; one from the end moved to the beginning; a time that never existed.
        await MustNoticeAsync(read with { Start = end, End = end.AddSeconds(1) });
        await MustNoticeAsync(moved with { Kind = CallKind.ReadNumber, Start = start.AddSeconds(-1), End = start });
        await MustNoticeAsync(Changed(given, given.Text("assigned_at"), "2026-01-02T03:04:05Z"));
        await MustNoticeAsync(Changed(read, "assigned", "available"));

        // Acknowledged but not done; refused but done.
        await MustNoticeAsync(moved with { Id = "call-lost" });
        Assert.NotEmpty(await campaign.CheckAsync([.. calls.Where(c => c.Id != moved.Id), moved with { Status = 409, Key = null }]));

        async Task MustNoticeAsync(RecordedCall wrong) => Assert.NotEmpty(await campaign.CheckAsync([.. calls, wrong]));

        static RecordedCall Changed(RecordedCall call, string from, string to) =>
            call with
            {
                Body = JsonSerializer.Deserialize<JsonElement>(
                    call.Body.GetRawText().Replace($"\"{from}\"", $"\"{to}\"", StringComparison.Ordinal)
                ),
            };
    }
}
