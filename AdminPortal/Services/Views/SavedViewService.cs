using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Views;

/// <summary>A saved view, as a list shows it.</summary>
/// <param name="Query">The query of the list's address; empty without filters.</param>
/// <param name="IsMine">Whether the caller owns it.</param>
public sealed record SavedViewRecord(Guid Id, string Name, string Query, string? Columns, bool IsShared, bool IsMine, string OwnerName);

/// <summary>Views of the lists, kept for their owner or shared with everyone who may see the list. For staff; viewers open shared
/// ones.</summary>
public sealed class SavedViewService(PortalReader reads, PortalWriter writer)
{
    public const int MostName = 40;

    /// <summary>Views of one owner for one list.</summary>
    public const int Most = 50;

    private const int MostQuery = 2000;
    private const string Words = "save views of this list";

    /// <summary>The caller's own views and the shared ones, by name.</summary>
    public async Task<Outcome<IReadOnlyList<SavedViewRecord>>> ListAsync(Actor actor, ListPage page, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed(Words);
        return await reads.RunAsync<IReadOnlyList<SavedViewRecord>>(
            async db =>
            {
                var views = await db
                    .SavedViews.Where(v => v.Page == page && (v.OwnerId == actor.CallerId || v.IsShared))
                    .OrderBy(v => v.Name)
                    .ThenBy(v => v.Id)
                    .ToListAsync(cancel);
                return views.ConvertAll(v => Of(v, actor));
            },
            cancel
        );
    }

    /// <summary>Saves a view; one of the same name and owner is replaced.</summary>
    /// <param name="query">The query of the list's address, with its question mark; empty without filters.</param>
    public async Task<Outcome<SavedViewRecord>> SaveAsync(
        Actor actor,
        ListPage page,
        string? name,
        string query,
        string? columns,
        bool isShared,
        CancellationToken cancel
    )
    {
        if (!actor.IsStaff)
            return new Refusal.NotAllowed(Words);
        if (TextRules.Trim(name) is not { } trimmed)
            return new Refusal.Invalid("name", "Give the view a name.");
        if ((TextRules.CheckText("name", trimmed, MostName) ?? TextRules.CheckText("query", query, MostQuery)) is { } fault)
            return fault;
        if (query.Length > 0 && query[0] != '?')
            return new Refusal.Invalid("query", "A view's query begins with a question mark.");
        return await writer.RunAsync<SavedViewRecord>(
            actor,
            async write =>
            {
                var own = await write.Db.SavedViews.Where(v => v.Page == page && v.OwnerId == actor.CallerId).ToListAsync(cancel);
                var view = own.Find(v => v.Name == trimmed);
                if (view is null && own.Count >= Most)
                    return new Refusal.InvalidTransition($"You have {Most} views of this list. Delete one first.");
                if (view is null)
                {
                    view = new SavedView
                    {
                        Id = UuidV7.Create(write.Now),
                        Page = page,
                        Name = trimmed,
                        Query = query,
                        OwnerId = actor.CallerId,
                        OwnerName = actor.Name,
                        CreatedAt = write.Now,
                    };
                    write.Db.SavedViews.Add(view);
                }

                (view.Query, view.Columns, view.IsShared) = (query, columns, isShared);
                return Of(view, actor);
            },
            cancel
        );
    }

    /// <summary>Deletes a view of the caller; admins delete shared ones too.</summary>
    public async Task<Outcome<SavedViewRecord>> DeleteAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return new Refusal.NotAllowed(Words);
        return await writer.RunAsync<SavedViewRecord>(
            actor,
            async write =>
            {
                var view = await write.Db.SavedViews.SingleOrDefaultAsync(v => v.Id == id, cancel);
                if (view is null || (view.OwnerId != actor.CallerId && !(view.IsShared && actor.IsAdmin)))
                    return new Refusal.NotFound("view of yours");
                write.Db.SavedViews.Remove(view);
                return Of(view, actor);
            },
            cancel
        );
    }

    private static SavedViewRecord Of(SavedView v, Actor actor) =>
        new(v.Id, v.Name, v.Query, v.Columns, v.IsShared, v.OwnerId == actor.CallerId, v.OwnerName);
}
