namespace AdminPortal.Providers.Suppliers;

/// <summary>What suppliers sell here: toll-free numbers of the North American plan.</summary>
internal static class TollFree
{
    public static readonly IReadOnlyList<string> Prefixes = ["800", "833", "844", "855", "866", "877", "888"];

    /// <summary>Digits of a number without the country code.</summary>
    public const int Digits = 10;

    /// <summary>Whether it is a toll-free number in E.164.</summary>
    public static bool IsNumber(string? number) =>
        number is { Length: Digits + 2 }
        && number.StartsWith("+1", StringComparison.Ordinal)
        && !number.AsSpan(2).ContainsAnyExceptInRange('0', '9')
        && Prefixes.Contains(number.Substring(2, 3));

    /// <summary>The ten digits of a number in E.164.</summary>
    public static string National(string number) => number[2..];
}
