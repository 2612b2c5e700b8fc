namespace AdminPortal.Services.Verification;

/// <summary>A violated invariant.</summary>
/// <param name="Invariant">Its group; the numbers 1 to 5 are the product's invariants.</param>
/// <param name="Record">The row: a number, a business by id and name, or another record.</param>
/// <param name="Message">What is wrong, in words.</param>
public sealed record Finding(string Invariant, string Record, string Message);

/// <summary>The result of one check.</summary>
/// <param name="Name">What it checks.</param>
/// <param name="Found">How many rows violate it.</param>
/// <param name="Findings">The first of them; see <see cref="VerificationService.MostNamed"/>.</param>
public sealed record CheckResult(string Invariant, string Name, long Found, IReadOnlyList<Finding> Findings);

/// <summary>The result of verifying a database.</summary>
/// <param name="Checks">All checks, including those without findings.</param>
/// <param name="Seconds">The duration.</param>
public sealed record VerificationReport(IReadOnlyList<CheckResult> Checks, long Numbers, long Businesses, long Events, double Seconds)
{
    /// <summary>Number of violating rows over all checks.</summary>
    public long Found => Checks.Sum(c => c.Found);

    public bool IsSound => Found == 0;

    /// <summary>The findings that are listed.</summary>
    internal IEnumerable<Finding> Findings => Checks.SelectMany(c => c.Findings);
}

/// <summary>The groups of findings.</summary>
internal static class Invariants
{
    public const string OneToOne = "1 one number a business";
    public const string State = "2 state";
    public const string OneAgent = "3 one agent a business";
    public const string Audit = "4 audit";
    public const string Version = "5 row version";
    public const string Orders = "6 orders";
    public const string Counts = "kept counts";
    public const string Database = "database";
}
