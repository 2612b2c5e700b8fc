using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AdminPortal.Data;

/// <summary>Gives every new versioned row version 1 and every changed one its original version plus one. EF then adds <c>WHERE row_version
/// = original</c>, and the database's guard rejects writes that do neither.</summary>
internal sealed class RowVersionInterceptor : SaveChangesInterceptor
{
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Raise(eventData.Context!);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        Raise(eventData.Context!);
        return ValueTask.FromResult(result);
    }

    /// <summary>Sets the versions of rows that are about to be saved; idempotent.</summary>
    public static void Raise(DbContext context)
    {
        foreach (var row in context.ChangeTracker.Entries<IVersioned>())
        {
            if (row.State == EntityState.Added)
                row.Entity.RowVersion = 1;
            else if (row.State == EntityState.Modified)
                row.Entity.RowVersion = row.OriginalValues.GetValue<long>(nameof(IVersioned.RowVersion)) + 1;
        }
    }
}
