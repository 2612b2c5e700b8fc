namespace AdminPortal.Services;

/// <summary>The limits of what people type, in one place.</summary>
internal static class Texts
{
    public const int MaxReason = 500;
    public const int MaxName = 200;
    public const int MaxNote = 2000;

    /// <summary>A reason as given, trimmed; refused when it is missing or too long.</summary>
    public static Refusal? CheckReason(ref string? reason, bool required)
    {
        reason = Trim(reason);
        if (reason is null)
            return required ? new Refusal.Invalid("reason", "Say why: 'reason' is needed.") : null;
        return CheckText("reason", reason, MaxReason);
    }

    /// <summary>Refuses text that is too long or holds control characters, which no database and no terminal wants.</summary>
    public static Refusal? CheckText(string field, string text, int most, bool lines = false)
    {
        if (text.Length > most)
            return new Refusal.Invalid(field, $"'{field}' takes at most {most} characters; this has {text.Length}.");
        foreach (var c in text)
            if (char.IsControl(c) && !(lines && c is '\n' or '\r' or '\t'))
                return new Refusal.Invalid(field, $"'{field}' holds a control character (U+{(int)c:X4}).");
        return null;
    }

    /// <summary>The text without white space around it; null when nothing is left.</summary>
    public static string? Trim(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
