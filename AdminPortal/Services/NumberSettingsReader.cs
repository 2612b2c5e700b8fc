using AdminPortal.Data;
using AdminPortal.Services.Numbers;

namespace AdminPortal.Services;

/// <summary>Reads the settings under <c>Numbers</c>, one line of complaint for the first that is wrong.</summary>
internal static class NumberSettingsReader
{
    public static NumberSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(NumberSettings.Section);
        var settings = new NumberSettings
        {
            QuarantineDays = Whole(section, nameof(NumberSettings.QuarantineDays), 45, 0, 3650),
            LowStock = Whole(section, nameof(NumberSettings.LowStock), 20, 0, int.MaxValue),
            TollFreeOnly = Flag(section, nameof(NumberSettings.TollFreeOnly)),
            Strict = Flag(section, nameof(NumberSettings.Strict)),
            Warned = OneOf(section, nameof(NumberSettings.Warned), WarnedNumbers.Last),
            DefaultRegion = section[nameof(NumberSettings.DefaultRegion)] ?? "US",
        };
        if (!NumberSettings.IsRegion(settings.DefaultRegion))
            throw new WrongSettingException("Numbers:DefaultRegion", "takes a two-letter region such as US or GB", settings.DefaultRegion);
        return settings;
    }

    private static int Whole(IConfigurationSection section, string key, int standard, int least, int most)
    {
        if (section[key] is not { } text)
            return standard;
        return int.TryParse(text, out var value) && value >= least && value <= most
            ? value
            : throw new WrongSettingException(
                $"{section.Key}:{key}",
                most == int.MaxValue ? $"takes a whole number from {least}" : $"takes a whole number from {least} to {most}",
                text
            );
    }

    private static T OneOf<T>(IConfigurationSection section, string key, T standard)
        where T : struct, Enum
    {
        if (section[key] is not { } text)
            return standard;
        // Enum.TryParse also accepts "1" and "Last,Never".
        return Enum.GetValues<T>()
                .Select(value => (T?)value)
                .FirstOrDefault(value => value.ToString()!.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw new WrongSettingException($"{section.Key}:{key}", $"takes {string.Join(" or ", Enum.GetNames<T>())}", text);
    }

    private static bool Flag(IConfigurationSection section, string key)
    {
        if (section[key] is not { } text)
            return false;
        return bool.TryParse(text, out var value)
            ? value
            : throw new WrongSettingException($"{section.Key}:{key}", "takes true or false", text);
    }
}
