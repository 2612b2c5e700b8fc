using System.Globalization;
using System.Text;
using MimeKit;

namespace AdminPortal.Services;

/// <summary>The rule for e-mail addresses of users and businesses: whatever the mail library accepts as one bare address, in one spelling,
/// unless it could pass for another address. Domains are stored in lower-case ASCII (<c>xn--…</c>), as mail servers use them.</summary>
internal static class EmailAddresses
{
    public const int MaxLength = 254;

    // Letters of other scripts that look like Latin ones, lower and upper case.
    private const string LookLatin = "асеорхуѕіјһԁԛԝӏѵүАВСЕНІЈКМОРЅТХУҮԌԚԜ" + "ανορικυχϲϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "օոսհՍՕՏ";

    /// <summary>The normalised address; refused with a reason if it is not accepted.</summary>
    /// <param name="field">The field's name as the caller knows it.</param>
    public static Outcome<string> Read(string field, string? text)
    {
        var typed = text?.Trim() ?? "";
        if (typed.Length == 0)
            return new Refusal.Invalid(field, $"'{field}' needs an e-mail address, such as jo@example.com.");
        if (typed.Length > MaxLength)
            return TooLong(field);
        if (Unseen(typed) is { } unseen)
            return new Refusal.Invalid(
                field,
                $"'{field}' holds an invisible or unprintable character (U+{unseen:X4}). Type the address by hand."
            );

        var plain = Narrow(typed).TrimEnd('.');
        var at = plain.LastIndexOf('@');
        var (local, typedDomain) = at < 0 ? ("", "") : (plain[..at], plain[(at + 1)..]);

        // The library checks the part before the @. The domain is checked here, because the library reads some domains differently from
        // mail servers.
        var probe = $"{local}@{(typedDomain.StartsWith('[') ? typedDomain : "example.com")}";
        if (
            typedDomain.Length == 0
            || !MailboxAddress.TryParse(probe, out var mailbox)
            || mailbox.Route.Count > 0
            || !string.IsNullOrEmpty(mailbox.Name)
            || mailbox.LocalPart is null or "" or "\"\""
            || mailbox.Address != probe
        )
            return new Refusal.Invalid(field, $"'{field}' takes an e-mail address, such as jo@example.com.");
        if (FaultOf(mailbox.LocalPart, "before the @") is { } wrong)
            return new Refusal.Invalid(field, $"'{field}' {wrong}");
        var domain = Domain(typedDomain, out var fault);
        if (domain is null)
            return new Refusal.Invalid(
                field,
                fault is null ? $"'{field}' has a domain that cannot exist: {typedDomain}." : $"'{field}' {fault}"
            );
        var address = $"{Unquoted(mailbox.LocalPart)}@{domain}";
        return address.Length > MaxLength ? TooLong(field) : address;
    }

    /// <summary>The value for looking an account up: the normalised address, or the text as typed if it is not accepted (any
    /// more).</summary>
    public static string ForLookup(string? text) => Read("email", text).Value ?? text?.Trim() ?? "";

    private static Refusal.Invalid TooLong(string field) =>
        new(field, $"'{field}' takes an e-mail address of at most {MaxLength} characters.");

    /// <summary>The first invisible or direction-changing character; null without one.</summary>
    private static int? Unseen(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
                return text[i];
            if (
                Rune.GetUnicodeCategory(rune)
                    is UnicodeCategory.Control
                        or UnicodeCategory.Format
                        or UnicodeCategory.LineSeparator
                        or UnicodeCategory.ParagraphSeparator
                        or UnicodeCategory.PrivateUse
                        or UnicodeCategory.OtherNotAssigned
                        or UnicodeCategory.Surrogate
                || rune.Value
                    is >= 0xFE00
                        and <= 0xFE0F
                        or 0x034F
                        or 0x115F
                        or 0x1160
                        or 0x17B4
                        or 0x17B5
                        or 0x3164
                        or 0xFFA0
                        or 0xFFFD
                        or >= 0xE0100
                        and <= 0xE01EF
            )
                return rune.Value;
            i += rune.Utf16SequenceLength - 1;
        }

