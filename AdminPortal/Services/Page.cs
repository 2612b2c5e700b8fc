using System.Buffers.Text;
using System.Text;

namespace AdminPortal.Services;

/// <summary>One page of a list. <paramref name="Next"/> is the cursor of the next page; null on the last.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Creates pages.</summary>
internal static class Page
{
    /// <summary>Creates a page of up to <paramref name="limit"/> items from a query that requested one more, so that the last page is
    /// recognised without counting.</summary>
    public static Page<T> Of<T>(List<T> oneMore, int limit, Func<T, string> key)
    {
        if (oneMore.Count <= limit)
            return new(oneMore, null);
        oneMore.RemoveRange(limit, oneMore.Count - limit);
        return new(oneMore, Cursor.Encode(key(oneMore[^1])));
    }
}

/// <summary>A position in a list: the key of the last row of a page, which is valid at any depth and after insertions.</summary>
public static class Cursor
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1000;

    /// <summary>An opaque text for callers.</summary>
    public static string Encode(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    /// <summary>The key; false for an invalid text.</summary>
    public static bool TryDecode(string? cursor, out string? key)
    {
        key = null;
        if (string.IsNullOrEmpty(cursor))
            return true;
        if (!Base64Url.IsValid(cursor))
            return false;
        key = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        // Keys contain no control characters, and PostgreSQL fails on a NUL.
        return key.Length > 0 && !key.Any(char.IsControl);
    }

    internal static Refusal BadCursor => new Refusal.Invalid("after", "'after' takes the 'next' of an earlier page.");

    internal static Refusal BadLimit => new Refusal.Invalid("limit", $"'limit' takes a number from 1 to {MaxLimit}.");
}
