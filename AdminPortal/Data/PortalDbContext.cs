using AdminPortal.Data.Entities;
using AdminPortal.Data.Sqlite;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AdminPortal.Data;

/// <summary>The model of the portal. This type is for SQLite; <see cref="Postgres.PostgresPortalDbContext"/> differs only in column storage
/// and migrations.</summary>
public class PortalDbContext(DbContextOptions options)
    : IdentityDbContext<PortalUser, IdentityRole<Guid>, Guid>(options),
        IDataProtectionKeyContext
{
    public DbSet<Business> Businesses => Set<Business>();
    public DbSet<TollFreeNumber> Numbers => Set<TollFreeNumber>();
    public DbSet<NumberAssignment> Assignments => Set<NumberAssignment>();
    public DbSet<AuditEvent> AuditEvents => Set<AuditEvent>();
    public DbSet<AiAgent> Agents => Set<AiAgent>();
    public DbSet<AgentSync> AgentSyncs => Set<AgentSync>();
    public DbSet<AgentCall> AgentCalls => Set<AgentCall>();
    public DbSet<WebhookEvent> WebhookEvents => Set<WebhookEvent>();
    public DbSet<SimulatedAgent> SimulatedAgents => Set<SimulatedAgent>();
    public DbSet<SimulatedNumber> SimulatedNumbers => Set<SimulatedNumber>();
    public DbSet<WaitingBusiness> WaitingList => Set<WaitingBusiness>();
    public DbSet<Installation> Installations => Set<Installation>();
    public DbSet<NumberOrder> Orders => Set<NumberOrder>();
    public DbSet<SimulatedPurchase> SimulatedPurchases => Set<SimulatedPurchase>();
    public DbSet<SupplierCheck> SupplierChecks => Set<SupplierCheck>();
    public DbSet<DriftFinding> DriftFindings => Set<DriftFinding>();
    public DbSet<StockDay> StockDays => Set<StockDay>();
    public DbSet<TopUpState> TopUpStates => Set<TopUpState>();
    public DbSet<BulkChange> BulkChanges => Set<BulkChange>();
    public DbSet<BulkChunk> BulkChunks => Set<BulkChunk>();
    public DbSet<BulkSkip> BulkSkips => Set<BulkSkip>();
    public DbSet<SavedView> SavedViews => Set<SavedView>();
    public DbSet<ListLayout> ListLayouts => Set<ListLayout>();
    public DbSet<Comment> Comments => Set<Comment>();
    public DbSet<Notification> Notifications => Set<Notification>();
    public DbSet<NotificationReader> NotificationReaders => Set<NotificationReader>();
    public DbSet<NumberImport> Imports => Set<NumberImport>();
    public DbSet<ImportReject> ImportRejects => Set<ImportReject>();
    public DbSet<NumberCount> NumberCounts => Set<NumberCount>();
    public DbSet<UserSession> Sessions => Set<UserSession>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<IdempotencyKey> IdempotencyKeys => Set<IdempotencyKey>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<NumberStatus>().HaveConversion<EnumText<NumberStatus>>();
        configurationBuilder.Properties<AgentStatus>().HaveConversion<EnumText<AgentStatus>>();
        configurationBuilder.Properties<OrderStatus>().HaveConversion<EnumText<OrderStatus>>();
        configurationBuilder.Properties<DriftKind>().HaveConversion<EnumText<DriftKind>>();
        configurationBuilder.Properties<BulkStatus>().HaveConversion<EnumText<BulkStatus>>();
        configurationBuilder.Properties<ListPage>().HaveConversion<EnumText<ListPage>>();
        configurationBuilder.Properties<NotificationKind>().HaveConversion<EnumText<NotificationKind>>();
        configurationBuilder.Properties<ImportStatus>().HaveConversion<EnumText<ImportStatus>>();
        configurationBuilder.Properties<PortalRole>().HaveConversion<EnumText<PortalRole>>();
        ConfigureStorage(configurationBuilder);
    }

    /// <summary>How ids and times are stored.</summary>
    protected virtual void ConfigureStorage(ModelConfigurationBuilder conventions)
    {
        conventions.Properties<Guid>().HaveConversion<BigEndianGuid>();
        conventions.Properties<DateTimeOffset>().HaveConversion<UtcMicroseconds>();
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(PortalDbContext).Assembly);

        builder.Entity<IdentityRole<Guid>>().ToTable("roles");
        builder.Entity<IdentityUserRole<Guid>>().ToTable("user_roles");
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("user_claims");
        builder.Entity<IdentityRoleClaim<Guid>>().ToTable("role_claims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("user_logins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("user_tokens");
        builder.Entity<IdentityUserPasskey<Guid>>().ToTable("user_passkeys");

        builder.Entity<DataProtectionKey>().ToTable("data_protection_keys");

        foreach (var versioned in builder.Model.GetEntityTypes().Where(t => typeof(IVersioned).IsAssignableFrom(t.ClrType)))
        {
            var version = builder.Entity(versioned.ClrType).Property<long>(nameof(IVersioned.RowVersion));
            version.IsConcurrencyToken().HasDefaultValue(1L).ValueGeneratedNever();
        }

        // Ids are created by UuidV7, never by EF.
        foreach (
            var id in builder
                .Model.GetEntityTypes()
                .SelectMany(t => t.FindPrimaryKey()?.Properties ?? [])
                .Where(p => p.ClrType == typeof(Guid))
        )
            id.ValueGenerated = ValueGenerated.Never;
    }
}
