using AdminPortal.Services;
using AdminPortal.Services.People;

namespace AdminPortal.Background;

/// <summary>Sends the links of people who forgot their password.</summary>
internal sealed class PasswordLinks(ForgottenPasswords forgotten, StartupState startup, IConfiguration settings) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await startup.Warm.WaitAsync(stoppingToken);
        await forgotten.SendAsync(invitation => PortalLinks.Join(settings, invitation), stoppingToken);
    }
}
