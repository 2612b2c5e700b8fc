using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.History;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Keys;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Services.Writes;

namespace AdminPortal.Services.Startup;

/// <summary>Makes the first calls of the hot paths, so that no caller waits for their compilation. Nothing stays in the database.</summary>
public sealed class WarmUpService(
    PortalWriter writer,
    NumberReader reader,
    InventoryService inventory,
    BusinessService businesses,
    HistoryService history,
    ProvisioningService provisioning,
    ApiKeyAuthenticator keys
)
{
    /// <summary>Well-formed but unknown, so that the database is queried.</summary>
    private static readonly string s_noKey = ApiKeySecret.Create(Guid.Empty).Text;

    /// <summary>Warms up once; throws the database's exceptions.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        // Outside the North American plan, so that libphonenumber loads its tables.
        reader.Read("+44 20 7946 0000");
        await keys.AuthenticateAsync(s_noKey, cancel);
        await provisioning.ProvisionAsync(Actor.System, Guid.Empty, cancel);
        await inventory.ListAsync(Actor.System, new NumberFilter(NumberStatus.Available, "555"), null, 1, cancel);
        await inventory.WindowAsync(Actor.System, new NumberFilter(), NumberSort.Default, null, 0, 1, cancel);
        await inventory.SummaryAsync(Actor.System, cancel);
        await businesses.ListAsync(Actor.System, new BusinessFilter(), null, 1, cancel);
        await history.OfNumberAsync(Actor.System, "+18005550100", cancel);
        await writer.RunAsync<StartupState>(Actor.System, write => TakeBackAsync(write, cancel), cancel);
    }

    /// <summary>A write that is refused after saving, and so rolled back.</summary>
    private static async Task<Outcome<StartupState>> TakeBackAsync(PortalWrite write, CancellationToken cancel)
    {
        var business = new Business
        {
            Id = Guid.NewGuid(),
            Name = "Warm-up",
            CreatedAt = write.Now,
        };
        write.Db.Businesses.Add(business);
        write.AuditBusiness(AuditActions.BusinessCreated, business, null, null, null);
        await write.SaveAsync(cancel);
        business.Name = "Warm-up again";
        await write.SaveAsync(cancel);
        return new Refusal.InvalidTransition("Nothing of the warm-up stays.");
    }
}
