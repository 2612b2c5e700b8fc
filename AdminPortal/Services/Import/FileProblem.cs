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
