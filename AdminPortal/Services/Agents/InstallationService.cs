using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Agents;

/// <summary>Knows the id of this installation, which what we make at a provider carries.</summary>
public sealed class InstallationService(PortalDatabase database, PortalWriter writer)
{
    private Guid? _id;

    /// <summary>The id; made at the first call of all, and the same for every process on this database from then on.</summary>
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
