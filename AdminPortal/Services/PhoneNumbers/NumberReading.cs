namespace AdminPortal.Services.PhoneNumbers;

/// <summary>Reasons to doubt an accepted number.</summary>
public enum NumberWarning
{
    /// <summary>Of a possible length, but not assignable in its numbering plan, as +18001234567 is.</summary>
    NotAssignable = 1,
}

/// <summary>The result of parsing a text: a number, possibly with a warning, or a rejection with its reason.</summary>
/// <param name="Number">The number; none if rejected.</param>
/// <param name="Warning">The warning; null without one, or if rejected.</param>
/// <param name="Reason">Why it was rejected, as a sentence; null for a number.</param>
public readonly record struct NumberReading(E164 Number, NumberWarning? Warning, string? Reason)
{
    /// <summary>Whether a number was parsed. If false, <see cref="Reason"/> is set.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(false, nameof(Reason))]
    public bool IsNumber => Reason is null;

    internal static NumberReading Good(E164 number) => new(number, null, null);

    internal static NumberReading NotAssignable(E164 number) => new(number, NumberWarning.NotAssignable, null);

    internal static NumberReading Rejected(string reason) => new(default, null, reason);
}

/// <summary>The texts of warnings.</summary>
public static class NumberWarnings
{
    /// <summary>The warning as a sentence.</summary>
    public static string Text(this NumberWarning warning) =>
        warning switch
        {
            NumberWarning.NotAssignable => "Not assignable: this number does not exist in its numbering plan.",
            _ => throw new ArgumentOutOfRangeException(nameof(warning)),
        };
}
