using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Providers.Suppliers;
using AdminPortal.Services.Writes;

namespace AdminPortal.Services.Supply;

/// <summary>
/// Orders numbers when the stock is low. How many is decided, and the orders written, in one transaction that changes the row of
/// <see cref="TopUpState"/>: of two portals that see the same gap, the second decides again on what the first has ordered.
/// </summary>
public sealed class TopUpService(
    PortalDatabase database,
    PortalWriter writer,
    SupplierDirectory suppliers,
    PurchaseService purchases,
    OfferSelection selection,
    OrderWorker worker,
    TopUpSettings settings,
    TimeProvider clock,
    ILogger<TopUpService> log
)
{
    /// <summary>Looks once, and orders what is missing.</summary>
    /// <returns>How many were ordered.</returns>
    internal async Task<int> RunAsync(CancellationToken cancel)
    {
        if (!settings.Enabled)
            return 0;
        TopUpPlan plan;
        await using (var db = await database.OpenSnapshotAsync(cancel))
            plan = await PlanAsync(db, cancel);
        if (plan.Wanted == 0)
        {
            return 0;
        }

        if (plan.NotBefore > clock.GetUtcNow())
            return 0;
        var chosen = suppliers.Choose(settings.Supplier);
        if (!chosen.IsDone)
        {
            await NoteAsync(chosen.Refusal.Message, cancel);
            return 0;
        }

        var (found, problem) = await FindAsync(chosen.Value, (int)Math.Min(plan.Wanted, PurchaseService.MostAtOnce), cancel);
        if (found.Count == 0)
        {
            await NoteAsync(problem ?? "No offer fits TopUp:Prefixes and TopUp:MaxMonthlyCost.", cancel);
            return 0;
        }

        var written = await purchases.WriteAsync(
            Actor.System,
            chosen.Value,
            [.. found.Select(o => new WantedNumber(o))],
            0,
            OrderReasons.TopUp,
            write => DecideAsync(write, cancel),
            cancel
        );
        if (!written.IsDone)
        {
            log.LogWarning("Top-up ordered nothing: {Why}", written.Refusal.Message);
            return 0;
        }

        worker.Start(written.Value.Orders.Select(o => o.Id));
        if (written.Value.Orders.Count > 0)
            log.LogInformation("Top-up ordered {Count} numbers", written.Value.Orders.Count);
        return written.Value.Orders.Count;
    }

    /// <summary>Decides in the transaction of the orders how many there are to be.</summary>
    private async Task<int> DecideAsync(PortalWrite write, CancellationToken cancel)
    {
        var state = await StateAsync(write, cancel);
        state.Purchases++;
        state.LastError = null;
        return (int)(await PlanAsync(write.Db, cancel)).Wanted;
    }

    /// <summary>Offers of the prefixes in their order, until there are enough.</summary>
    private async Task<(IReadOnlyList<SupplierOffer> Found, string? Problem)> FindAsync(
        INumberSupplier supplier,
        int wanted,
        CancellationToken cancel
    )
    {
        var found = new List<SupplierOffer>();
        string? problem = null;
        foreach (var prefix in settings.Prefixes.Count == 0 ? (IReadOnlyList<string?>)[null] : settings.Prefixes)
        {
            if (found.Count >= wanted)
                break;
            var offers = await selection.FindFreshAsync(supplier, prefix, null, wanted - found.Count, settings.MaxMonthlyCost, cancel);
            if (offers.IsDone)
                found.AddRange(offers.Value);
            else
                problem = offers.Refusal.Message;
        }

        return (found, problem);
    }

    private async Task<TopUpPlan> PlanAsync(PortalDbContext db, CancellationToken cancel)
    {
        var available = (await StockService.CountAvailableAsync(db, cancel)).Values.Sum();
        return await TopUpPlan.ReadAsync(db, settings, available, clock.GetUtcNow(), cancel);
    }

    private async Task NoteAsync(string? problem, CancellationToken cancel) =>
        await writer.RunAsync<bool>(
            Actor.System,
            async write =>
            {
                (await StateAsync(write, cancel)).LastError = problem;
                write.Touch(ChangeKind.Orders);
                return true;
            },
            cancel
        );

    private static async Task<TopUpState> StateAsync(PortalWrite write, CancellationToken cancel)
    {
        if (await write.Db.TopUpStates.FindAsync([1], cancel) is { } state)
            return state;
        state = new TopUpState();
        write.Db.TopUpStates.Add(state);
        return state;
    }
}
