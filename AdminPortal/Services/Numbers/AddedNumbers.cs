namespace AdminPortal.Services.Numbers;

/// <summary>What became of one number that was to be added.</summary>
public enum AddResult
{
    Added,

    /// <summary>It is in the inventory already, or stands earlier in the same list.</summary>
    Duplicate,

    /// <summary>It is not a number that the settings admit.</summary>
    Rejected,
}

/// <summary>What became of one number of the list, in the list's order.</summary>
/// <param name="Raw">As it was given.</param>
/// <param name="Number">In E.164; null when rejected.</param>
/// <param name="Detail">The reason of a rejection, or the warning that an added number carries.</param>
public sealed record AddedNumber(string Raw, string? Number, AddResult Result, string? Detail);

/// <summary>What became of a list of numbers.</summary>
public sealed record AddedNumbers(IReadOnlyList<AddedNumber> Results)
{
    public int Added => Results.Count(r => r.Result == AddResult.Added);
}
