using System.Text;
using static AdminPortal.Services.Import.Csv.CsvHeaderNames;

namespace AdminPortal.Services.Import.Csv;

/// <summary>Reads the names of columns: which may hold the numbers, which the notes. Names are compared without case, accents, spaces and
/// punctuation; English names also with other words around them. Other columns are ignored: a supplier's status means nothing
/// here.</summary>
internal static class CsvHeaders
{
    private static readonly Dictionary<string, int> s_noteRanks = OfNotes
        .Select((name, rank) => (name, rank))
        .ToDictionary(x => x.name, x => x.rank, StringComparer.Ordinal);

    /// <summary>How strongly the header indicates numbers; null if it does not.</summary>
    public static NumberName? NameOfNumbers(string header)
    {
        if (OfNumbers.TryGetValue(Fold(header), out var name))
            return header.Contains('#') && name is NumberName.Phone ? NumberName.PhoneNumber : name;
        var words = Words(header);
        return words.Overlaps(ForeignWords) ? null : NameOfWords(words);
    }

    /// <summary>Whether the header names other people's phones: callers, contacts, forwarding targets.</summary>
    public static bool IsForeign(string header)
    {
        var words = Words(header);
        return words.Overlaps(ForeignWords) && !words.Overlaps(TollFreeWords);
    }

    /// <summary>How strongly the header indicates notes, 0 being the strongest; null if it does not.</summary>
    public static int? NoteRank(string header)
    {
        if (s_noteRanks.TryGetValue(Fold(header), out var rank))
            return rank;
        var words = Words(header);
        return words.Overlaps(NoteWords) && !words.Overlaps(NotNotes) ? OfNotes.Count : null;
    }

    /// <summary>Whether two headers are equal without case, accents, spaces and punctuation.</summary>
    public static bool AreAlike(string one, string other) => Fold(one) is { Length: > 0 } folded && folded == Fold(other);

    /// <summary>Whether the other header is the same name followed by a number.</summary>
    public static bool IsNumbered(string one, string other) =>
        Fold(one) is { Length: > 0 } folded
        && Fold(other) is var longer
        && longer != folded
        && longer.TrimEnd("0123456789".ToCharArray()) == folded;

    private static NumberName? NameOfWords(HashSet<string> words)
    {
        if (words.Overlaps(OtherThings))
            return null;
        var (tollFree, line, phone, number) = (
            words.Overlaps(TollFreeWords),
            words.Overlaps(LineWords),
            words.Overlaps(PhoneWords),
            words.Overlaps(NumberWords)
        );
        var (own, contact) = (words.Overlaps(OwnWords), words.Overlaps(ContactWords));
        if (tollFree)
            return NumberName.TollFree;
        var others = words.Where(word =>
            !(
                LineWords.Contains(word)
                || PhoneWords.Contains(word)
                || NumberWords.Contains(word)
                || OwnWords.Contains(word)
                || ContactWords.Contains(word)
                || Fillers.Contains(word)
                || word.All(char.IsAsciiDigit)
            )
        );
        if (others.Any())
            return null;
        return (line, phone, number, own, contact) switch
        {
            (_, true, _, _, true) => NumberName.Contact,
            (true, _, _, _, false) => NumberName.PhoneNumber,
            (_, true, true, _, false) or (_, false, true, true, false) or (_, true, _, true, _) => NumberName.PhoneNumber,
            (_, true, false, _, _) => NumberName.Phone,
            (_, false, true, _, false) => words.Overlaps((string[])["number", "numbers"]) ? NumberName.Number : NumberName.Counter,
            (_, false, true, _, true) => NumberName.Contact,
            _ => words.Overlaps((string[])["mobile", "cell"]) ? NumberName.Contact : null,
        };
    }

    /// <summary>The words of a header in lower case: "ringToNumber" has three. "Toll free" and "E.164" are one each.</summary>
    private static HashSet<string> Words(string header)
    {
        if (header.Length > 64)
            return [];
        var text = new StringBuilder(header.Length + 8);
        for (var i = 0; i < header.Length; i++)
        {
            var c = header[i];
            if (char.IsUpper(c) && i > 0 && char.IsLower(header[i - 1]))
                text.Append(' ');
            text.Append(
                c == '#' ? " number "
                : char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c).ToString()
                : " "
            );
        }

        var words = text.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var set = new HashSet<string>(words.Length);
        for (var i = 0; i < words.Length; i++)
        {
            var pair = i + 1 < words.Length ? words[i] + words[i + 1] : "";
            if (pair is "tollfree" or "e164" or "callerid" or "tfns" or "ringto" or "forwardto")
                i++;
            else
                pair = words[i] is "phonenumber" or "phonenumbers" or "telephonenumber" ? "phone" : words[i];
            set.Add(pair);
            if (words[i] is "phonenumber" or "phonenumbers" or "telephonenumber")
                set.Add("number");
        }

        return set;
    }

    /// <summary>Lower-case letters and digits only. Accents are removed here because normalisation needs ICU, which is switched
    /// off.</summary>
    private static string Fold(string header)
    {
        // No known name is nearly as long, so a cell of 64 KiB need not be folded.
        if (header.Length > 64)
            return "";
        var folded = new StringBuilder(header.Length);
        foreach (var c in header)
        {
            var lower = char.ToLowerInvariant(c);
            var plain = lower switch
            {
                >= 'à' and <= 'å' or 'ā' or 'ă' or 'ą' or 'ª' => 'a',
                'ç' or 'ć' or 'č' => 'c',
                >= 'è' and <= 'ë' or 'ē' or 'ę' or 'ě' => 'e',
                >= 'ì' and <= 'ï' or 'ī' => 'i',
                'ñ' or 'ń' => 'n',
                >= 'ò' and <= 'ö' or 'ø' or 'ō' => 'o',
                >= 'ù' and <= 'ü' or 'ū' => 'u',
                'ý' or 'ÿ' => 'y',
                'º' or '°' => '\0',
                _ => lower,
            };
            if (char.IsLetterOrDigit(plain))
                folded.Append(plain);
        }

        return folded.ToString();
    }
}
