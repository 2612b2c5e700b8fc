using AdminPortal.Data.Entities;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Views;

/// <summary>The layout of a list that its user chose.</summary>
/// <param name="Text">In the page's own words; null for the default.</param>
public sealed record ListLayoutRecord(string? Text);

/// <summary>Remembers how a user wants the columns and rows of a list, on every device. Each user has their own; the last choice
/// stays.</summary>
public sealed class ListLayoutService(PortalReader reads, PortalWriter writer)
{
    private const string Words = "see this list";
    private const int MostText = 200;

    /// <summary>The actor's own layout of a list.</summary>
    public async Task<Outcome<ListLayoutRecord>> FindAsync(Actor actor, ListPage page, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed(Words);
        return await reads.RunAsync<ListLayoutRecord>(
            async db => new ListLayoutRecord(
                await db
                    .ListLayouts.Where(l => l.OwnerId == actor.CallerId && l.Page == page)
                    .Select(l => l.Layout)
                    .SingleOrDefaultAsync(cancel)
            ),
            cancel
        );
    }

    /// <summary>Saves the actor's own layout of a list.</summary>
    /// <param name="text">Null returns to the default.</param>
    public async Task<Outcome<ListLayoutRecord>> SaveAsync(Actor actor, ListPage page, string? text, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed(Words);
        if (text is not null && TextRules.CheckText("layout", text, MostText) is { } fault)
            return fault;
        return await writer.RunAsync<ListLayoutRecord>(
            actor,
            async write =>
            {
                var layout = await write.Db.ListLayouts.SingleOrDefaultAsync(l => l.OwnerId == actor.CallerId && l.Page == page, cancel);
                if (text is null && layout is not null)
                    write.Db.ListLayouts.Remove(layout);
                else if (text is not null && layout is null)
                    write.Db.ListLayouts.Add(
                        new ListLayout
                        {
                            OwnerId = actor.CallerId,
                            Page = page,
                            Layout = text,
                        }
                    );
                else if (text is not null)
                    layout!.Layout = text;
                return new ListLayoutRecord(text);
            },
            cancel
        );
    }
}
