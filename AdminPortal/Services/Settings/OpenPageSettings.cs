using AdminPortal.Settings;

namespace AdminPortal.Services.Settings;

/// <summary>The settings under <c>OpenPages</c>: how many live pages the portal holds, each about 1 MB. Disconnected pages count
/// too.</summary>
/// <param name="PerSession">Of one signed-in browser.</param>
/// <param name="PerUser">Of one user, over all sessions.</param>
/// <param name="Total">In total; business users get nine tenths of it, so that staff can still work.</param>
public sealed record OpenPageSettings(int PerSession, int PerUser, int Total)
{
    private const int Most = 1_000_000;

    /// <summary>Each limit is at least the one before it, also by default.</summary>
    public static OpenPageSettings Read(SettingReader reader)
    {
        var perSession = reader.Whole("OpenPages:PerSession", 50, 1, Most);
        var perUser = reader.Whole("OpenPages:PerUser", Math.Max(200, perSession), perSession, Most);
        return new OpenPageSettings(perSession, perUser, reader.Whole("OpenPages:Total", Math.Max(5_000, perUser), perUser, Most));
    }
}
