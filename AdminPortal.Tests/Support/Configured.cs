using AdminPortal.Settings;
using Microsoft.Extensions.Configuration;

namespace AdminPortal.Tests.Support;

/// <summary>Settings as the portal reads them.</summary>
internal static class Configured
{
    /// <summary>Reads valid settings.</summary>
    public static T Read<T>(Func<SettingReader, T> read, params (string Key, string Value)[] settings)
    {
        var reader = new SettingReader(Of(settings));
        var value = read(reader);
        Assert.Empty(reader.Faults);
        return value;
    }

    /// <summary>Reads settings, and returns their faults.</summary>
    public static IReadOnlyList<string> FaultsOf<T>(Func<SettingReader, T> read, params (string Key, string Value)[] settings)
    {
        var reader = new SettingReader(Of(settings));
        read(reader);
        return reader.Faults;
    }

    /// <summary>Of two settings with the same key the later one applies.</summary>
    public static IConfiguration Of(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.GroupBy(s => s.Key).ToDictionary(g => g.Key, g => (string?)g.Last().Value))
            .Build();
}
