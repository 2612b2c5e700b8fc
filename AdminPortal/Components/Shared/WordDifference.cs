namespace AdminPortal.Components.Shared;

/// <summary>A part of a text that is compared with another one.</summary>
/// <param name="IsDifferent">Whether the other text has something else in its place.</param>
public sealed record ComparedPart(string Text, bool IsDifferent);

/// <summary>Compares two texts word by word, so that a changed word is found in a long text.</summary>
public static class WordDifference
{
    /// <summary>The longest comparison, in pairs of words; beyond it the whole middle counts as different.</summary>
    private const int MostPairs = 250_000;

    /// <summary>Both texts in parts; joined again they are the texts.</summary>
    public static (IReadOnlyList<ComparedPart> Ours, IReadOnlyList<ComparedPart> Theirs) Between(string ours, string theirs)
    {
        var (a, b) = (Words(ours), Words(theirs));
        var start = 0;
        while (start < a.Count && start < b.Count && a[start] == b[start])
            start++;
        var end = 0;
        while (end < a.Count - start && end < b.Count - start && a[^(end + 1)] == b[^(end + 1)])
            end++;
        var (inA, inB) = (new bool[a.Count], new bool[b.Count]);
        var (lengthA, lengthB) = (a.Count - start - end, b.Count - start - end);
        Array.Fill(inA, true, start, lengthA);
        Array.Fill(inB, true, start, lengthB);
        if (lengthA > 0 && lengthB > 0 && (long)lengthA * lengthB <= MostPairs)
            Unmark(a, b, start, lengthA, lengthB, inA, inB);
        return (Parts(a, inA), Parts(b, inB));
    }

    /// <summary>Clears the marks of the longest common sequence of words.</summary>
    private static void Unmark(List<string> a, List<string> b, int start, int lengthA, int lengthB, bool[] inA, bool[] inB)
    {
        var common = new int[lengthA + 1, lengthB + 1];
        for (var i = lengthA - 1; i >= 0; i--)
        {
            for (var j = lengthB - 1; j >= 0; j--)
                common[i, j] = a[start + i] == b[start + j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }

        for (int i = 0, j = 0; i < lengthA && j < lengthB; )
        {
            if (a[start + i] == b[start + j])
                inA[start + i++] = inB[start + j++] = false;
            else if (common[i + 1, j] >= common[i, j + 1])
                i++;
            else
                j++;
        }
    }

    /// <summary>Words and the white space between them.</summary>
    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 1; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsWhiteSpace(text[i]) == char.IsWhiteSpace(text[i - 1]))
                continue;
            words.Add(text[start..i]);
            start = i;
        }

        return words;
    }

    private static List<ComparedPart> Parts(List<string> words, bool[] isDifferent)
    {
        var parts = new List<ComparedPart>();
        for (var i = 0; i < words.Count; i++)
        {
            if (parts is [.., var last] && last.IsDifferent == isDifferent[i])
                parts[^1] = last with { Text = last.Text + words[i] };
            else
                parts.Add(new(words[i], isDifferent[i]));
        }

        return parts;
    }
}
