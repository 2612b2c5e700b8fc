using AdminPortal.Data;

namespace AdminPortal.Services.Import.Uploads;

/// <summary>What an upload on the pages may take, from the settings under <c>Uploads</c>.</summary>
/// <param name="MostBytes">The largest file.</param>
public sealed record UploadSettings(long MostBytes)
{
    /// <summary>2 GB: 100 million numbers.</summary>
    private const int StandardMegabytes = 2_000;

    /// <exception cref="WrongSettingException">The setting is no whole number of megabytes.</exception>
    public static UploadSettings Read(IConfiguration configuration)
    {
        const string Key = "Uploads:MaxMegabytes";
        if (configuration[Key] is not { } text)
            return new(StandardMegabytes * 1_000_000L);
        return int.TryParse(text, out var megabytes) && megabytes is >= 1 and <= 100_000
            ? new(megabytes * 1_000_000L)
            : throw new WrongSettingException(Key, "takes a whole number from 1 to 100000", text);
    }
}
