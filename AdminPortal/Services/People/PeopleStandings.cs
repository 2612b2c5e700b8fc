using AdminPortal.Data;

namespace AdminPortal.Services.People;

/// <summary>Tells open pages whether their person still may be here.</summary>
public sealed class PeopleStandings(PortalDatabase database)
{
    /// <summary>False when the session was ended or the rights have changed; true also while the database does not answer.</summary>
    public async Task<bool> HoldsAsync(Actor actor, CancellationToken cancel)
    {
        try
        {
            return await Standings.FaultAsync(database, actor, cancel) is null;
        }
        catch (Exception error) when (DatabaseErrors.IsUnavailable(error))
        {
            // An outage signs nobody out; whatever they try is refused for it anyway.
            return true;
        }
    }
}
