using AdminPortal.Settings;

namespace AdminPortal.Services.Import.Uploads;

/// <summary>The settings under <c>Uploads</c>.</summary>
/// <param name="MostBytes">The largest file.</param>
public sealed record UploadSettings(long MostBytes)
{
    /// <summary>2 GB: 100 million numbers.</summary>
    private const int StandardMegabytes = 2_000;

    public static UploadSettings Read(SettingReader reader) =>
        new(reader.Whole("Uploads:MaxMegabytes", StandardMegabytes, 1, 100_000) * 1_000_000L);
}
