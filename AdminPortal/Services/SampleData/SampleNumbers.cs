using System.Globalization;
using System.Text;

namespace AdminPortal.Services.SampleData;

/// <summary>Generates inventory files: toll-free numbers over all prefixes, formatted as suppliers do, with some notes. A full-period walk
/// over the seven digits after each prefix makes the numbers distinct without remembering them.</summary>
internal sealed class SampleNumbers(Random random)
{
    private static readonly int[] s_prefixes = [800, 888, 877, 866, 855, 844, 833];
    private static readonly string[] s_notes =
    [
        "Easy to remember",
        "Ported from the old carrier",
        "Do not give to medical businesses",
        "Was in the spring campaign",
        "Vanity candidate",
        "Carrier reports occasional one-way audio",
        "Reserved until the contract is signed",
        "Bundle 7",
    ];

    // Numbers of a prefix: offices 200 to 999 with every line.
    private const int OfPrefix = 800 * 10_000;

    // Coprime with 2 and 5, the prime factors of the count, so the walk visits every number once.
    private const long Step = 3_141_593;

    private readonly long _start = random.Next(OfPrefix);
    private int _made;

    /// <summary>A CSV file with the next numbers.</summary>
    public string NextFile(int count)
    {
        var file = new StringBuilder("phone_number,friendly_name,note\n", count * 32);
        for (var i = 0; i < count; i++)
        {
            var note = random.Next(25) == 0 ? s_notes[random.Next(s_notes.Length)] : "";
            file.Append(CultureInfo.InvariantCulture, $"{Next()},,{note}\n");
        }

        return file.ToString();
    }

    /// <summary>A small file of another supplier, with London numbers reserved for film and radio.</summary>
    public static string LondonFile() =>
        "Number,Note\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"+44 20 7946 0{100 + i * 37},London office\n"));

    private string Next()
    {
        while (true)
        {
            var index = _made++;
            var prefix = s_prefixes[index % s_prefixes.Length];
            var place = (int)((_start + index / s_prefixes.Length * Step) % OfPrefix);
            var office = 200 + place / 10_000;
            // N11 are not offices, so their numbers carry a warning. A few are included, as in real files.
            if (office % 100 != 11 || index % 50 == 0)
                return string.Create(CultureInfo.InvariantCulture, $"+1{prefix}{office}{place % 10_000:0000}");
        }
    }
}
