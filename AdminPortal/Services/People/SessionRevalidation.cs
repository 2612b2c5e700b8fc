using AdminPortal.Data;
using AdminPortal.Services.Writes;

namespace AdminPortal.Services.People;

/// <summary>The state of a session.</summary>
public enum SessionState
{
    Good,

    /// <summary>Ended, expired, or the user's rights have changed.</summary>
    Ended,

    /// <summary>Valid only for setting up a required second factor.</summary>
    FactorWanted,
}

/// <summary>Checks for requests and open pages whether the session is still valid.</summary>
public sealed class SessionRevalidation(PortalDatabase database, SignInSettings settings, TimeProvider clock)
{
    /// <summary>The state of the actor's session; unchanged while the database does not respond.</summary>
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
            // An outage does not sign users out; their actions are refused anyway.
            return SessionState.Good;
        }
    }

    /// <summary>False if the session was ended or the rights have changed.</summary>
    public async Task<bool> HoldsAsync(Actor actor, CancellationToken cancel) =>
        actor.SessionIdentity is null || await AskAsync(actor, cancel) != SessionState.Ended;
}

/// <summary>Marks a request whose user must set up a second factor first.</summary>
public sealed record TwoFactorSetupRequired;
