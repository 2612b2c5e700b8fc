namespace AdminPortal.Services.Verification;

/// <summary>Something that must always be true and is not.</summary>
/// <param name="Invariant">What it belongs to; the numbers 1 to 5 are those of the product's invariants.</param>
/// <param name="Record">The row: a number, a business by id and name, or what else it is.</param>
/// <param name="Message">What is wrong, in words.</param>
public sealed record Finding(string Invariant, string Record, string Message);

/// <summary>What one check came to.</summary>
/// <param name="Name">What it checks.</param>
/// <param name="Found">How many rows break it.</param>
/// <param name="Findings">The first of them; see <see cref="VerificationService.MostNamed"/>.</param>
public sealed record CheckResult(string Invariant, string Name, long Found, IReadOnlyList<Finding> Findings);

/// <summary>What the verification of a whole database came to.</summary>
/// <param name="Checks">Every check, also those that found nothing.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record VerificationReport(IReadOnlyList<CheckResult> Checks, long Numbers, long Businesses, long Events, double Seconds)
{
    /// <summary>How many rows break something, over all checks.</summary>
    public long Found => Checks.Sum(c => c.Found);

    public bool IsSound => Found == 0;

    /// <summary>The findings that are named.</summary>
    internal IEnumerable<Finding> Findings => Checks.SelectMany(c => c.Findings);
}

/// <summary>What findings belong to.</summary>
internal static class Invariants
{
    public const string OneToOne = "1 one number a business";
    public const string State = "2 state";
    public const string OneAgent = "3 one agent a business";
    public const string Audit = "4 audit";
    public const string Version = "5 row version";
    public const string Counts = "kept counts";
    public const string Database = "database";
}
