namespace AdminPortal.Services.Numbers;

/// <summary>The result of adding one number.</summary>
public enum AddResult
{
    Added,

    /// <summary>It is in the inventory already, or earlier in the same list.</summary>
    Duplicate,

    /// <summary>Not a number that the settings accept.</summary>
    Rejected,
}

/// <summary>The result of one number of the list, in list order.</summary>
/// <param name="Raw">As given.</param>
/// <param name="Number">In E.164; null if rejected.</param>
/// <param name="Detail">The reason of a rejection, or the warning of an added number.</param>
public sealed record AddedNumber(string Raw, string? Number, AddResult Result, string? Detail);

/// <summary>The result of adding a list of numbers.</summary>
public sealed record AddedNumbers(IReadOnlyList<AddedNumber> Results)
{
    public int Added => Results.Count(r => r.Result == AddResult.Added);
}
