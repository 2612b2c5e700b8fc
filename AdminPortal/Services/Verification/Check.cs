namespace AdminPortal.Services.Verification;

/// <summary>One check over the whole database.</summary>
/// <param name="Invariant">One of <see cref="Invariants"/>.</param>
/// <param name="Name">Its heading.</param>
internal sealed record Check(string Invariant, string Name, Func<VerificationRun, Task> RunAsync)
{
    /// <summary>A check whose SQL, the same on both databases, finds the violating rows.</summary>
    /// <param name="describe">Names the row and describes the problem.</param>
    public static Check Sql(string invariant, string name, string sql, Func<VerifiedRow, (string Record, string Message)> describe) =>
        new(invariant, name, run => run.ReadAsync(sql, row => run.Found(() => describe(row))));
}
