using System.Text;
using AdminPortal.Services.Import.Csv;
using AdminPortal.Services.PhoneNumbers;

namespace AdminPortal.Tests.Services.Import.Csv;

/// <summary>Passes text and bytes through the whole path of an upload: spool, inspection, reader.</summary>
internal static class CsvFiles
{
    public static NumberReader Numbers { get; } = new(new NumberSettings());

    public static CsvSpool Spool(byte[] bytes) =>
        CsvSpool.ReceiveAsync(new MemoryStream(bytes), TestContext.Current.CancellationToken).GetAwaiter().GetResult();

    public static CsvInspection Inspect(string text) => Inspect(Encoding.UTF8.GetBytes(text));

    public static CsvInspection Inspect(byte[] bytes)
    {
        using var spool = Spool(bytes);
        return CsvInspection.Of(spool, Numbers);
    }

    public static (CsvFormat Format, List<CsvNumberRow> Rows) Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    public static (CsvFormat Format, List<CsvNumberRow> Rows) Read(byte[] bytes)
    {
        using var spool = Spool(bytes);
        var inspection = CsvInspection.Of(spool, Numbers);
        Assert.True(inspection.IsReadable, inspection.Fault?.Message);
        return (inspection.Format, ReadAll(spool, inspection.Format));
    }

    public static List<CsvNumberRow> ReadAll(CsvSpool spool, CsvFormat format)
    {
        using var reader = new NumberCsvReader(spool, format, Numbers);
        var rows = new List<CsvNumberRow>();
        while (reader.TryRead(out var row))
            rows.Add(row);
        return rows;
    }

    public static byte[] TestData(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "TestData", name));
}
