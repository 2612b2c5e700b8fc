using AdminPortal.Data;
using AdminPortal.Data.Entities;

namespace AdminPortal.Services.Import;

/// <summary>One import as shown by pages, API and command line. The counts of a running import are the committed ones.</summary>
/// <param name="Problem">Why it was refused or stopped.</param>
/// <param name="FinishedAt">Null while it is running.</param>
public sealed record ImportRecord(
    Guid Id,
    string? FileName,
    string FileSha256,
    ImportMode Mode,
    bool DryRun,
    ImportStatus Status,
    string? Problem,
    long Read,
    long Added,
    long Duplicates,
    long Rejected,
    long Warnings,
    string StartedBy,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt
)
{
    internal static ImportRecord Of(NumberImport i) =>
        new(
            i.Id,
            i.FileName,
            i.FileSha256,
            EnumTexts.TryParse<ImportMode>(i.Mode, out var mode) ? mode : ImportMode.Skip,
            i.DryRun,
            i.Status,
            i.Problem,
            i.Read,
            i.Added,
            i.Duplicates,
            i.Rejected,
            i.Warnings,
            i.StartedBy,
            i.StartedAt,
            i.FinishedAt
        );
}
