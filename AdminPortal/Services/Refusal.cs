namespace AdminPortal.Services;

/// <summary>
/// Why an operation was refused. Each edge (HTTP, command line, pages) translates it in one place.
/// Refusals of one subject only are beside its service.
/// <see cref="Message"/> is a sentence for the person who asked, and says what to do where something can be done.
/// </summary>
public abstract record Refusal
{
    private protected Refusal(string message) => Message = message;

    public string Message { get; }

    /// <summary>The caller's role may not do this.</summary>
    public sealed record NotAllowed(string What) : Refusal($"Your role may not {What}.");

    /// <summary>The person's session ended, or what they may do has changed since it began.</summary>
    public sealed record SignedOut() : Refusal("Your session has ended or your permissions have changed. Sign in again.");

    /// <summary>The person must confirm their identity again, as a sensitive action asks.</summary>
    public sealed record IdentityNotConfirmed() : Refusal("Confirm your identity on the page /account/prove, then try again.");

    /// <summary>There is no such record, or it is not the caller's to see: the two are answered alike.</summary>
    public sealed record NotFound(string What) : Refusal($"There is no {What}.");

    /// <summary>What was sent cannot be right; <paramref name="Problem"/> says why.</summary>
    public sealed record Invalid(string Field, string Problem) : Refusal(Problem);

    /// <summary>The record's state does not allow the move.</summary>
    public sealed record InvalidTransition(string Problem) : Refusal(Problem);

    /// <summary>Somebody changed the record since the caller looked: <paramref name="Current"/> is how it stands now.</summary>
    public sealed record Stale(object Current, long CurrentVersion)
        : Refusal("Somebody changed this after you opened it. Compare with the current record and try again.");

    /// <summary>Another record has this already.</summary>
    public sealed record Conflict(string Field, string Problem) : Refusal(Problem);

    /// <summary>No number is free.</summary>
    /// <param name="InQuarantine">How many rest and will be free again.</param>
    /// <param name="NextAvailableAt">When the first of those is free; null where none rests.</param>
    /// <param name="Waitlisted">Whether the business is on the waiting list, and so gets one automatically.</param>
    public sealed record NoneAvailable(long InQuarantine, DateTimeOffset? NextAvailableAt, bool Waitlisted = false)
        : Refusal("No numbers available");

    /// <summary>The same idempotency key was used for another request.</summary>
    public sealed record IdempotencyKeyReused()
        : Refusal("This Idempotency-Key was used for another request. Use a new key for a new request.");

    /// <summary>This very request was done before; its saved answer is to be given again.</summary>
    public sealed record AlreadyAnswered() : Refusal("This request was answered before.");

    /// <summary>The database cannot take the work now.</summary>
    /// <param name="MayHaveHappened">
    /// Whether the change may have taken place all the same: the connection broke during the commit and did not come back in time.
    /// </param>
    /// <param name="Detail">What to say instead, where more is known.</param>
    public sealed record Unavailable(bool MayHaveHappened = false, string? Detail = null)
        : Refusal(
            Detail
                ?? (
                    MayHaveHappened
                        ? "The database connection was lost, so this may or may not have been saved. Check " + "before trying again."
                        : "The database is busy or unavailable. Nothing was changed. Try again in a few seconds."
                )
        )
    {
        /// <summary>After how long another try is worth it.</summary>
        public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(2);
    }
}
