using System.Collections.Concurrent;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Providers.Suppliers;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Supply;

/// <summary>
/// Completes orders. The call that buys is made once for an order: the process that marks the order as called in the database makes the
/// call. Everything else only asks the supplier, so any number of processes may do it, and a crash at any point leaves an open order that
/// the next check settles.
/// </summary>
public sealed class OrderWorker(
    PortalDatabase database,
    OrderBook book,
    SupplierDirectory suppliers,
    SupplySettings settings,
    TimeProvider clock,
    ILogger<OrderWorker> log
) : IDisposable
{
    /// <summary>Calls to suppliers at a time; accounts have limits, and a basket of 100 is still done within a minute.</summary>
    private const int MostAtOnce = 4;

    /// <summary>So often the same order is sent, where the supplier only said that there were too many calls.</summary>
    private const int MostSends = 4;

    /// <summary>No longer than that is waited for a busy supplier.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(5);

    /// <summary>An order that nobody has called for so long was left behind by a process that ended.</summary>
    private static readonly TimeSpan s_abandoned = TimeSpan.FromSeconds(15);

    /// <summary>When an order that is still open is looked at, until the regular look finds it.</summary>
    private static readonly int[] s_followSeconds = [1, 2, 3, 5, 8, 10];

    private readonly SemaphoreSlim _calls = new(MostAtOnce);
    private readonly ConcurrentDictionary<Guid, Task> _running = [];
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>
    /// Starts to place orders that were just written. The work goes on when the caller goes away.
    /// </summary>
    /// <returns>For each order, done when the supplier was called: what its refusal means, or null where it did not refuse.</returns>
    internal IReadOnlyDictionary<Guid, Task<SupplyRefused?>> Start(IEnumerable<Guid> orders)
    {
        var started = new Dictionary<Guid, Task<SupplyRefused?>>();
        foreach (var id in orders)
        {
            var placed = Task.Run(() => SafelyAsync(id, () => PlaceAsync(id, _stopping.Token)));
            started[id] = placed;
            _running[id] = FollowAsync(id, placed);
        }

        return started;
    }

    /// <summary>Waits until the portal stops, and then until no call to a supplier is under way.</summary>
    internal async Task RunAsync(CancellationToken stopping)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stopping.CancelAsync();
        await Task.WhenAll(_running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Looks once at every open order: places those that a process left behind, and settles what can be settled.</summary>
    internal async Task LookAfterAsync(CancellationToken cancel)
    {
        List<Guid> open;
        await using (var db = database.CreateReadContext())
            open = await db
                .Orders.Where(o => o.Status == OrderStatus.Intended || o.Status == OrderStatus.Pending)
                .OrderBy(o => o.Id)
                .Select(o => o.Id)
                .ToListAsync(cancel);
        await Parallel.ForEachAsync(
            open.Where(id => !_running.ContainsKey(id)),
            new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancel },
            async (id, stop) => await SafelyAsync(id, () => LookAsync(id, s_abandoned, stop))
        );
    }

    /// <summary>Looks at one order because somebody asks.</summary>
    /// <returns>Why the supplier could not be asked; null where it was.</returns>
    internal Task<SupplyRefused?> CheckAsync(Guid id, CancellationToken cancel) => LookAsync(id, TimeSpan.Zero, cancel);

    public void Dispose()
    {
        _stopping.Dispose();
        _calls.Dispose();
    }

    private async Task FollowAsync(Guid id, Task<SupplyRefused?> placed)
    {
        try
        {
            await placed;
            foreach (var seconds in s_followSeconds)
            {
                if (await FindAsync(id, _stopping.Token) is not { IsOpen: true })
                    return;
                await Task.Delay(TimeSpan.FromSeconds(seconds), clock, _stopping.Token);
                await LookAsync(id, s_abandoned, _stopping.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException || DatabaseErrors.IsUnavailable(error))
        {
            // The regular look goes on with it.
        }
        finally
        {
            _running.TryRemove(id, out _);
        }
    }

    /// <summary>Makes the one call for an order, if nobody has made it.</summary>
    private async Task<SupplyRefused?> PlaceAsync(Guid id, CancellationToken stopping)
    {
        for (var sends = 1; ; sends++)
        {
            stopping.ThrowIfCancellationRequested();
            await _calls.WaitAsync(stopping);
            SupplierException throttled;
            try
            {
                if (await book.ClaimAsync(id, stopping) is not { } order)
                    return null;
                if (suppliers.Find(order.Supplier) is not { } supplier)
                    return await FailAsync(order, SupplierFault.Refused, NotConfigured(order.Supplier));
                try
                {
                    // From here on nothing stops the call: its answer is what tells whether the number is paid for.
                    var state = await supplier.BuyAsync(new SupplierOrder(order.Id, order.Number), CancellationToken.None);
                    await ApplyAsync(order, state);
                    return state.Status == SupplierOrderStatus.Failed
                        ? new SupplyRefused(SupplyFault.Failed, state.Problem ?? "The supplier gave the order up.", [])
                        : null;
                }
                catch (SupplierException error) when (error.Fault == SupplierFault.Throttled)
                {
                    throttled = error;
                    var wait = error.RetryAfter ?? TimeSpan.FromSeconds(sends);
                    if (sends >= MostSends || wait > s_longestWait)
                        return await FailAsync(order, error.Fault, error.Message, error.RetryAfter);
                    await book.ChangeAsync(order.Id, o => o.CallAgain(error.Message));
                }
                catch (SupplierException error) when (error.Fault != SupplierFault.Unknown)
                {
                    return await FailAsync(order, error.Fault, error.Message);
                }
                catch (SupplierException error)
                {
                    log.LogWarning(error, "The answer to order {Order} was lost; it is looked up", order.Id);
                    await book.ChangeAsync(order.Id, o => o.Note(error.Message));
                    return null;
                }
            }
            finally
            {
                _calls.Release();
            }

            await Task.Delay(throttled.RetryAfter ?? TimeSpan.FromSeconds(sends), clock, stopping);
        }
    }

    /// <summary>Asks the supplier what became of an order, and settles it where that is certain.</summary>
    /// <param name="untouched">How old an order must be that nobody called, before it is placed here.</param>
    private async Task<SupplyRefused?> LookAsync(Guid id, TimeSpan untouched, CancellationToken cancel)
    {
        var order = await FindAsync(id, cancel);
        if (order is not { IsOpen: true })
            return null;
        if (order is { Status: OrderStatus.Intended, CalledAt: null })
            return order.CreatedAt + untouched <= clock.GetUtcNow() ? await PlaceAsync(id, cancel) : null;
        if (suppliers.Find(order.Supplier) is not { } supplier)
        {
            await NoteAsync(order, NotConfigured(order.Supplier));
            return new SupplyRefused(SupplyFault.Failed, NotConfigured(order.Supplier), []);
        }

        var asked = clock.GetUtcNow();
        SupplierOrderState? state;
        await _calls.WaitAsync(cancel);
        try
        {
            state = await supplier.FindOrderAsync(new SupplierOrder(order.Id, order.Number, order.ProviderRef), cancel);
        }
        catch (SupplierException error)
        {
            await NoteAsync(order, error.Message);
            return SupplyRefused.Of(error);
        }
        finally
        {
            _calls.Release();
        }

        if (state is not null)
            await ApplyAsync(order, state);
        else if (order.IsUncertain && asked >= order.CalledAt + settings.Settle)
            await FailAsync(
                order,
                SupplierFault.Unavailable,
                $"{SupplierDirectory.Shown(order.Supplier)} did not answer the order, and had no trace of it "
                    + $"{settings.Settle.TotalSeconds:0} seconds later: nothing was bought."
            );
        return null;
    }

    private Task ApplyAsync(NumberOrder order, SupplierOrderState state) =>
        state.Status switch
        {
            SupplierOrderStatus.Bought => book.FulfilAsync(order.Id, state.ProviderRef),
            SupplierOrderStatus.Failed => FailAsync(order, SupplierFault.Refused, state.Problem ?? "The supplier gave the order up."),
            _ when order.Status == OrderStatus.Pending && order.ProviderRef == (state.ProviderRef ?? order.ProviderRef) =>
                Task.CompletedTask,
            _ => book.ChangeAsync(order.Id, o => o.Accept(state.ProviderRef)),
        };

    private async Task<SupplyRefused?> FailAsync(NumberOrder order, SupplierFault fault, string why, TimeSpan? retryAfter = null)
    {
        await book.FailAsync(order.Id, why);
        return new SupplyRefused(SupplyRefused.FaultOf(fault), why, []) { RetryAfter = retryAfter };
    }

    private Task NoteAsync(NumberOrder order, string problem) =>
        order.LastError == problem ? Task.CompletedTask : book.ChangeAsync(order.Id, o => o.Note(problem));

    private async Task<NumberOrder?> FindAsync(Guid id, CancellationToken cancel)
    {
        await using var db = database.CreateReadContext();
        return await db.Orders.SingleOrDefaultAsync(o => o.Id == id, cancel);
    }

    /// <summary>Nothing that goes wrong with one order stops the others, and its state stays open until a later look.</summary>
    private async Task<SupplyRefused?> SafelyAsync(Guid id, Func<Task<SupplyRefused?>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LogError(error, "Order {Order} could not be brought further; it is looked at again", id);
            return null;
        }
    }

    private static string NotConfigured(string supplier) =>
        $"{SupplierDirectory.Shown(supplier)} is not configured any more, so what became of the order cannot be asked.";
}
