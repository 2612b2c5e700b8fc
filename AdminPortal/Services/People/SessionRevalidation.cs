using AdminPortal.Data;
using AdminPortal.Services.Writes;

namespace AdminPortal.Services.People;

/// <summary>How a session stands.</summary>
public enum SessionState
{
    Good,

    /// <summary>Ended, too old, or its person's rights have changed.</summary>
    Ended,

    /// <summary>Good for setting up the second factor that its person has to have, and for nothing else.</summary>
    FactorWanted,
}

/// <summary>Tells requests and open pages whether their person still may be here.</summary>
public sealed class SessionRevalidation(PortalDatabase database, SignInSettings settings, TimeProvider clock)
{
    /// <summary>How the actor's session stands; as it was also while the database does not answer.</summary>
    public async Task<SessionState> AskAsync(Actor actor, CancellationToken cancel)
    {
        try
        {
            await using var db = database.CreateReadContext();
            return await SessionChecks.FindAsync(db, actor, cancel) is not { } held || held.IsOver(clock.GetUtcNow()) ? SessionState.Ended
                : settings.Requires(actor.Role) && !held.HasTwoFactor && held.How != ActiveSession.ByPasskey ? SessionState.FactorWanted
                : SessionState.Good;
        }
        catch (Exception error) when (DatabaseErrors.IsUnavailable(error))
        {
            // An outage signs nobody out; whatever they try is refused for it anyway.
            return SessionState.Good;
        }
    }

    /// <summary>False when the session was ended or the rights have changed.</summary>
    public async Task<bool> HoldsAsync(Actor actor, CancellationToken cancel) =>
        actor.SessionIdentity is null || await AskAsync(actor, cancel) != SessionState.Ended;
}

/// <summary>Stands on a request whose person has to set up a second factor before anything else.</summary>
public sealed record TwoFactorSetupRequired;
