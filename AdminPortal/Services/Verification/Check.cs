namespace AdminPortal.Services.Verification;

/// <summary>One thing to check over the whole database.</summary>
/// <param name="Invariant">One of <see cref="Invariants"/>.</param>
/// <param name="Name">What it checks, as a heading.</param>
internal sealed record Check(string Invariant, string Name, Func<VerificationRun, Task> RunAsync)
{
    /// <summary>A check whose SQL, the same on both databases, finds the rows that break it.</summary>
    /// <param name="describe">Names the row and says what is wrong with it.</param>
    public static Check Sql(string invariant, string name, string sql, Func<VerifiedRow, (string Record, string Message)> describe) =>
        new(invariant, name, run => run.ReadAsync(sql, row => run.Found(() => describe(row))));
}
