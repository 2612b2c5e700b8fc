using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Providers.Agents;
using AdminPortal.Providers.Agents.Simulated;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Import;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Services.Supply;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.SampleData;

/// <summary>The size of the sample data.</summary>
/// <param name="Seed">The same seed creates the same names, numbers and actions.</param>
public sealed record SampleSize(int Businesses, int Numbers, int Seed);

/// <summary>What was created.</summary>
public sealed record SampleDataReport(long Businesses, long Numbers, long Available, long Assigned, long Quarantined, long Inactive);

/// <summary>Fills an empty database with sample businesses and numbers and several months of history. For admins.</summary>
public sealed class SampleDataService(
    PortalDatabase database,
    WriteGate gate,
    ChangeFeed feed,
    NumberReader reader,
    NumberSettings settings,
    PortalWriter writer,
    IAgentProvider agents,
    TimeProvider clock,
    SecurityLog security,
    ILoggerFactory loggers
)
{
    public const int DefaultBusinesses = 200;
    public const int DefaultNumbers = 2_000;
    private const int MostBusinesses = 100_000;
    private const int MostNumbers = 1_000_000;

    /// <summary>Creates the data through the portal's own operations, on a clock that runs through the past months: every rule holds for
    /// it, and every page looks as in real use.</summary>
    public async Task<Outcome<SampleDataReport>> FillAsync(Actor actor, SampleSize size, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return new Refusal.NotAllowed("fill the database with sample data");
        if (size.Businesses is < 0 or > MostBusinesses)
            return new Refusal.Invalid("businesses", $"'businesses' takes a number from 0 to {MostBusinesses}.");
        if (size.Numbers is < 0 or > MostNumbers)
            return new Refusal.Invalid("numbers", $"'numbers' takes a number from 0 to {MostNumbers}.");
        if (await NotEmptyAsync(cancel) is { } refusal)
            return refusal;

        var past = new SampleClock(clock.UtcNowMicroseconds());
        var pastWriter = new PortalWriter(database, gate, feed, past, security, loggers.CreateLogger<PortalWriter>());
        var reads = new PortalReader(database, loggers.CreateLogger<PortalReader>());
        var quarantines = new QuarantineService(database, pastWriter, past);
        await using var provisioning = new ProvisioningService(
            database,
            settings,
            gate,
            quarantines,
            feed,
            past,
            loggers.CreateLogger<ProvisioningService>()
        );
        var random = new Random(size.Seed);
        var sampleAgents =
            agents.Name == SimulatedAgentProvider.ProviderName
                ? new SampleAgents(new AgentService(database, reads, pastWriter, agents), pastWriter, past, random)
                : null;
        var history = new SampleHistory(
            past,
            random,
            new BusinessService(reads, pastWriter, reader),
            new ImportService(database, reads, pastWriter, gate, feed, reader, past, loggers.CreateLogger<ImportService>()),
            new NumberService(pastWriter, reads, reader, settings),
            quarantines,
            provisioning,
            new InventoryService(reads, reader, settings),
            sampleAgents,
            settings,
            () => StockService.RecordDayAsync(database, pastWriter, past, cancel)
        );
        await history.PlayAsync(size, cancel);

        await writer.RunAsync<SampleSize>(
            actor,
            write =>
            {
                write.Audit(
                    AuditActions.SampleDataAdded,
                    AuditRecords.SampleData,
                    UuidV7.Create(write.Now),
                    null,
                    size,
                    ChangeKind.Businesses
                );
                return Task.FromResult<Outcome<SampleSize>>(size);
            },
            cancel
        );
        return await CountAsync(cancel);
    }

    private async Task<Refusal?> NotEmptyAsync(CancellationToken cancel)
    {
        await using var db = database.CreateReadContext();
        return await db.Numbers.AnyAsync(cancel) || await db.Businesses.AnyAsync(cancel) || await db.Imports.AnyAsync(cancel)
            ? new Refusal.InvalidTransition(
                "The database is not empty. Sample data goes into an empty one only, so that it is never mixed with real records."
            )
            : null;
    }

    private async Task<SampleDataReport> CountAsync(CancellationToken cancel)
    {
        await using var db = database.CreateReadContext();
        var counts = await db
            .Numbers.GroupBy(n => n.Status)
            .Select(g => new { g.Key, Count = g.LongCount() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
        return new SampleDataReport(
            await db.Businesses.LongCountAsync(cancel),
            counts.Values.Sum(),
            counts.GetValueOrDefault(NumberStatus.Available),
            counts.GetValueOrDefault(NumberStatus.Assigned),
            counts.GetValueOrDefault(NumberStatus.Quarantined),
            counts.GetValueOrDefault(NumberStatus.Inactive)
        );
    }
}
