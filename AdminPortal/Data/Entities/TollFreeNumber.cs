using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Data.Entities;

/// <summary>The status of a number.</summary>
public enum NumberStatus
{
    /// <summary>The next requesting business may get it.</summary>
    Available,

    /// <summary>Held by exactly one business.</summary>
    Assigned,

    /// <summary>Released, and not assigned for a while, because callers of its last holder still dial it.</summary>
    Quarantined,

    /// <summary>Deactivated by an admin.</summary>
    Inactive,
}

/// <summary>A number of the inventory. Its status changes only through the methods here: the status and its columns always change together.
/// The services decide which changes are allowed.</summary>
public sealed class TollFreeNumber : IVersioned
{
    private TollFreeNumber() { }

    public Guid Id { get; private init; }

    /// <summary>E.164, such as +18005550100; never changes.</summary>
    public string Number { get; private init; } = "";

    public NumberStatus Status { get; private set; }
    public Guid? AssignedTo { get; private set; }
    public DateTimeOffset? AssignedAt { get; private set; }

    /// <summary>Since when it is available, otherwise null; the number available longest is assigned first.</summary>
    public DateTimeOffset? AvailableSince { get; private set; }

    public DateTimeOffset? QuarantinedUntil { get; private set; }

    /// <summary>The last business that held it.</summary>
    public Guid? ReleasedFrom { get; private set; }

    /// <summary>How it was added: <c>import:ID</c>, <c>manual</c>, <c>sample</c>, <c>order:ID</c>, <c>supplier:NAME</c>.</summary>
    public string? Source { get; private set; }

    /// <summary>Where it is paid for, such as <c>twilio</c>; null where the portal does not know.</summary>
    public string? Supplier { get; private set; }

    /// <summary>The order that bought it.</summary>
    public Guid? OrderId { get; private set; }

    /// <summary>The supplier's own id of the number, by which it is given back.</summary>
    public string? ProviderRef { get; private set; }

    /// <summary>Per month, in <see cref="Currency"/>; null where that is not known.</summary>
    public decimal? MonthlyCost { get; private set; }

    /// <summary>ISO 4217.</summary>
    public string? Currency { get; private set; }

    /// <summary>
    /// Since when it is being given back to its supplier, or was: it cannot be activated then. While <see cref="ProviderRef"/> is still
    /// there, the supplier has not confirmed it. Null while it is the company's.
    /// </summary>
    public DateTimeOffset? ReturnedAt { get; private set; }

    public string? Note { get; set; }

    /// <summary>Why the number is doubtful, such as an office code that its numbering plan does not assign.</summary>
    public string? Warning { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }
    public long RowVersion { get; set; }

    /// <summary>A new available number.</summary>
    public static TollFreeNumber New(Guid id, string number, DateTimeOffset now, string? source, string? warning = null) =>
        new()
        {
            Id = id,
            Number = number,
            Status = NumberStatus.Available,
            AvailableSince = now,
            CreatedAt = now,
            Source = source,
            Warning = warning,
        };

    /// <summary>Records that an order bought it.</summary>
    public void BoughtBy(NumberOrder order)
    {
        (Source, OrderId, Supplier, ProviderRef) = ($"order:{order.Id}", order.Id, order.Supplier, order.ProviderRef);
        (MonthlyCost, Currency) = (order.MonthlyCost, order.Currency);
    }

    /// <summary>Records that it was found in the account at a supplier.</summary>
    public void FoundAt(string supplier, string providerRef) =>
        (Source, Supplier, ProviderRef) = ($"supplier:{supplier}", supplier, providerRef);

    /// <summary>Marks an inactive number that is about to be given back to its supplier: nobody may activate it from here on.</summary>
    public void BeginReturn(DateTimeOffset now)
    {
        Require(NumberStatus.Inactive);
        ReturnedAt ??= now;
    }

    /// <summary>The supplier has it back, so that there is nothing left there to refer to.</summary>
    public void EndReturn()
    {
        Require(NumberStatus.Inactive);
        ProviderRef = null;
    }

    /// <summary>Takes the mark off again: the supplier refused, so the number is still the company's.</summary>
    public void KeepAfterAll()
    {
        Require(NumberStatus.Inactive);
        ReturnedAt = null;
    }

    /// <summary>Assigns an available number to a business.</summary>
    public void GiveTo(Guid businessId, DateTimeOffset now)
    {
        Require(NumberStatus.Available);
        AvailableSince = null;
        Hold(businessId, now);
    }

    /// <summary>Reassigns an assigned number to another business.</summary>
    public void PassTo(Guid businessId, DateTimeOffset now)
    {
        Require(NumberStatus.Assigned);
        ReleasedFrom = AssignedTo;
        Hold(businessId, now);
    }

    /// <summary>Releases an assigned number into quarantine; without quarantine it is available immediately.</summary>
    public void TakeBack(DateTimeOffset now, int quarantineDays)
    {
        Require(NumberStatus.Assigned);
        (ReleasedFrom, AssignedTo, AssignedAt) = (AssignedTo, null, null);
        if (quarantineDays == 0)
            (Status, AvailableSince) = (NumberStatus.Available, now);
        else
            (Status, QuarantinedUntil) = (NumberStatus.Quarantined, now.AddDays(quarantineDays));
    }

