using System.Globalization;
using System.Text;

namespace AdminPortal.Services;

/// <summary>The rule for text from users and programs: its length and allowed characters. Used by pages, API, command line and imports;
/// everything written to files and terminals goes through <see cref="Visible"/>.</summary>
internal static class TextRules
{
    public const int MaxReason = 500;
    public const int MaxName = 200;
    public const int MaxNote = 2000;

    /// <summary>The trimmed reason; refused if it is missing or too long.</summary>
    public static Refusal? CheckReason(ref string? reason, bool required)
    {
        reason = Trim(reason);
        if (reason is null)
            return required ? new Refusal.Invalid("reason", "Give a reason: 'reason' is required.") : null;
        return CheckText("reason", reason, MaxReason);
    }

    /// <summary>Refuses text that is too long or contains a character that <see cref="Fault"/> names.</summary>
    /// <param name="lines">Whether line breaks and tabs are allowed.</param>
    public static Refusal? CheckText(string field, string text, int most, bool lines = false)
    {
        if (text.Length > most)
            return new Refusal.Invalid(field, $"'{field}' takes at most {most} characters; this one has {text.Length}.");
        return Fault(text, lines) is { } fault ? new Refusal.Invalid(field, $"'{field}' holds {fault}. Remove it and try again.") : null;
    }

    /// <summary>The first forbidden character, in words such as "a control character (U+001B)": control characters, lone surrogates,
    /// direction controls and invisible marks. Null without one.</summary>
    public static string? Fault(ReadOnlySpan<char> text, bool lines)
    {
        for (var at = NextSuspect(text, 0); at >= 0; at = NextSuspect(text, at + 1))
        {
            var what = KindAt(text, at) switch
            {
                TextFault.Control => lines && text[at] is ('\n' or '\r' or '\t') ? null : "a control character",
                TextFault.LineBreak => lines ? null : "a line break",
                TextFault.BrokenPair => "half of a character",
                TextFault.Direction => "a text direction mark",
                TextFault.Unseen => "an invisible character",
                _ => null,
            };
            if (what is not null)
                return $"{what} ({CodeAt(text, at)})";
        }

        return null;
    }

    /// <summary>The text without invisible marks, such as soft hyphens and byte order marks from files.</summary>
    public static string WithoutUnseen(string text)
    {
        if (NextSuspect(text, 0) < 0)
            return text;
        var kept = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (KindAt(text, at) is not TextFault.Unseen)
                kept.Append(text[at]);
            else if (char.IsHighSurrogate(text[at]))
                at++;
        }

        return kept.ToString();
    }

    /// <summary>A search text, trimmed and without invisible marks: a phone number copied from a contact contains direction marks. Null if
    /// nothing is left.</summary>
    public static string? Query(string? text)
    {
        if (Trim(text) is not { } typed || NextSuspect(typed, 0) < 0)
            return Trim(text);
        var kept = new StringBuilder(typed.Length);
        for (var at = 0; at < typed.Length; at++)
        {
            if (KindAt(typed, at) is not (TextFault.Unseen or TextFault.Direction))
                kept.Append(typed[at]);
            else if (char.IsHighSurrogate(typed[at]))
                at++;
        }

        return Trim(kept.ToString());
    }

    /// <summary>The text for a file or a terminal: characters that <see cref="Fault"/> names are replaced by a visible sign, so that no
    /// data moves the cursor, changes colours or reverses text. Line ends and tabs stay.</summary>
    public static string Visible(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Fault(text, lines: true) is null)
            return text;
        var shown = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            var kind = KindAt(text, at);
            if (kind == TextFault.Unseen)
                at += char.IsHighSurrogate(c) ? 1 : 0;
            else if (kind is null or TextFault.LineBreak || c is '\n' or '\r' or '\t')
                shown.Append(c);
            else
                shown.Append(
                    c < ' ' ? (char)(0x2400 + c)
                    : c == '\u007F' ? '\u2421'
                    : '\uFFFD'
                );
        }

        return shown.ToString();
    }

    /// <summary>The trimmed text; null if nothing is left.</summary>
    public static string? Trim(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>The code of a character in the usual notation: "U+200B".</summary>
    public static string Code(Rune rune) => string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}");

    /// <summary>Whether a character is always invisible.</summary>
    public static bool IsUnseen(Rune rune) =>
        rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x3164 or 0xFFA0
        || IsVariationSelector(rune.Value)
        || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format;

    private enum TextFault
    {
        Control,
        LineBreak,
        BrokenPair,
        Direction,
        Unseen,
    }

    private static string CodeAt(ReadOnlySpan<char> text, int at) =>
        Rune.DecodeFromUtf16(text[at..], out var rune, out _) == System.Buffers.OperationStatus.Done
            ? Code(rune)
            : string.Create(CultureInfo.InvariantCulture, $"U+{(int)text[at]:X4}");

    /// <summary>ASCII is scanned in blocks, because nearly every text is ASCII.</summary>
    private static int NextSuspect(ReadOnlySpan<char> text, int from)
    {
        var next = text[from..].IndexOfAnyExceptInRange(' ', '~');
        return next < 0 ? -1 : from + next;
    }

    private static TextFault? KindAt(ReadOnlySpan<char> text, int at)
    {
        var c = text[at];
        if (c is >= ' ' and <= '~')
            return null;
        if (char.IsControl(c))
            return TextFault.Control;
        if (c is '\u2028' or '\u2029')
            return TextFault.LineBreak;
        if (char.IsLowSurrogate(c) && at > 0 && char.IsHighSurrogate(text[at - 1]))
            return null;
        if (Rune.DecodeFromUtf16(text[at..], out var rune, out _) != System.Buffers.OperationStatus.Done)
            return TextFault.BrokenPair;
        // Marks that reverse runs of text; the single marks of Arabic and Hebrew are merely invisible.
        if (rune.Value is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 or 0x200E or 0x200F or 0x061C)
            return TextFault.Direction;
        return IsUnseen(rune) && !Joins(text, at, rune) ? TextFault.Unseen : null;
    }

    /// <summary>Whether the mark changes its neighbours: joiners in Persian and Hindi, and parts of emoji.</summary>
    private static bool Joins(ReadOnlySpan<char> text, int at, Rune rune)
    {
        var before = at > 0 ? text[at - 1] : ' ';
        if (rune.Value is 0x200C or 0x200D)
        {
            var after = at + 1 < text.Length ? text[at + 1] : ' ';
            return IsJoinable(before) && IsJoinable(after);
        }

        // A keycap is a digit, a selector and a frame; elsewhere a selector follows a character beyond ASCII.
        if (IsVariationSelector(rune.Value))
            return IsJoinable(before) || at + 1 < text.Length && text[at + 1] == '\u20E3';
        // Tags of flags such as Scotland's follow the black flag.
        return rune.Value is >= 0xE0020 and <= 0xE007F && text[..at].LastIndexOf("\U0001F3F4") is >= 0 and var flag && at - flag <= 16
            || rune.Value is >= 0x0600 and <= 0x0605 or 0x06DD or 0x070F or 0x08E2 or 0x110BD;
    }

    private static bool IsJoinable(char c) =>
        c >= 0x00A9 && !char.IsWhiteSpace(c) && c is not ('\u00AD' or '\u034F' or '\u200B' or '\uFEFF');

    private static bool IsVariationSelector(int value) =>
        value is >= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF or >= 0x180B and <= 0x180F;
}
