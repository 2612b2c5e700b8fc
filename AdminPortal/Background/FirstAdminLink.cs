using AdminPortal.Services.People;
using AdminPortal.Services.Startup;

namespace AdminPortal.Background;

/// <summary>Prints the link that makes the first admin, when there is none.</summary>
internal sealed class FirstAdminLink(FirstAdminService first, StartupState startup, IConfiguration settings) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await startup.Warm.WaitAsync(stoppingToken);

        // To the terminal and not to the log, which may be kept and read by others.
        if (await first.CreateTokenAsync(stoppingToken) is { } token)
            Console.Out.WriteLine(
                $"\nNobody can sign in yet. Create the first admin here, within {FirstAdminService.Lifetime.TotalMinutes} minutes:\n"
                    + $"{PortalLinks.Setup(settings, token)}\n"
            );
    }
}