        return null;
    }

    /// <summary>Replaces full-width letters, digits and signs by the common ones.</summary>
    private static string Narrow(string text) =>
        string.Create(
            text.Length,
            text,
            (narrow, wide) =>
            {
                for (var i = 0; i < wide.Length; i++)
                    narrow[i] = wide[i] switch
                    {
                        >= '\uFF01' and <= '\uFF5E' and var c => (char)(c - 0xFEE0),
                        '\u3002' or '\uFF61' => '.',
                        var c => c,
                    };
            }
        );

    /// <summary>What is wrong with a part that could pass for another address; null if nothing is.</summary>
    private static string? FaultOf(string part, string where)
    {
        var scripts = new HashSet<int>();
        var (isLookalike, last) = (true, 0);
        foreach (var rune in part.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark)
            {
                // As one precomposed letter the text would look the same but differ; in other scripts marks are normal.
                if (last is 0 or Latin or Greek or Cyrillic)
                    return $"has a combining mark (U+{rune.Value:X4}) {where}. Type the accented letter as one character.";
                continue;
            }

            if (!Rune.IsLetter(rune))
            {
                if (
                    rune.Value > 0x7E
                    && (
                        category
                        is UnicodeCategory.DecimalDigitNumber
                            or UnicodeCategory.LetterNumber
                            or UnicodeCategory.OtherNumber
                            or UnicodeCategory.SpaceSeparator
                            or UnicodeCategory.DashPunctuation
                            or UnicodeCategory.ConnectorPunctuation
                            or UnicodeCategory.InitialQuotePunctuation
                            or UnicodeCategory.FinalQuotePunctuation
                            or UnicodeCategory.OtherPunctuation
                            or UnicodeCategory.ModifierSymbol
                            or UnicodeCategory.MathSymbol
                    )
                )
                    return $"has a character {where} that looks like another one: {rune} (U+{rune.Value:X4}).";
                continue;
            }

            last = ScriptOf(rune.Value);
            if (last == Odd)
                return $"has a letter {where} that looks like another one: {rune} (U+{rune.Value:X4}).";
            scripts.Add(last);
            isLookalike &= last is Greek or Cyrillic or Armenian && LookLatin.Contains(rune.ToString(), StringComparison.Ordinal);
        }

        // Chinese, Japanese and Korean texts commonly contain Latin letters.
        if (scripts.Count > 1 && !(scripts.Count == 2 && scripts.Contains(Latin) && scripts.Contains(EastAsian)))
            return $"mixes letters of different alphabets {where}, so it could pass for another address. Type it in one alphabet.";
        return isLookalike && scripts.Count == 1
            ? $"is written in letters {where} that look like Latin ones, so it could pass for another address."
            : null;
    }

    private const int Odd = -1,
        Latin = 1,
        Greek = 2,
        Cyrillic = 3,
        Armenian = 4,
        EastAsian = 5;

    /// <summary>The script of a letter; unnamed scripts are distinguished by their block.</summary>
    private static int ScriptOf(int letter) =>
        letter switch
        {
            // Letters of languages only: phonetic, mathematical and compatibility letters would be mistaken for them.
            <= 0x7F => Latin,
            0xAA or 0xBA => Odd,
            <= 0xFF => Latin,
            0x131 or 0x138 or 0x17F => Odd,
            <= 0x17F or 0x1A0 or 0x1A1 or 0x1AF or 0x1B0 or (>= 0x218 and <= 0x21B) => Latin,
            <= 0x2FF => Odd,
            >= 0x1E00 and <= 0x1EFF => Latin,
            <= 0x3FF or (>= 0x1F00 and <= 0x1FFF) => Greek,
            <= 0x52F => Cyrillic,
            <= 0x58F => Armenian,
            >= 0x13A0 and <= 0x13FF => Odd,
            (>= 0x1D00 and <= 0x1DBF) or (>= 0x2070 and <= 0x218F) or (>= 0x2C60 and <= 0x2CFF) or (>= 0xA4D0 and <= 0xA4FF) => Odd,
            (>= 0xA640 and <= 0xA69F)
            or (>= 0xA720 and <= 0xA7FF)
            or (>= 0xAB30 and <= 0xABBF)
            or (>= 0xFB00 and <= 0xFDFF)
            or (>= 0xFE70 and <= 0xFEFF) => Odd,
            >= 0x2E80 and <= 0x9FFF => EastAsian,
            (>= 0x1100 and <= 0x11FF) or (>= 0xAC00 and <= 0xD7FF) or (>= 0x20000 and <= 0x3FFFF) => EastAsian,
            >= 0xF900 and <= 0xFFFF => Odd,
            >= 0x10000 and <= 0x1FFFF => letter is >= 0x1E000 and < 0x1F000 ? letter >> 7 : Odd,
            _ => letter >> 7,
        };

    /// <summary>The domain in lower-case ASCII; null if it is invalid or could pass for another.</summary>
    private static string? Domain(string domain, out string? fault)
    {
        fault = null;
        if (domain.StartsWith('['))
            return domain.ToLowerInvariant();
        var labels = domain.Split('.');
        for (var i = 0; i < labels.Length; i++)
        {
            var label = labels[i].ToLowerInvariant();
            if (label is "" or ['-', ..] or [.., '-'] || label.Any(c => c < 0x80 && !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))
                return null;
            try
            {
                var idn = new IdnMapping();
                // An ASCII form is checked by the letters it stands for.
                var seen = label.StartsWith("xn--", StringComparison.Ordinal) ? idn.GetUnicode(label) : label;
                if (
                    (
                        fault = Unseen(seen) is { } unseen
                            ? $"has an invisible character (U+{unseen:X4}) in the domain."
                            : FaultOf(seen, "in the domain")
                    )
                    is not null
                )
                    return null;
                labels[i] = idn.GetAscii(seen);
                if (label.StartsWith("xn--", StringComparison.Ordinal) && labels[i] != label)
                    return null;
            }
            catch (ArgumentException)
            {
                return null;
            }
        }

        return string.Join('.', labels);
    }

    /// <summary>A local part without unneeded quotes: it is the same mailbox with and without them.</summary>
    private static string Unquoted(string local)
    {
        if (local is not ['"', .. var inner, '"'])
            return local;
        var bare = inner.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
        return
            MailboxAddress.TryParse($"{bare}@example.com", out var plain)
            && plain.Address == $"{bare}@example.com"
            && plain.LocalPart == bare
            && !bare.Contains('"', StringComparison.Ordinal)
            ? bare
            : local;
    }
}
