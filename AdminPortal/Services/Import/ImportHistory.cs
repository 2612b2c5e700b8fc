using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Import;

/// <summary>Reads past and running imports, and detects those whose process has died.</summary>
internal sealed class ImportHistory(PortalDatabase database, PortalReader reads, PortalWriter writer)
{
    internal const string Interrupted = "The portal stopped or lost its database during the import. Import the file again to complete it.";

    public async Task<Outcome<ImportRecord>> FindAsync(Actor actor, Guid importId, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("see imports");
        return await ReadAsync<ImportRecord>(
            i => i.Where(import => import.Id == importId),
            found => found.Count == 0 ? new Refusal.NotFound("such import") : ImportRecord.Of(found[0]),
            cancel
        );
    }

    public async Task<Outcome<Page<ImportRecord>>> PageAsync(Actor actor, string? after, int limit, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("see imports");
        if (limit is < 1 or > Cursor.MaxLimit)
            return Cursor.BadLimit;
        if (!Cursor.TryDecode(after, out var key))
            return Cursor.BadCursor;
        var before = Guid.Empty;
        if (key is not null && !Guid.TryParse(key, out before))
            return Cursor.BadCursor;
        return await ReadAsync<Page<ImportRecord>>(
            i =>
                i.Where(import => !import.DryRun && (key == null || import.Id < before))
                    .OrderByDescending(import => import.Id)
                    .Take(limit + 1),
            found => Page.Of(found.ConvertAll(ImportRecord.Of), limit, import => import.Id.ToString("D")),
            cancel
        );
    }

    public async Task<Outcome<long>> WriteRejectsAsync(Actor actor, Guid importId, Stream output, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("see imports");
        await using var db = database.CreateReadContext();
        if (!await db.Imports.AnyAsync(i => i.Id == importId, cancel))
            return new Refusal.NotFound("such import");
        return await RejectsCsv.WriteAsync(db, importId, output, cancel);
    }

    public async Task<int> MarkAbandonedAsync(CancellationToken cancel)
    {
        await using var db = database.CreateReadContext();
        var marked = 0;
        foreach (var id in await db.Imports.Where(i => i.Status == ImportStatus.Running).Select(i => i.Id).ToListAsync(cancel))
        {
            await using var free = await RunLock.TryTakeAsync(database, id, cancel);
            if (free is null)
                continue;
            var outcome = await writer.RunAsync<bool>(
                Actor.System,
                async write =>
                {
                    // It may have ended since it was read.
                    var isRunning = await write.Db.Imports.AnyAsync(i => i.Id == id && i.Status == ImportStatus.Running, cancel);
                    if (isRunning)
                        await ImportEnd.WriteAsync(write, id, ImportStatus.Failed, Interrupted, null, cancel);
                    return isRunning;
                },
                cancel
            );
            marked += outcome is { IsDone: true, Value: true } ? 1 : 0;
        }

        return marked;
    }

    private Task<Outcome<T>> ReadAsync<T>(
        Func<IQueryable<NumberImport>, IQueryable<NumberImport>> which,
        Func<List<NumberImport>, Outcome<T>> answer,
        CancellationToken cancel
    )
        where T : notnull =>
        reads.RunAsync(
            async db =>
            {
                var found = await which(db.Imports).ToListAsync(cancel);
                // A killed command-line process leaves its import in state running while the portal continues.
                if (found.Any(i => i.Status == ImportStatus.Running) && await MarkAbandonedAsync(cancel) > 0)
                    found = await which(db.Imports).ToListAsync(cancel);
                return answer(found);
            },
            cancel
        );
}
