using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Keys;
using AdminPortal.Services.Provisioning;

namespace AdminPortal.Api.Health;

/// <summary>
/// Makes the first calls of the hot paths after the start, so that no caller waits for them: the first one through EF
/// takes over a second. They change nothing.
/// </summary>
internal sealed class WarmUp(Readiness readiness, ApiKeyAuthenticator keys, ProvisioningService provisioning, InventoryService inventory, BusinessService businesses, ILogger<WarmUp> log) : BackgroundService
{
    /// <summary>Of the right form, and of no key: the database is asked for it.</summary>
    private static readonly string s_noKey = ApiKeySecret.Create(Guid.Empty).Text;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The server starts to listen meanwhile.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await keys.AuthenticateAsync(s_noKey, stoppingToken);
                await provisioning.ProvisionAsync(Actor.System, Guid.Empty, stoppingToken);
                await inventory.ListAsync(Actor.System, new NumberFilter(), null, 1, stoppingToken);
                await inventory.SummaryAsync(Actor.System, stoppingToken);
                await businesses.ListAsync(Actor.System, null, null, 1, stoppingToken);
                readiness.SetWarm();
                return;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning(error, "The database cannot be used yet");
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
            }
        }
    }
}