    /// <summary>Returns a number in quarantine to the business that held it.</summary>
    public void UndoRelease(DateTimeOffset now)
    {
        Require(NumberStatus.Quarantined);
        QuarantinedUntil = null;
        Hold(ReleasedFrom ?? throw new InvalidOperationException($"{Number} has no previous business."), now);
    }

    /// <summary>Makes a number in quarantine available.</summary>
    /// <param name="since">The time since when it is available.</param>
    public void EndQuarantine(DateTimeOffset since)
    {
        Require(NumberStatus.Quarantined);
        (Status, AvailableSince, QuarantinedUntil) = (NumberStatus.Available, since, null);
    }

    /// <summary>Deactivates an available number.</summary>
    public void Deactivate()
    {
        Require(NumberStatus.Available);
        (Status, AvailableSince) = (NumberStatus.Inactive, null);
    }

    /// <summary>Activates an inactive number.</summary>
    public void Activate(DateTimeOffset now)
    {
        Require(NumberStatus.Inactive);
        if (ReturnedAt is not null)
            throw new InvalidOperationException($"{Number} was given back to its supplier.");
        (Status, AvailableSince) = (NumberStatus.Available, now);
    }

    private void Hold(Guid businessId, DateTimeOffset now) => (Status, AssignedTo, AssignedAt) = (NumberStatus.Assigned, businessId, now);

    private void Require(NumberStatus status)
    {
        if (Status != status)
            throw new InvalidOperationException($"{Number} is {Status}, but must be {status}.");
    }
}

internal sealed class TollFreeNumberMapping : IEntityTypeConfiguration<TollFreeNumber>
{
    public void Configure(EntityTypeBuilder<TollFreeNumber> table)
    {
        table.ToTable(
            "toll_free_numbers",
            t =>
            {
                t.HasCheckConstraint("ck_toll_free_numbers_status", "status IN ('available', 'assigned', 'quarantined', 'inactive')");
                t.HasCheckConstraint("ck_toll_free_numbers_assigned", "(status = 'assigned') = (assigned_to IS NOT NULL)");
                t.HasCheckConstraint("ck_toll_free_numbers_available", "(status = 'available') = (available_since IS NOT NULL)");
                t.HasCheckConstraint("ck_toll_free_numbers_quarantined", "(status = 'quarantined') = (quarantined_until IS NOT NULL)");
                t.HasCheckConstraint("ck_toll_free_numbers_returned", "returned_at IS NULL OR status = 'inactive'");
            }
        );
        table.Property(n => n.Number).HasMaxLength(16);
        table.Property(n => n.Status).HasMaxLength(16);
        table.Property(n => n.Source).HasMaxLength(64);
        table.Property(n => n.Supplier).HasMaxLength(20);
        table.Property(n => n.ProviderRef).HasMaxLength(100);
        table.Property(n => n.MonthlyCost).HasPrecision(12, 4);
        table.Property(n => n.Currency).HasMaxLength(3);
        table.Property(n => n.Note).HasMaxLength(2000);
        table.Property(n => n.Warning).HasMaxLength(200);

        table.HasAlternateKey(n => n.Number);
        table.HasIndex(n => n.AssignedTo).IsUnique().HasFilter("assigned_to IS NOT NULL");
        // One number for each order that was fulfilled.
        table.HasIndex(n => n.OrderId).IsUnique().HasFilter("order_id IS NOT NULL");
        table.HasOne<NumberOrder>().WithOne().HasForeignKey<TollFreeNumber>(n => n.OrderId).OnDelete(DeleteBehavior.Restrict);

        // Comparing with a supplier's list looks at its numbers only.
        table.HasIndex(n => new { n.Supplier, n.Number }).HasFilter("supplier IS NOT NULL");
        table.HasOne<Business>().WithMany().HasForeignKey(n => n.AssignedTo).OnDelete(DeleteBehavior.Restrict);

        // Provisioning reads the heads of these two: available numbers in the order of assignment, those with a warning separately. Their
        // filters do not name the status on purpose: a query by status can use the status index, and both databases then tend to read and
        // sort all available numbers (30 ms per batch with 30,000 available numbers).
        table
            .HasIndex(n => new { n.AvailableSince, n.Number }, "Next")
            .HasDatabaseName("ix_toll_free_numbers_next")
            .HasFilter("available_since IS NOT NULL AND warning IS NULL");
        table
            .HasIndex(n => new { n.AvailableSince, n.Number }, "NextWarned")
            .HasDatabaseName("ix_toll_free_numbers_next_warned")
            .HasFilter("available_since IS NOT NULL AND warning IS NOT NULL");

        // For the inventory's sorts by the time of a status, and its filter by warning. An import writes none of them.
        table.HasIndex(n => new { n.QuarantinedUntil, n.Number }).HasFilter("quarantined_until IS NOT NULL");
        table.HasIndex(n => new { n.AssignedAt, n.Number }).HasFilter("assigned_at IS NOT NULL");
        table.HasIndex(n => n.Number, "Warned").HasDatabaseName("ix_toll_free_numbers_warned").HasFilter("warning IS NOT NULL");

        // For the inventory's filter by status, in number order.
        table.HasIndex(n => new { n.Status, n.Number });
    }
}
