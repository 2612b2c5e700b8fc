using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Writes;

namespace AdminPortal.Services.Import;

/// <summary>Writes the end of an import, whatever its result.</summary>
internal static class ImportEnd
{
    private const int MostNameChars = 260;

    /// <summary>Sets the import's end, and records it in the audit if numbers were added or could have been.</summary>
    /// <param name="tally">The final counts; null keeps those committed with the numbers.</param>
    public static async Task WriteAsync(
        PortalWrite write,
        Guid importId,
        ImportStatus status,
        string? problem,
        ImportTally? tally,
        CancellationToken cancel
    )
    {
        var import =
            await write.Db.Imports.FindAsync([importId], cancel)
            ?? throw new InvalidOperationException($"Import {importId} does not exist.");
        import.Status = status;
        import.Problem = problem;
        import.FinishedAt = write.Now;
        tally?.CopyTo(import);
        write.Touch(ChangeKind.Numbers);
        if (import.DryRun || status == ImportStatus.Refused)
        {
            write.Touch(ChangeKind.Imports, importId);
            return;
        }

        var counts = ImportTally.Of(import);
        write.Audit(
            AuditActions.NumbersImported,
            AuditRecords.Import,
            importId,
            null,
            new
            {
                status = status.ToText(),
                counts.Read,
                counts.Added,
                counts.Duplicates,
                counts.Rejected,
                counts.Warnings,
                import.Mode,
                import.FileName,
            },
            ChangeKind.Imports
        );
    }

    /// <summary>The file name without folders, which browsers and shells may send, truncated to the stored length.</summary>
    public static string? CleanName(string? name)
    {
        name = TextRules.Trim(name?[(name.LastIndexOfAny(['/', '\\']) + 1)..]);
        return name?.Length > MostNameChars ? name[^MostNameChars..] : name;
    }
}
