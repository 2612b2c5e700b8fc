namespace AdminPortal.Services.Import;

/// <summary>The kind of problem with a whole file.</summary>
public enum FileProblem
{
    /// <summary>Not CSV, or invalid CSV: empty, binary, an unclosed quote.</summary>
    Unreadable,

    /// <summary>A record is too long.</summary>
    TooLarge,

    /// <summary>Valid CSV without a number column.</summary>
    NoNumbers,

    /// <summary>Several columns are possible; the caller must choose.</summary>
    UnclearColumn,

    /// <summary>The chosen column does not exist in the file.</summary>
    UnknownColumn,
}

/// <summary>The file cannot be imported; nothing was written.</summary>
public sealed record InvalidFile(FileProblem Kind, string Problem) : Refusal(Problem);

/// <summary>A <c>strict</c> import found invalid rows; nothing was added. The report counts them.</summary>
public sealed record RowsRejected(ImportReport Report)
    : Refusal(
        $"{Report.Rejected} of {Report.Read} rows are invalid, so nothing was added. Fix them, or import with mode=skip to "
            + "add the rest."
    );
