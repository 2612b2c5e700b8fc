using AnyAscii;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AdminPortal.Data;

/// <summary>A record that can be found by part of its name.</summary>
public interface ISearchable
{
    Guid Id { get; }

    /// <summary>The source of the search text.</summary>
    string SearchSource { get; }

    /// <summary>The source, folded by <see cref="Data.SearchText.Fold"/>; updated with every change.</summary>
    string SearchText { get; set; }
}

/// <summary>Text folded for searching: without case and accents, in ASCII. It is stored, because SQLite ignores case for ASCII only and
/// PostgreSQL depends on its locale.</summary>
public static class SearchText
{
    /// <summary>Rows read at a time while filling.</summary>
    private const int Batch = 500;

    /// <summary>The text for comparison: "École" becomes "ecole", "STRASSE" and "Straße" become "strasse".</summary>
    public static string Fold(string text)
    {
        var folded = text.Transliterate().ToLowerInvariant();

        // Characters without a transliteration are compared unchanged, so that a search for them does not find everything.
        return folded.Length > 0 ? folded : text;
    }

    /// <summary>Fills the column for older rows. The row-version guards must be off.</summary>
    internal static async Task FillAsync(PortalDbContext context, CancellationToken cancel)
    {
        await FillAsync(context.Businesses, context, cancel);
        await FillAsync(context.Agents, context, cancel);
    }

    private static async Task FillAsync<T>(DbSet<T> rows, PortalDbContext context, CancellationToken cancel)
        where T : class, ISearchable
    {
        while (
            await rows.AsNoTracking().Where(r => r.SearchText == "").OrderBy(r => r.Id).Take(Batch).ToListAsync(cancel)
                is { Count: > 0 } some
        )
        {
            var statement = $"UPDATE {context.Model.FindEntityType(typeof(T))!.GetTableName()} SET search_text = {{0}} WHERE id = {{1}}";
            foreach (var row in some)
            {
                object id = context.Database.IsSqlite() ? Sqlite.BigEndianGuid.ToBytes(row.Id) : row.Id;
                await context.Database.ExecuteSqlRawAsync(statement, [Fold(row.SearchSource), id], cancel);
            }
        }
    }
}

/// <summary>Updates the folded text with every change.</summary>
internal sealed class SearchTextInterceptor : SaveChangesInterceptor
{
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Fold(eventData.Context!);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        Fold(eventData.Context!);
        return ValueTask.FromResult(result);
    }

    private static void Fold(DbContext context)
    {
        foreach (var row in context.ChangeTracker.Entries<ISearchable>().Where(r => r.State is EntityState.Added or EntityState.Modified))
            row.Entity.SearchText = SearchText.Fold(row.Entity.SearchSource);
    }
}
