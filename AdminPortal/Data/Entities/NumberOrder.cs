using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>The state of a purchase.</summary>
public enum OrderStatus
{
    /// <summary>Recorded here; the supplier may or may not have been called yet.</summary>
    Intended,

    /// <summary>The supplier has the order and has not delivered yet.</summary>
    Pending,

    /// <summary>The account pays for the number, and it is in the inventory.</summary>
    Fulfilled,

    /// <summary>It is certain that nothing is paid.</summary>
    Failed,
}

/// <summary>Why a number was ordered: the values of <see cref="NumberOrder.Reason"/>.</summary>
public static class OrderReasons
{
    /// <summary>Somebody ordered it.</summary>
    public const string Manual = "manual";

    /// <summary>The stock was low.</summary>
    public const string TopUp = "top_up";
}

/// <summary>
/// The intent to buy one number, recorded before the supplier is called, so that a crash leaves no unknown purchase. Its state changes
/// only through the methods here.
/// </summary>
public sealed class NumberOrder : IVersioned
{
    private NumberOrder() { }

    public Guid Id { get; private init; }

    /// <summary>The same for all orders of one basket.</summary>
    public Guid PurchaseId { get; private init; }

    /// <summary><c>twilio</c>, <c>telnyx</c>, <c>retell</c> or <c>simulated</c>.</summary>
    public string Supplier { get; private init; } = "";

    /// <summary>E.164.</summary>
    public string Number { get; private init; } = "";

    /// <summary>One of <see cref="OrderReasons"/>.</summary>
    public string Reason { get; private init; } = OrderReasons.Manual;

    public OrderStatus Status { get; private set; }

    /// <summary>
    /// When the one call that buys was made; null before it, and after a rate limit. The process that sets it makes the call.
    /// </summary>
    public DateTimeOffset? CalledAt { get; private set; }

    /// <summary>While pending the supplier's id of the order, once fulfilled what releases the number.</summary>
    public string? ProviderRef { get; private set; }

    /// <summary>Per month, in <see cref="Currency"/>; null where the supplier does not say.</summary>
    public decimal? MonthlyCost { get; private init; }

    /// <summary>Once, in <see cref="Currency"/>; null where the supplier does not say.</summary>
    public decimal? UpfrontCost { get; private init; }

    /// <summary>ISO 4217.</summary>
    public string? Currency { get; private init; }

    /// <summary>What the supplier last said against it, as a sentence.</summary>
    public string? LastError { get; private set; }
    public string OrderedBy { get; private init; } = "";
    public DateTimeOffset CreatedAt { get; private init; }
    public DateTimeOffset? FinishedAt { get; private set; }
    public long RowVersion { get; set; }

    public bool IsOpen => Status is OrderStatus.Intended or OrderStatus.Pending;

    /// <summary>Whether the supplier was called and gave no answer yet that can be trusted.</summary>
    public bool IsUncertain => Status == OrderStatus.Intended && CalledAt is not null;

    public static NumberOrder New(
        Guid id,
        Guid purchaseId,
        string supplier,
        string number,
        string reason,
        (decimal? Monthly, decimal? Upfront, string? Currency) cost,
        string orderedBy,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = id,
            PurchaseId = purchaseId,
            Supplier = supplier,
            Number = number,
            Reason = reason,
            MonthlyCost = cost.Monthly,
            UpfrontCost = cost.Upfront,
            Currency = cost.Currency,
            OrderedBy = orderedBy,
            CreatedAt = now,
        };

    /// <summary>Takes the right to make the one call.</summary>
    public void Call(DateTimeOffset now)
    {
        Require(Status == OrderStatus.Intended && CalledAt is null);
        CalledAt = now;
    }

    /// <summary>Gives the right to call back: the supplier refused the call itself, so it may be made again.</summary>
    public void CallAgain(string why)
    {
        Require(IsUncertain);
        (CalledAt, LastError) = (null, Cut(why));
    }

    /// <summary>The supplier has the order.</summary>
    public void Accept(string? providerRef)
    {
        Require(IsUncertain || Status == OrderStatus.Pending);
        (Status, ProviderRef, LastError) = (OrderStatus.Pending, providerRef ?? ProviderRef, null);
    }

    /// <summary>Notes what went wrong, while the outcome is open.</summary>
    public void Note(string problem)
    {
        Require(IsOpen);
        LastError = Cut(problem);
    }

    /// <summary>The account has the number. That is true even of an order that was given up while its call still ran.</summary>
    public void Fulfil(string? providerRef, DateTimeOffset now)
    {
        Require(CalledAt is not null && Status != OrderStatus.Fulfilled);
        (Status, ProviderRef, LastError, FinishedAt) = (OrderStatus.Fulfilled, providerRef ?? ProviderRef, null, now);
    }

    /// <summary>It is certain that nothing was bought.</summary>
    public void Fail(string why, DateTimeOffset now)
    {
        Require(IsOpen);
        (Status, LastError, FinishedAt) = (OrderStatus.Failed, Cut(why), now);
    }

    private static string Cut(string text) => text.Length <= NumberOrderMapping.MostError ? text : text[..NumberOrderMapping.MostError];

    private void Require(bool holds)
    {
        if (!holds)
            throw new InvalidOperationException($"Order {Id} is {Status}{(IsUncertain ? ", called" : "")}.");
    }
}

internal sealed class NumberOrderMapping : IEntityTypeConfiguration<NumberOrder>
{
    public const int MostError = 1000;

    public void Configure(EntityTypeBuilder<NumberOrder> table)
    {
        table.ToTable(
            "number_orders",
            t =>
            {
                t.HasCheckConstraint("ck_number_orders_status", "status IN ('intended', 'pending', 'fulfilled', 'failed')");
                t.HasCheckConstraint("ck_number_orders_reason", "reason IN ('manual', 'top_up')");
                t.HasCheckConstraint("ck_number_orders_finished", "(status IN ('fulfilled', 'failed')) = (finished_at IS NOT NULL)");
                t.HasCheckConstraint("ck_number_orders_called", "status IN ('intended', 'failed') OR called_at IS NOT NULL");
            }
        );
        table.Property(o => o.Supplier).HasMaxLength(20);
        table.Property(o => o.Number).HasMaxLength(16);
        table.Property(o => o.Reason).HasMaxLength(10);
        table.Property(o => o.Status).HasMaxLength(16);
        table.Property(o => o.ProviderRef).HasMaxLength(100);
        table.Property(o => o.MonthlyCost).HasPrecision(12, 4);
        table.Property(o => o.UpfrontCost).HasPrecision(12, 4);
        table.Property(o => o.Currency).HasMaxLength(3);
        table.Property(o => o.LastError).HasMaxLength(MostError);
        table.Property(o => o.OrderedBy).HasMaxLength(200);
        table.HasIndex(o => new { o.Status, o.Id });
        table.HasIndex(o => o.PurchaseId);

        // Two orders for one number would buy it twice; also where the first one is fulfilled while the second is being written.
        table.HasIndex(o => o.Number).IsUnique().HasFilter("status <> 'failed'");
    }
}
