using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Services.Agents;

public sealed class VoiceServiceTests
{
    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Voices_AreSortedByName_AndCachedForTenMinutes()
    {
        var provider = new UnreliableProvider();
        var voices = new VoiceService(provider, _clock, NullLogger<VoiceService>.Instance);

        for (var i = 0; i < 3; i++)
            Assert.Equal(["Ada", "Bea"], (await voices.ListAsync(TestPortal.Support, Cancel)).Value!.Select(v => v.Name));
        Assert.Single(provider.Calls);

        _clock.Advance(TimeSpan.FromMinutes(10));
        await voices.ListAsync(TestPortal.Support, Cancel);
        Assert.Equal(2, provider.Calls.Count);
    }

    [Fact]
    public async Task Voices_RequestedConcurrently_AreReadOnce_AlsoIfTheFirstCallerCancels()
    {
        var answer = new TaskCompletionSource();
        var provider = new UnreliableProvider { Delay = answer.Task };
        var voices = new VoiceService(provider, _clock, NullLogger<VoiceService>.Instance);
        using var leaves = new CancellationTokenSource();

        var first = voices.ListAsync(TestPortal.Support, leaves.Token);
        var others = Enumerable.Range(0, 20).Select(_ => voices.ListAsync(TestPortal.Support, Cancel)).ToList();
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        answer.SetResult();

        Assert.All(await Task.WhenAll(others), o => Assert.Equal(2, o.Value!.Count));
        Assert.Single(provider.Calls);
    }

    [Fact]
    public async Task Sample_IsReadForListedVoicesThatHaveOne()
    {
        var provider = new UnreliableProvider();
        var voices = new VoiceService(provider, _clock, NullLogger<VoiceService>.Instance);

        Assert.Equal(
            [("v2", true), ("v1", false)],
            (await voices.ListAsync(TestPortal.Support, Cancel)).Value!.Select(v => (v.Id, v.HasSample))
        );
        Assert.Equal("audio/mpeg", (await voices.SampleAsync(TestPortal.Support, "v2", Cancel)).Value!.ContentType);
        foreach (var id in (string[])["v1", "v3", "https://elsewhere.example.com/a.mp3"])
            Assert.IsType<Refusal.NotFound>((await voices.SampleAsync(TestPortal.Support, id, Cancel)).Refusal);
        Assert.Equal(["List voices", "Read https://voices.example.com/ada.mp3"], provider.Calls);

        provider.FaultPercent = 100;
        Assert.IsType<AgentProviderFailed>((await voices.SampleAsync(TestPortal.Support, "v2", Cancel)).Refusal);
    }

    [Fact]
    public async Task Provider_Failing_KeepsCachedVoices_AndIsNotCalledForAWhile()
    {
        var provider = new UnreliableProvider { FaultPercent = 100 };
        var voices = new VoiceService(provider, _clock, NullLogger<VoiceService>.Instance);

        Assert.Empty((await voices.ListAsync(TestPortal.Support, Cancel)).Value!);
        Assert.Empty((await voices.ListAsync(TestPortal.Support, Cancel)).Value!);
        Assert.Single(provider.Calls);

        provider.FaultPercent = 0;
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(2, (await voices.ListAsync(TestPortal.Support, Cancel)).Value!.Count);
        provider.FaultPercent = 100;
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(2, (await voices.ListAsync(TestPortal.Support, Cancel)).Value!.Count);
    }
}
