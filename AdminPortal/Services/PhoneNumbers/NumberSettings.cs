using AdminPortal.Settings;
using PhoneNumbers;

namespace AdminPortal.Services.PhoneNumbers;

/// <summary>When numbers with a warning, which no carrier can assign, are handed out: <c>Numbers:Warned</c>.</summary>
public enum WarnedNumbers
{
    /// <summary>After all others, so that nobody gets one while another number is free.</summary>
    Last,

    /// <summary>Only by hand.</summary>
    Never,
}

/// <summary>The settings under <c>Numbers</c>.</summary>
public sealed class NumberSettings
{
    /// <summary>Days that a released number rests; 45 is what US rules ask of a disconnected number, 0 is no rest.</summary>
    public int QuarantineDays { get; set; } = 45;

    /// <summary>The region (ISO 3166 alpha-2) whose national writing is understood without a country code.</summary>
    public string DefaultRegion { get; set; } = "US";

    /// <summary>Whether numbers that are not toll-free in the North American plan are rejected.</summary>
    public bool TollFreeOnly { get; set; }

    /// <summary>Whether numbers that are possible, but not assignable in their plan, are rejected and not only warned of.</summary>
    public bool Strict { get; set; }

    /// <summary>When numbers that carry a warning are handed out automatically.</summary>
    public WarnedNumbers Warned { get; set; } = WarnedNumbers.Last;

    /// <summary>The stock of available numbers below which the dashboard warns.</summary>
    public int LowStock { get; set; } = 20;

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
        };

    internal static bool IsRegion(string? region) =>
        region is { Length: 2 } && PhoneNumberUtil.GetInstance().GetSupportedRegions().Contains(region.ToUpperInvariant());
}
