using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Agents;

/// <summary>Provides the id of this installation, which marks everything that the portal creates at a provider.</summary>
public sealed class InstallationService(PortalDatabase database, PortalWriter writer)
{
    private Guid? _id;

    /// <summary>The id; created at the first call, and the same for every process on this database.</summary>
    internal async Task<Guid> IdAsync(CancellationToken cancel)
    {
        if (_id is { } known)
            return known;
        await using (var db = database.CreateReadContext())
        {
            if (await db.Installations.Select(i => (Guid?)i.Id).SingleOrDefaultAsync(cancel) is { } found)
                return (_id = found).Value;
        }

        var made = await writer.RunAsync<Installation>(
            Actor.System,
            async write =>
            {
                if (await write.Db.Installations.AsNoTracking().SingleOrDefaultAsync(cancel) is { } faster)
                    return faster;
                var installation = new Installation { Id = UuidV7.Create(write.Now), CreatedAt = write.Now };
                write.Db.Installations.Add(installation);
                return installation;
            },
            cancel
        );
        return (_id = (made.Value ?? throw new DatabaseUnavailableException(made.Refusal!.Message)).Id).Value;
    }
}
