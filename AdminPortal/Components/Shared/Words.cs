using System.Globalization;

namespace AdminPortal.Components.Shared;

/// <summary>Figures in words.</summary>
internal static class Words
{
    /// <summary>Such as "1,234".</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Such as "1 number" or "1,234 numbers".</summary>
    public static string Numbers(long count) => count == 1 ? "1 number" : $"{Count(count)} numbers";
}
