using AdminPortal.Services.Import.Csv;
using AdminPortal.Services.PhoneNumbers;

namespace AdminPortal.Services.Import;

/// <summary>The rows of an inspected file, and a listener for progress.</summary>
internal sealed class ImportRows(CsvSpool spool, CsvFormat format, NumberReader numbers, IProgress<ImportProgress>? progress)
{
    public long Total => format.Records;

    public CsvFormat Format => format;

    /// <summary>A reader from the first row; may be called several times.</summary>
    public NumberCsvReader Open() => new(spool, format, numbers);

    public void ReportBegun(Guid importId) =>
        progress?.Report(new ImportProgress(ImportStage.Checking, spool.Length, 0, format.Records) { ImportId = importId });

    public void ReportChecked(long rows) => Report(ImportStage.Checking, rows);

    public void ReportAdded(long rows) => Report(ImportStage.Adding, rows);

    private void Report(ImportStage stage, long rows) => progress?.Report(new ImportProgress(stage, spool.Length, rows, format.Records));
}
