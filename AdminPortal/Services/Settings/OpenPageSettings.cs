using AdminPortal.Data;

namespace AdminPortal.Services.Settings;

/// <summary>
/// The settings under <c>OpenPages</c>: how many live pages the portal holds, each about 1 MB. Pages whose connection broke count too.
/// </summary>
/// <param name="PerSession">Of one signed-in browser.</param>
/// <param name="PerUser">Of one person, over all their sessions.</param>
/// <param name="Total">Of everybody; business users get nine tenths of it, so that staff can still work.</param>
public sealed record OpenPageSettings(int PerSession, int PerUser, int Total)
{
    private const string Section = "OpenPages";
    private const int Most = 1_000_000;

    /// <exception cref="WrongSettingException">A setting holds what it does not accept.</exception>
    public static OpenPageSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var perSession = Whole(section, nameof(PerSession), 50, 1, Most);
        var perUser = Whole(section, nameof(PerUser), Math.Max(200, perSession), perSession, Most);
        return new OpenPageSettings(perSession, perUser, Whole(section, nameof(Total), Math.Max(5_000, perUser), perUser, Most));
    }

    private static int Whole(IConfigurationSection section, string key, int standard, int least, int most)
    {
        if (section[key] is not { Length: > 0 } text)
            return standard;
        return int.TryParse(text, out var value) && value >= least && value <= most
            ? value
            : throw new WrongSettingException($"{Section}:{key}", $"takes a whole number from {least} to {most}", text);
    }
}
