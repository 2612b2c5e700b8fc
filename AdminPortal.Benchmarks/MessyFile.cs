using System.Globalization;

namespace AdminPortal.Benchmarks;

/// <summary>A realistic upload: every common notation of a number, notes, duplicates, and invalid rows.</summary>
internal static class MessyFile
{
    /// <summary>Writes rows for the numbers from an index on; returns the file's path.</summary>
    public static string Write(int from, int rows)
    {
        var path = Path.GetTempFileName();
        using var file = new StreamWriter(path);
        file.WriteLine("Number,note");
        for (var i = from; i < from + rows; i++)
        {
            var number = BenchData.Number(i);
            file.WriteLine(
                i % 200 == 7 ? "hello,no number" : Cell(i % 100 == 3 && i > from + 10 ? BenchData.Number(i - 5) : number, i) + Note(i)
            );
        }

        return path;
    }

    private static string Cell(string number, int i)
    {
        var (area, exchange, line) = (number[2..5], number[5..8], number[8..]);
        return (i % 20) switch
        {
            < 8 => number,
            < 12 => $"\"({area}) {exchange}-{line}\"",
            < 15 => $"1-{area}-{exchange}-{line}",
            < 17 => $"{area}.{exchange}.{line}",
            17 => $"  {number} ",
            18 => $"{area}{exchange}{line}",
            _ => i % 3 == 0 ? $"tel:{number}" : $"1 {area} {exchange} {line}",
        };
    }

    private static string Note(int i) =>
        (i % 10) switch
        {
            < 6 => ",",
            < 9 => string.Create(CultureInfo.InvariantCulture, $",customer {i}"),
            _ => string.Create(CultureInfo.InvariantCulture, $",\"batch {i % 17}, said \"\"urgent\"\"\""),
        };
}
