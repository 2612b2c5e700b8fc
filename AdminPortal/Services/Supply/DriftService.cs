using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Providers.Suppliers;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Supply;

/// <summary>How the last comparison with one supplier went.</summary>
/// <param name="CheckedAt">When its list was last read to the end; null when it never was.</param>
/// <param name="Listed">How many active toll-free numbers that list had.</param>
/// <param name="Error">Why the last attempt did not reach the end of the list; what was known before stays.</param>
public sealed record SupplierCheckRecord(string Supplier, DateTimeOffset? CheckedAt, int Listed, string? Error);

/// <summary>A number in the inventory that its supplier does not have.</summary>
public sealed record MissingNumber(string Number, string Supplier, string? ProviderRef, NumberStatus Status, Guid? BusinessId);

/// <summary>A number that a supplier has and the inventory does not.</summary>
public sealed record UnknownNumber(string Number, string Supplier, string? ProviderRef, DateTimeOffset? BoughtAt);

/// <summary>Where the inventory and the suppliers differ.</summary>
/// <param name="CheckedAt">When all suppliers were last compared; null when one never was.</param>
public sealed record DriftRecord(
    DateTimeOffset? CheckedAt,
    IReadOnlyList<SupplierCheckRecord> Suppliers,
    IReadOnlyList<MissingNumber> MissingThere,
    IReadOnlyList<UnknownNumber> UnknownHere
)
{
    internal bool HasFindings => MissingThere.Count + UnknownHere.Count > 0;
}

