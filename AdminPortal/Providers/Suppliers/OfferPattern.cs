namespace AdminPortal.Providers.Suppliers;

/// <summary>
/// What an offer has to match. Suppliers know less (no star in the middle), so they are asked for <see cref="LongestRun"/>, and what they
/// return is checked here.
/// </summary>
internal sealed class OfferPattern
{
    private readonly string? _prefix;
    private readonly string? _number;

    public OfferPattern(OfferSearch search)
    {
        _prefix = search.Prefix;
        _number = search.Number;
        Digits = search.Contains;
    }

    /// <summary>Digits and <c>*</c>; null for anything.</summary>
    public string? Digits { get; }

    /// <summary>The longest part without a star; null where that is a single digit, or there is none.</summary>
    public string? LongestRun => Digits?.Split('*').MaxBy(part => part.Length) is { Length: > 1 } run ? run : null;

    /// <summary>
    /// The part of <see cref="LongestRun"/> that is in the last seven digits of every number that matches, for suppliers that compare
    /// nothing else once a prefix is given; null where that is a single digit, or there is none.
    /// </summary>
    public string? LocalRun
    {
        get
        {
            if (_prefix is null || LongestRun is not { } run)
                return LongestRun;
            var runAt = Digits!.IndexOf(run, StringComparison.Ordinal);
            var inPrefix = Enumerable
                .Range(0, TollFree.Digits - Digits.Length + 1)
                .Where(at => FitsAt(_prefix.PadRight(TollFree.Digits, '*'), at))
                .Select(at => _prefix.Length - at - runAt)
                .Append(0)
                .Max();
            return run.Length - inPrefix > 1 ? run[inPrefix..] : null;
        }
    }

    public bool Matches(string? number)
    {
        if (!TollFree.IsNumber(number) || _number is not null && _number != number)
            return false;
        var national = TollFree.National(number!);
        return (_prefix is null || national.StartsWith(_prefix, StringComparison.Ordinal)) && Contains(national);
    }

    private bool Contains(string national) =>
        Digits is null || Enumerable.Range(0, Math.Max(0, national.Length - Digits.Length + 1)).Any(at => FitsAt(national, at));

    /// <summary>Whether the pattern fits there. A star in the number is a digit that is not known yet.</summary>
    private bool FitsAt(string national, int at)
    {
        for (var i = 0; i < Digits!.Length; i++)
            if (Digits[i] != '*' && national[at + i] != '*' && Digits[i] != national[at + i])
                return false;
        return true;
    }
}
