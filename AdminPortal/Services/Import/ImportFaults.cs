using AdminPortal.Data;
using AdminPortal.Services.Import.Csv;

namespace AdminPortal.Services.Import;

/// <summary>What can go wrong with an import that is nobody's bug, in the words of refusals.</summary>
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

    /// <summary>Slices may have been committed before the database or the disk gave up.</summary>
    public static Refusal StoppedHalfWay { get; } =
        new Refusal.Unavailable(
            Detail: "The database or disk could not store the whole file. Numbers added so far stay. Import the file again to "
                + "complete it."
        );

    /// <summary>What to answer when the machine or the database cannot take the file now and nothing of it was written.</summary>
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

    /// <summary>Whether the machine or the database cannot take the work now.</summary>
    public static bool IsUnavailable(Exception error) =>
        DatabaseErrors.IsUnavailable(error) || DatabaseErrors.IsLostRace(error) || IsDiskFull(error) || error is SpoolException;

    // ENOSPC and EDQUOT as .NET gives them on Unix, ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
    private static bool IsDiskFull(Exception error) =>
        error is IOException && (OperatingSystem.IsWindows() ? (error.HResult & 0xFFFF) is 112 or 39 : error.HResult is 28 or 122);
}
