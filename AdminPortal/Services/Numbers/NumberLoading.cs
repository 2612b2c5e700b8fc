using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Numbers;

/// <summary>Loads numbers to change with related rows, and reads them afterwards.</summary>
internal static class NumberLoading
{
    /// <summary>The row to change; refused if it does not exist or has another version than the caller saw.</summary>
    public static async Task<Outcome<TollFreeNumber>> LoadAsync(
        PortalWrite write,
        NumberReader reader,
        string number,
        long? seen,
        CancellationToken cancel
    )
    {
        var text = reader.Normalize(number);
        var row = text is null ? null : await write.Db.Numbers.SingleOrDefaultAsync(n => n.Number == text, cancel);
        if (row is null)
            return new Refusal.NotFound($"number {text ?? $"'{number}'"} in the inventory");
        if (seen is { } version && version != row.RowVersion)
            return new Refusal.Stale(await RecordAsync(write, row, cancel), row.RowVersion);
        await FollowAsync(write, write.Db.Assignments.Where(a => a.Number == text), cancel);
        return row;
    }

    /// <summary>The rows of many numbers, with businesses and open ledger rows loaded; deleted ones are left out.</summary>
    /// <param name="numbers">In E.164.</param>
    public static async Task<Dictionary<string, TollFreeNumber>> LoadManyAsync(
        PortalWrite write,
        IReadOnlyList<string> numbers,
        CancellationToken cancel
    )
    {
        var rows = await write
            .Db.Numbers.Where(n => EF.Parameter(numbers).Contains(n.Number))
            .OrderBy(n => n.Number)
            .ToDictionaryAsync(n => n.Number, cancel);
        await FollowAsync(write, write.Db.Assignments.Where(a => EF.Parameter(numbers).Contains(a.Number)), cancel);
        var holders = rows.Values.Select(n => n.AssignedTo).OfType<Guid>().ToList();
        if (holders.Count == 0)
            return rows;
        await write.Db.Businesses.Where(b => EF.Parameter(holders).Contains(b.Id)).LoadAsync(cancel);
        await write.Db.Assignments.Where(a => a.HeldUntil == null && EF.Parameter(numbers).Contains(a.Number)).LoadAsync(cancel);
        return rows;
    }

    /// <summary>A business that gets a number; null if it does not exist.</summary>
    public static async Task<Business?> LoadBusinessAsync(PortalWrite write, Guid id, CancellationToken cancel)
    {
        var business = await write.Db.Businesses.FindAsync([id], cancel);
        if (business is not null)
            await FollowAsync(write, write.Db.Assignments.Where(a => a.BusinessId == id), cancel);
        return business;
    }

    /// <summary>Moves the write's time after the last ledger time, even if another node's clock is ahead.</summary>
    private static async Task FollowAsync(PortalWrite write, IQueryable<NumberAssignment> ledger, CancellationToken cancel)
    {
        if (await ledger.MaxAsync(a => (DateTimeOffset?)(a.HeldUntil ?? a.HeldFrom), cancel) is { } last)
            write.NotBefore(last);
    }

    /// <summary>The number as saved.</summary>
    public static async Task<NumberRecord> RecordAsync(PortalWrite write, TollFreeNumber row, CancellationToken cancel) =>
        NumberRecord.Of(row, await HolderAsync(write, row, cancel));

    /// <summary>The state in words, such as "assigned to Acme Dental".</summary>
    public static async Task<string> StateAsync(PortalWrite write, TollFreeNumber row, CancellationToken cancel) =>
        row.Status == NumberStatus.Assigned ? $"assigned to {await HolderAsync(write, row, cancel)}" : row.Status.ToText();

    private static async Task<string?> HolderAsync(PortalWrite write, TollFreeNumber row, CancellationToken cancel) =>
        row.AssignedTo is { } holder ? (await write.Db.Businesses.FindAsync([holder], cancel))?.Name : null;
}
