using AdminPortal.Data;
using AdminPortal.Services.Import.Csv;

namespace AdminPortal.Services.Import;

/// <summary>Environment failures of an import, as refusals.</summary>
internal static class ImportFaults
{
    public static InvalidFile Of(CsvFault fault) =>
        new(
            fault.Kind switch
            {
                CsvFaultKind.RecordTooLong => FileProblem.TooLarge,
                CsvFaultKind.NoNumberColumn => FileProblem.NoNumbers,
                CsvFaultKind.UnclearColumn => FileProblem.UnclearColumn,
                CsvFaultKind.UnknownColumn => FileProblem.UnknownColumn,
                _ => FileProblem.Unreadable,
            },
            fault.Message
        );

    /// <summary>Slices may have been committed before the database or the disk failed.</summary>
    public static Refusal StoppedHalfWay { get; } =
        new Refusal.Unavailable(
            Detail: "The database or disk could not store the whole file. Numbers added so far stay. Import the file again to "
                + "complete it."
        );

    /// <summary>The refusal if machine or database cannot store the file now and nothing was written.</summary>
    public static Refusal.Unavailable Unavailable(Exception error) =>
        error switch
        {
            SpoolException fault => new(Detail: fault.Message),
            _ when IsDiskFull(error) => new(
                Detail: "The disk is full, so the file could not be stored. Nothing was added. Ask your administrator to "
                    + "free up space."
            ),
            _ => new(),
        };

    /// <summary>Whether machine or database cannot do the work now.</summary>
    public static bool IsUnavailable(Exception error) =>
        DatabaseErrors.IsUnavailable(error) || DatabaseErrors.IsLostRace(error) || IsDiskFull(error) || error is SpoolException;

    // ENOSPC and EDQUOT as .NET reports them on Unix, ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
    private static bool IsDiskFull(Exception error) =>
        error is IOException && (OperatingSystem.IsWindows() ? (error.HResult & 0xFFFF) is 112 or 39 : error.HResult is 28 or 122);
}
