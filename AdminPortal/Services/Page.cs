using System.Buffers.Text;
using System.Text;

namespace AdminPortal.Services;

/// <summary>One page of a list. <paramref name="Next"/> asks for the following page; null on the last.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Makes pages.</summary>
internal static class Page
{
    /// <summary>
    /// Makes a page of up to <paramref name="limit"/> items from a query that asked for one more, so that the last page
    /// is known without counting.
    /// </summary>
    public static Page<T> Of<T>(List<T> oneMore, int limit, Func<T, string> key)
    {
        if (oneMore.Count <= limit)
            return new(oneMore, null);
        oneMore.RemoveRange(limit, oneMore.Count - limit);
        return new(oneMore, Cursor.Encode(key(oneMore[^1])));
    }
}

/// <summary>
/// The place in a list after which a page starts: the key of the row before it, which holds at any depth and whatever is added meanwhile.
/// </summary>
public static class Cursor
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1000;

    /// <summary>Text that callers pass back as it is.</summary>
    public static string Encode(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    /// <summary>The key again; false for text that no page gave out.</summary>
    public static bool TryDecode(string? cursor, out string? key)
    {
        key = null;
        if (string.IsNullOrEmpty(cursor))
            return true;
        if (!Base64Url.IsValid(cursor))
            return false;
        key = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        // No key has control characters in it, and PostgreSQL fails on a NUL.
        return key.Length > 0 && !key.Any(char.IsControl);
    }

    internal static Refusal BadCursor => new Refusal.Invalid("after", "'after' takes the 'next' of an earlier page.");

    internal static Refusal BadLimit => new Refusal.Invalid("limit", $"'limit' takes a number from 1 to {MaxLimit}.");
}