/// <summary>Compares the inventory with what suppliers have. It changes no number without being asked.</summary>
public sealed class DriftService(
    PortalReader reads,
    PortalWriter writer,
    SupplierDirectory suppliers,
    SupplySettings settings,
    NumberReader reader,
    TimeProvider clock,
    ILogger<DriftService> log
)
{
    /// <summary>What the last comparison found, without what was settled since. For admins, support and viewers.</summary>
    public async Task<Outcome<DriftRecord>> ReadAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("see what suppliers have");
        var names = suppliers.All.Select(s => s.Name).ToList();
        return await reads.SnapshotAsync<DriftRecord>(db => ReadAsync(db, names, cancel), cancel);
    }

    /// <summary>Compares now. For admins.</summary>
    public async Task<Outcome<DriftRecord>> CheckAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("compare the inventory with suppliers");
        foreach (var supplier in suppliers.Clients)
        {
            var compared = await CompareAsync(actor, supplier, cancel);
            if (!compared.IsDone)
                return compared.Refusal;
        }

        return await ReadAsync(actor, cancel);
    }

    /// <summary>Adds a number to the inventory that a supplier has. For admins.</summary>
    public async Task<Outcome<NumberRecord>> AddAsync(Actor actor, string? number, string? supplier, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("add numbers");
        if (reader.Normalize(number) is not { } text)
            return new Refusal.Invalid("number", "'number' takes a phone number.");
        return await writer.RunAsync<NumberRecord>(
            actor,
            async write =>
            {
                if (await write.Db.Numbers.AnyAsync(n => n.Number == text, cancel))
                    return new SupplyRefused(SupplyFault.InInventory, $"{E164.Shown(text)} is in the inventory already.", []);
                var found = await write.Db.DriftFindings.SingleOrDefaultAsync(
                    f => f.Number == text && f.Supplier == supplier && f.Kind == DriftKind.Unknown,
                    cancel
                );
                if (found is null)
                    return new Refusal.NotFound($"number {text} at this supplier that the inventory lacks. Check again first");
                var warning = reader.ReadAny(text).Warning?.Text();
                var row = TollFreeNumber.New(UuidV7.Create(write.Now), text, write.Now, null, warning);
                row.FoundAt(found.Supplier, found.ProviderRef ?? text);
                write.Db.Numbers.Add(row);
                write.Db.DriftFindings.Remove(found);
                write.AuditNumber(
                    AuditActions.NumberAdded,
                    row,
                    null,
                    new
                    {
                        status = row.Status.ToText(),
                        row.Source,
                        row.Supplier,
                    },
                    null
                );
                write.Touch(ChangeKind.Orders);
                await write.SaveAsync(cancel);
                return await NumberLoading.RecordAsync(write, row, cancel);
            },
            cancel
        );
    }

    /// <param name="suppliers">The suppliers that are configured: what others had is of no use any more.</param>
    private static async Task<Outcome<DriftRecord>> ReadAsync(PortalDbContext db, List<string> suppliers, CancellationToken cancel)
    {
        var known = await db.SupplierChecks.Where(c => suppliers.Contains(c.Supplier)).ToDictionaryAsync(c => c.Supplier, cancel);
        var checks = suppliers.ConvertAll(name =>
            known.TryGetValue(name, out var c)
                ? new SupplierCheckRecord(name, c.CheckedAt, c.Listed, c.Error)
                : new SupplierCheckRecord(name, null, 0, null)
        );
        var missing = await (
            from f in db.DriftFindings
            where f.Kind == DriftKind.Missing && suppliers.Contains(f.Supplier)
            join n in db.Numbers on f.Number equals n.Number
            where n.Status != NumberStatus.Inactive && n.Supplier == f.Supplier
            orderby f.Number
            select new MissingNumber(f.Number, f.Supplier, n.ProviderRef, n.Status, n.AssignedTo)
        ).ToListAsync(cancel);
        var unknown = await db
            .DriftFindings.Where(f => f.Kind == DriftKind.Unknown && suppliers.Contains(f.Supplier))
            .Where(f => !db.Numbers.Any(n => n.Number == f.Number))
            .OrderBy(f => f.Number)
            .Select(f => new UnknownNumber(f.Number, f.Supplier, f.ProviderRef, f.BoughtAt))
            .ToListAsync(cancel);
        return new DriftRecord(checks.Exists(c => c.CheckedAt is null) ? null : checks.Min(c => c.CheckedAt), checks, missing, unknown);
    }

    private async Task<Outcome<bool>> CompareAsync(Actor actor, INumberSupplier supplier, CancellationToken cancel)
    {
        var begun = clock.UtcNowMicroseconds();
        var listed = new Dictionary<string, SupplierNumber>(StringComparer.Ordinal);
        string? error = null;
        try
        {
            await ListAsync();
            // A list that is read in pages may skip a number while another is released.
            if (await IsAnyMissingAsync(supplier.Name, listed, cancel))
                await ListAsync();
        }
        catch (SupplierException fault)
        {
            log.LogWarning(fault, "The list of {Supplier} was not read to its end, so nothing is concluded from it", supplier.Name);
            error = fault.Message;
        }

        return await writer.RunAsync<bool>(
            actor,
            async write =>
            {
                var check = await write.Db.SupplierChecks.FindAsync([supplier.Name], cancel);
                if (check is null)
                    write.Db.SupplierChecks.Add(check = new SupplierCheck { Supplier = supplier.Name });
                check.Error = error;
                write.Touch(ChangeKind.Orders);
                if (error is null)
                {
                    (check.CheckedAt, check.Listed) = (begun, listed.Count);
                    await ConcludeAsync(write, supplier.Name, listed, begun, cancel);
                }

                return true;
            },
            cancel
        );

        async Task ListAsync()
        {
            await foreach (var number in supplier.ListNumbersAsync(cancel))
                if (number.IsActive)
                    listed[number.Number] = number;
        }
    }

    private async Task<bool> IsAnyMissingAsync(string supplier, Dictionary<string, SupplierNumber> listed, CancellationToken cancel)
    {
        var ours = await reads.RunAsync<List<string>>(
            async db => await OursAt(db, supplier).Select(n => n.Number).ToListAsync(cancel),
            cancel
        );
        return ours.IsDone && ours.Value.Exists(number => !listed.ContainsKey(number));
    }

    /// <summary>The numbers that a supplier should have.</summary>
    private static IQueryable<TollFreeNumber> OursAt(PortalDbContext db, string supplier) =>
        db.Numbers.Where(n => n.Supplier == supplier && n.ProviderRef != null && n.Status != NumberStatus.Inactive);

    /// <summary>Replaces what was known of a supplier, of which the whole list was read.</summary>
    private async Task ConcludeAsync(
        PortalWrite write,
        string supplier,
        Dictionary<string, SupplierNumber> listed,
        DateTimeOffset begun,
        CancellationToken cancel
    )
    {
        var db = write.Db;
        // A number that was bought a moment before the list was read may be listed late.
        var settled = begun - settings.Settle;
        var ours = await OursAt(db, supplier)
            .Select(n => new
            {
                n.Number,
                n.ProviderRef,
                n.CreatedAt,
            })
            .ToListAsync(cancel);
        var names = listed.Keys.ToList();
        var here = await db.Numbers.Where(n => EF.Parameter(names).Contains(n.Number)).Select(n => n.Number).ToHashSetAsync(cancel);
        var onOrder = await db
            .Orders.Where(o => o.Supplier == supplier && (o.Status == OrderStatus.Intended || o.Status == OrderStatus.Pending))
            .Select(o => o.Number)
            .ToHashSetAsync(cancel);
        var found = ours.Where(n => n.CreatedAt < settled && !listed.ContainsKey(n.Number))
            .Select(n => new DriftFinding
            {
                Supplier = supplier,
                Number = n.Number,
                Kind = DriftKind.Missing,
                ProviderRef = n.ProviderRef,
            })
            .Concat(
                listed
                    .Values.Where(n => !here.Contains(n.Number) && !onOrder.Contains(n.Number))
                    .Select(n => new DriftFinding
                    {
                        Supplier = supplier,
                        Number = n.Number,
                        Kind = DriftKind.Unknown,
                        ProviderRef = n.ProviderRef,
                        BoughtAt = n.BoughtAt,
                    })
            )
            .ToDictionary(f => f.Number);

        var known = await db.DriftFindings.Where(f => f.Supplier == supplier).ToDictionaryAsync(f => f.Number, cancel);
        var isNews = found.Values.Any(f => !known.TryGetValue(f.Number, out var before) || before.Kind != f.Kind);
        foreach (var (number, before) in known)
            if (!found.TryGetValue(number, out var now) || now.Kind != before.Kind)
                db.DriftFindings.Remove(before);
            else
                (before.ProviderRef, before.BoughtAt) = (now.ProviderRef, now.BoughtAt);
        // One that changed sides has the same key, so its old row goes first.
        await write.SaveAsync(cancel);
        db.DriftFindings.AddRange(found.Values.Where(f => !known.TryGetValue(f.Number, out var before) || before.Kind != f.Kind));
        if (isNews)
            write.Audit(
                AuditActions.DriftFound,
                AuditRecords.Supplier,
                UuidV7.Create(write.Now),
                null,
                new
                {
                    supplier,
                    missing_there = found.Values.Count(f => f.Kind == DriftKind.Missing),
                    unknown_here = found.Values.Count(f => f.Kind == DriftKind.Unknown),
                },
                ChangeKind.Orders
            );
    }
}
