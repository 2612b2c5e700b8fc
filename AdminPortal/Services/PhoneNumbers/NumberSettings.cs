using AdminPortal.Settings;
using PhoneNumbers;

namespace AdminPortal.Services.PhoneNumbers;

/// <summary>When numbers with a warning, which no carrier can assign, are assigned automatically: <c>Numbers:Warned</c>.</summary>
public enum WarnedNumbers
{
    /// <summary>After all others.</summary>
    Last,

    /// <summary>Only manually.</summary>
    Never,
}

/// <summary>The settings under <c>Numbers</c>.</summary>
public sealed class NumberSettings
{
    /// <summary>Days that a released number is in quarantine; 45 is what US rules require for a disconnected number, 0 disables
    /// it.</summary>
    public int QuarantineDays { get; set; } = 45;

    /// <summary>The region (ISO 3166 alpha-2) of numbers without a country code.</summary>
    public string DefaultRegion { get; set; } = "US";

    /// <summary>Whether numbers that are not toll-free in the North American plan are rejected.</summary>
    public bool TollFreeOnly { get; set; }

    /// <summary>Whether numbers that are possible, but not assignable in their plan, are rejected instead of added with a
    /// warning.</summary>
    public bool Strict { get; set; }

    /// <summary>When numbers with a warning are assigned automatically.</summary>
    public WarnedNumbers Warned { get; set; } = WarnedNumbers.Last;

    /// <summary>The stock of available numbers below which the dashboard warns.</summary>
    public int LowStock { get; set; } = 20;

    /// <summary>The same for single prefixes, such as 888: <c>Numbers:LowStockByPrefix</c>.</summary>
    public IReadOnlyDictionary<string, int> LowStockByPrefix { get; set; } = new Dictionary<string, int>();

    public static NumberSettings Read(SettingReader reader) =>
        new()
        {
            QuarantineDays = reader.Whole("Numbers:QuarantineDays", 45, 0, 3650),
            DefaultRegion =
                reader.Parsed("Numbers:DefaultRegion", "takes a two-letter region such as US or GB", text => IsRegion(text) ? text : null)
                ?? "US",
            TollFreeOnly = reader.Flag("Numbers:TollFreeOnly", false),
            Strict = reader.Flag("Numbers:Strict", false),
            Warned = reader.OneOf("Numbers:Warned", WarnedNumbers.Last),
            LowStock = reader.Whole("Numbers:LowStock", 20, 0, int.MaxValue),
            LowStockByPrefix = reader
                .List("Numbers:LowStockByPrefix", "takes prefixes with their thresholds, such as 888=10,800=2", ParseThreshold)
                .DistinctBy(t => t.Prefix)
                .ToDictionary(t => t.Prefix, t => t.Least),
        };

    private static PrefixThreshold? ParseThreshold(string text) =>
        text.Split('=', StringSplitOptions.TrimEntries) is [var prefix, var count]
        && prefix.TrimStart('+') is { Length: >= 1 and <= 3 } digits
        && digits.All(char.IsAsciiDigit)
        && int.TryParse(count, out var least)
        && least >= 0
            ? new(prefix, least)
            : null;

    private sealed record PrefixThreshold(string Prefix, int Least);

    internal static bool IsRegion(string? region) =>
        region is { Length: 2 } && PhoneNumberUtil.GetInstance().GetSupportedRegions().Contains(region.ToUpperInvariant());
}
