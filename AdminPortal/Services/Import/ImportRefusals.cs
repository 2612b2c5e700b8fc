namespace AdminPortal.Services.Import;

/// <summary>What kind of thing is wrong with a whole file.</summary>
public enum FileProblem
{
    /// <summary>It is not CSV, or broken as such: empty, binary, an unclosed quote.</summary>
    Unreadable,

    /// <summary>A record of it is larger than any record of numbers.</summary>
    TooLarge,

    /// <summary>It is CSV, and no column of it holds numbers.</summary>
    NoNumbers,

    /// <summary>Several columns may be meant; the caller has to choose.</summary>
    UnclearColumn,

    /// <summary>The column that the caller chose is not in the file.</summary>
    UnknownColumn,
}

/// <summary>The file cannot be imported at all; nothing of it was.</summary>
public sealed record InvalidFile(FileProblem Kind, string Problem) : Refusal(Problem);

/// <summary>A <c>strict</c> import met rows that cannot be taken; nothing of the file was added. The report counts them.</summary>
public sealed record RowsRejected(ImportReport Report)
    : Refusal(
        $"{Report.Rejected} of {Report.Read} rows are invalid, so nothing was added. Fix them, or import with mode=skip to "
            + "add the rest."
    );
