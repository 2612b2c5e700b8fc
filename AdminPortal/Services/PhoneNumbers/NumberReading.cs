namespace AdminPortal.Services.PhoneNumbers;

/// <summary>What there is to say against a number that is taken all the same.</summary>
public enum NumberWarning
{
    /// <summary>Of a possible length, but not assignable in its numbering plan, as +18001234567 is.</summary>
    NotAssignable = 1,
}

/// <summary>
/// What a text was read as: a number, perhaps with a warning, or a rejection with its reason.
/// </summary>
/// <param name="Number">The number; none when rejected.</param>
/// <param name="Warning">What there is to say against the number; null when nothing, or when rejected.</param>
/// <param name="Reason">Why it was rejected, a sentence for people; null when it is a number.</param>
public readonly record struct NumberReading(E164 Number, NumberWarning? Warning, string? Reason)
{
    /// <summary>Whether a number was read. False means that <see cref="Reason"/> says why not.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(false, nameof(Reason))]
    public bool IsNumber => Reason is null;

    internal static NumberReading Good(E164 number) => new(number, null, null);

    internal static NumberReading NotAssignable(E164 number) => new(number, NumberWarning.NotAssignable, null);

    internal static NumberReading Rejected(string reason) => new(default, null, reason);
}

/// <summary>The words for warnings, the same wherever they are shown.</summary>
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
