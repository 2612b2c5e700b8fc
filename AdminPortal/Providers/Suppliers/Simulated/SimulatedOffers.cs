using System.Globalization;

namespace AdminPortal.Providers.Suppliers.Simulated;

/// <summary>Makes up the numbers that the simulated supplier offers: the same ones for the same search.</summary>
internal static class SimulatedOffers
{
    /// <summary>So many numbers are looked at for one search, so that an account with many purchases does not hold it up.</summary>
    private const int MostTries = 200_000;

    /// <summary>Numbers that fit the search, without end where there are many.</summary>
    public static IEnumerable<string> Find(OfferSearch search)
    {
        var pattern = new OfferPattern(search);
        if (search.Number is not null)
            return pattern.Matches(search.Number) && IsPlausible(TollFree.National(search.Number)) ? [search.Number] : [];

        var templates = Templates(search.Prefix, pattern.Digits).Distinct().Select(t => new Template(t)).ToList();
        return Enumerable
            .Range(0, templates.Count == 0 ? 0 : MostTries / templates.Count)
            .TakeWhile(at => templates.Exists(t => at < t.Count))
            .SelectMany(at => templates.Where(t => at < t.Count).Select(t => t.Number(at)))
            .Where(IsPlausible)
            // A test number is only for those who ask for it.
            .Where(n => !SimulatedSupplier.IsTestNumber(n) || pattern.Digits?.Contains(n[6..], StringComparison.Ordinal) == true)
            .Select(n => $"+1{n}")
            .Distinct();
    }

    /// <summary>
    /// Whether the ten digits can be a number: the three after the prefix begin with 2 to 9, and are not a service code such as 411.
    /// </summary>
    public static bool IsPlausible(string national) => national[3] is >= '2' and <= '9' && national[4..6] != "11";

    /// <summary>All ways to lay the pattern over a prefix; a star stands for any digit.</summary>
    private static IEnumerable<string> Templates(string? prefix, string? digits)
    {
        foreach (var start in prefix is null ? TollFree.Prefixes : [prefix])
        {
            var open = start.PadRight(TollFree.Digits, '*');
            if (digits is null)
                yield return open;
            // From the end to the front: a word is best at the end of a number.
            for (var at = TollFree.Digits - (digits?.Length ?? TollFree.Digits + 1); at >= 0; at--)
                if (Over(open, digits!, at) is { } template)
                    yield return template;
        }
    }

    private static string? Over(string open, string digits, int at)
    {
        var template = open.ToCharArray();
        for (var i = 0; i < digits.Length; i++)
        {
            if (digits[i] == '*')
                continue;
            if (template[at + i] != '*' && template[at + i] != digits[i])
                return null;
            template[at + i] = digits[i];
        }

        return new string(template);
    }

    /// <summary>The numbers of a template, each once, in an order that looks like chance.</summary>
    private sealed class Template(string text)
    {
        private readonly int _open = text.Count(c => c == '*');

        public long Count => (long)Math.Pow(10, _open);

        public string Number(int at)
        {
            // An odd step that is no multiple of 5 has no divisor in common with a power of ten, so it visits each number once.
            var step = Count / 10_000 * 6180 + 7;
            var fill = (Start() + at * step) % Count;
            var filling = fill.ToString(CultureInfo.InvariantCulture).PadLeft(_open, '0');
            var next = 0;
            return string.Concat(text.Select(c => c == '*' ? filling[next++] : c));
        }

        /// <summary>A number made of the text: FNV-1a.</summary>
        private long Start() => text.Aggregate(2166136261L, (hash, c) => (hash ^ c) * 16777619 % 4294967296L);
    }
}
