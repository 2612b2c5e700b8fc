using AdminPortal.Services.Verification;

namespace AdminPortal.Tests.Support;

/// <summary>The check at the end of every test of load, faults or races.</summary>
internal static class SoundDatabase
{
    /// <summary>Fails if an invariant does not hold, listing the rows.</summary>
    public static async Task AssertSoundAsync(this TestPortal portal)
    {
        var report = await portal.VerifyAsync();
        Assert.True(report.IsSound, string.Join('\n', report.Findings.Select(f => $"{f.Invariant}: {f.Record}: {f.Message}")));
    }

    public static async Task<VerificationReport> VerifyAsync(this TestPortal portal) =>
        (await portal.Get<VerificationService>().RunAsync(TestPortal.Admin, CancellationToken.None)).Value!;
}
