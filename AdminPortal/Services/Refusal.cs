namespace AdminPortal.Services;

/// <summary>Why an operation was refused. HTTP, command line and pages each translate it in one place. Refusals of a single subject are
/// beside its service. <see cref="Message"/> is a sentence for the caller, with what to do if something can be done.</summary>
public abstract record Refusal
{
    private protected Refusal(string message) => Message = message;

    public string Message { get; }

    /// <summary>The caller's role does not allow this.</summary>
    public sealed record NotAllowed(string What) : Refusal($"Your role may not {What}.");

    /// <summary>The user's session has ended, or their rights have changed since it began.</summary>
    public sealed record SignedOut() : Refusal("Your session has ended or your permissions have changed. Sign in again.");

    /// <summary>The user must confirm their identity again, because the action is sensitive.</summary>
    public sealed record IdentityNotConfirmed() : Refusal("Confirm your identity on the page /account/prove, then try again.");

    /// <summary>The record does not exist, or the caller may not see it: both get the same response.</summary>
    public sealed record NotFound(string What) : Refusal($"There is no {What}.");

    /// <summary>The input is invalid; <paramref name="Problem"/> is the reason.</summary>
    public sealed record Invalid(string Field, string Problem) : Refusal(Problem);

    /// <summary>The record's state does not allow the transition.</summary>
    public sealed record InvalidTransition(string Problem) : Refusal(Problem)
    {
        /// <summary>The business is closed, so nothing can be done for it until an admin reopens it.</summary>
        public static InvalidTransition Closed(string business) => new($"{business} is closed. An admin can reopen it.");
    }

    /// <summary>The record changed since the caller read it; <paramref name="Current"/> is its current state.</summary>
    public sealed record Stale(object Current, long CurrentVersion)
        : Refusal("Somebody changed this after you opened it. Compare with the current record and try again.");

    /// <summary>Another record has this value already.</summary>
    public sealed record Conflict(string Field, string Problem) : Refusal(Problem);

    /// <summary>No number is available.</summary>
    /// <param name="InQuarantine">Numbers in quarantine.</param>
    /// <param name="NextAvailableAt">When the first of those becomes available; null without any.</param>
    /// <param name="Waitlisted">Whether the business is on the waiting list, and will get one automatically.</param>
    public sealed record NoneAvailable(long InQuarantine, DateTimeOffset? NextAvailableAt, bool Waitlisted = false)
        : Refusal("No numbers available");

    /// <summary>The same idempotency key was used for another request.</summary>
    public sealed record IdempotencyKeyReused()
        : Refusal("This Idempotency-Key was used for another request. Use a new key for a new request.");

    /// <summary>This request was already processed; its saved response must be returned.</summary>
    public sealed record AlreadyAnswered() : Refusal("This request was answered before.");

    /// <summary>The database cannot do the work now.</summary>
    /// <param name="MayHaveHappened"> Whether the change may have taken place: the connection broke during the commit and the database did
    /// not respond in time. </param>
    /// <param name="Detail">A more specific message, if there is one.</param>
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
        /// <summary>When a retry is worthwhile.</summary>
        public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(2);
    }
}
