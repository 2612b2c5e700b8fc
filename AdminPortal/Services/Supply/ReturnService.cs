using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Providers.Suppliers;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Supply;

/// <summary>
/// Gives numbers back to their supplier. The number becomes inactive first, in the database, so that nobody gets it meanwhile; then the
/// supplier is asked. A return that a crash or an outage left open is finished by <see cref="FinishAsync"/>.
/// </summary>
public sealed class ReturnService(
    PortalDatabase database,
    PortalWriter writer,
    SupplierDirectory suppliers,
    NumberReader reader,
    ILogger<ReturnService> log
)
{
    /// <summary>Gives an available or inactive number back. For admins. It cannot be had back.</summary>
    /// <param name="confirm">The number again.</param>
    /// <returns>
    /// The number as it is afterwards; <see cref="SupplyRefused"/> where the supplier did not do it: the number is inactive then, and is
    /// tried again where the supplier could not be reached.
    /// </returns>
    public async Task<Outcome<NumberRecord>> ReleaseAsync(
        Actor actor,
        string number,
        string? confirm,
        string? reason,
        long? seen,
        CancellationToken cancel
    )
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("release numbers at a supplier");
        if (TextRules.CheckReason(ref reason, required: true) is { } wrong)
            return wrong;
        if (reader.Normalize(number) is { } named && reader.Normalize(confirm) != named)
            return new Refusal.Invalid("confirm", $"'confirm' must be the number itself, {named}: a released number cannot be had back.");
        var begun = await writer.RunAsync<TollFreeNumber>(
            // The answer to a request that is sent twice is saved with the end, not here.
            actor with
            {
                Idempotency = null,
            },
            async write =>
            {
                var found = await NumberLoading.LoadAsync(write, reader, number, seen, cancel);
                if (!found.IsDone)
                    return found;
                return Begin(write, found.Value, reason!) is { } refusal ? refusal : found;
            },
            cancel
        );
        if (!begun.IsDone)
            return begun.Refusal;
        return begun.Value.ProviderRef is null ? await EndAsync(actor, begun.Value.Number, null) : await ReturnAsync(actor, begun.Value);
    }

    /// <summary>Asks suppliers again about numbers whose return is not confirmed.</summary>
    internal async Task FinishAsync(CancellationToken cancel)
    {
        await using var db = database.CreateReadContext();
        var unconfirmed = db.Numbers.Where(n => n.ReturnedAt != null && n.ProviderRef != null);
        foreach (var open in await unconfirmed.OrderBy(n => n.Number).Select(n => n.Number).ToListAsync(cancel))
        {
            // Read again: meanwhile its supplier may have refused to another process, and the number be in use again.
            if (await unconfirmed.SingleOrDefaultAsync(n => n.Number == open, cancel) is not { } number)
                continue;
            if (await ReturnAsync(Actor.System, number) is { IsDone: false, Refusal: var refusal })
                log.LogWarning("{Number} is not released at its supplier yet: {Why}", number.Number, refusal.Message);
        }
    }

    private Refusal.InvalidTransition? Begin(PortalWrite write, TollFreeNumber row, string reason)
    {
        if (row.Status is not (NumberStatus.Available or NumberStatus.Inactive))
            return new Refusal.InvalidTransition(
                $"{E164.Shown(row.Number)} is {row.Status.ToText()}, so it cannot be released at its supplier. "
                    + NumberRules.WhatIsPossible(row.Status)
            );
        if (row.Supplier is not { } supplier || (row.ProviderRef is null && row.ReturnedAt is null))
            return new Refusal.InvalidTransition(
                $"The portal did not buy {E164.Shown(row.Number)}, so it cannot release it. Do that in the supplier's own console."
            );
        if (row.ProviderRef is null)
            return null;
        if (suppliers.Find(supplier) is null)
            return new Refusal.InvalidTransition(
                $"{SupplierDirectory.Shown(supplier)} is not configured, so {E164.Shown(row.Number)} cannot be released there."
            );
        if (row.Status == NumberStatus.Available)
        {
            row.Deactivate();
            row.BeginReturn(write.Now);
            write.AuditNumber(
                AuditActions.NumberDeactivated,
                row,
                new { status = NumberStatus.Available.ToText() },
                new { status = row.Status.ToText() },
                reason
            );
        }
        else if (row.ReturnedAt is null)
        {
            row.BeginReturn(write.Now);
            write.AuditNumber(AuditActions.ReturnRequested, row, null, new { supplier }, reason);
        }

        return null;
    }

    private async Task<Outcome<NumberRecord>> ReturnAsync(Actor actor, TollFreeNumber number)
    {
        if (suppliers.Find(number.Supplier!) is not { } supplier)
            return new SupplyRefused(SupplyFault.Failed, $"{SupplierDirectory.Shown(number.Supplier!)} is not configured.", []);
        try
        {
            await supplier.ReleaseAsync(number.Number, number.ProviderRef!, CancellationToken.None);
            return await EndAsync(actor, number.Number, null);
        }
        catch (SupplierException error)
        {
            if (error.Fault is SupplierFault.Unavailable or SupplierFault.Unknown or SupplierFault.Throttled)
                return SupplyRefused.Of(error, "The number is inactive here, and the release is tried again.");
            await EndAsync(actor, number.Number, error.Message);
            return SupplyRefused.Of(error, "The number is inactive here and still paid for.");
        }
    }

    /// <summary>Writes what the supplier said; nothing where another process was faster.</summary>
    /// <param name="problem">Why the supplier keeps it in the account; null where it took it back.</param>
    private async Task<Outcome<NumberRecord>> EndAsync(Actor actor, string number, string? problem) =>
        await writer.RunAsync<NumberRecord>(
            actor,
            async write =>
            {
                var row = await write.Db.Numbers.SingleAsync(n => n.Number == number);
                if (row is { ReturnedAt: not null, ProviderRef: not null } && problem is null)
                {
                    row.EndReturn();
                    write.AuditNumber(AuditActions.NumberReturned, row, null, new { row.Supplier }, null);
                }
                else if (row is { ReturnedAt: not null, ProviderRef: not null })
                {
                    row.KeepAfterAll();
                    write.AuditNumber(AuditActions.NumberKept, row, null, new { row.Supplier, problem }, null);
                }

                await write.SaveAsync(CancellationToken.None);
                return await NumberLoading.RecordAsync(write, row, CancellationToken.None);
            },
            CancellationToken.None
        );
}
