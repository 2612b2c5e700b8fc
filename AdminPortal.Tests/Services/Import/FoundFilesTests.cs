using System.Net.Http.Headers;
using System.Text.Json;
using AdminPortal.Services.Import;
using AdminPortal.Tests.Services.Import.Csv;
using AdminPortal.Tests.Support;
using static AdminPortal.Tests.Support.ApiCalls;

namespace AdminPortal.Tests.Services.Import;

/// <summary>Small files, each modelled on a public bug report about a comparable tool, through the whole import; TestData/found has the
/// expected results.</summary>
public sealed class FoundFilesTests(PostgresCluster cluster)
{
    private static readonly JsonElement[] s_expected =
    [
        .. JsonDocument
            .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "TestData", "found", "expected.json")))
            .RootElement.EnumerateArray(),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Import_EachFoundFile_GivesTheExpectedNumbersAndNotes(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var wrong = new List<string>();
        foreach (var expected in s_expected)
        {
            var (name, strict) = (expected.GetProperty("file").GetString()!, expected.GetProperty("mode").GetString() == "strict");
            var before = (await portal.NumbersAsync()).Select(n => n.Number).ToHashSet();
            var outcome = await portal.ImportAsync(CsvFiles.TestData("found/" + name), strict ? ImportMode.Strict : ImportMode.Skip);
            var added = (await portal.NumbersAsync()).Where(n => !before.Contains(n.Number)).ToDictionary(n => n.Number, n => n.Note);
            var want = expected.GetProperty("want");
            if (outcome.IsDone != (expected.GetProperty("status").GetInt32() == 200))
                wrong.Add($"{name}: {outcome}");
            if (
                expected.GetProperty("rejected") is { ValueKind: JsonValueKind.Number } rejected
                && outcome.IsDone
                && outcome.Value.Rejected != rejected.GetInt32()
            )
                wrong.Add($"{name}: {outcome.Value.Rejected} rejected");
            var numbers =
                want.ValueKind == JsonValueKind.Null ? [] : want.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString());
            if (!numbers.Keys.ToHashSet().SetEquals(added.Keys) || numbers.Any(n => n.Value is not null && n.Value != added[n.Key]))
                wrong.Add($"{name}: {string.Join(", ", added)}");
        }

        Assert.Empty(wrong);
        await portal.AssertCountsAndSoundAsync();
    }

    [Fact]
    public async Task ImportRoute_EachFoundFile_ReturnsTheExpectedStatusAndCounts()
    {
        await using var app = new PortalApp();
        await app.InitializeAsync();
        var wrong = new List<string>();
        foreach (var expected in s_expected)
        {
            var name = expected.GetProperty("file").GetString()!;
            var body = new ByteArrayContent(
                await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "TestData", "found", name), Cancel)
            );
            body.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
            var reply = await app.Admin.PostApiAsync(
                "/api/admin/phone-numbers/import?mode=" + expected.GetProperty("mode").GetString(),
                body
            );
            if ((int)reply.Status != expected.GetProperty("status").GetInt32())
                wrong.Add($"{name}: {reply.Text}");
            else if (
                expected.GetProperty("rejected") is { ValueKind: JsonValueKind.Number } rejected
                && reply["rejected"].GetInt32() != rejected.GetInt32()
            )
                wrong.Add($"{name}: {reply.Text}");
        }

        Assert.Empty(wrong);
    }
}
