using AdminPortal.Services.People;
using AdminPortal.Services.Startup;

namespace AdminPortal.Background;

/// <summary>Prints the link that creates the first admin, if there is none.</summary>
internal sealed class FirstAdminLink(FirstAdminService first, StartupState startup, IConfiguration settings) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await startup.Warm.WaitAsync(stoppingToken);

        // Printed on the terminal instead of the log, which may be stored and read by others.
        if (await first.CreateTokenAsync(stoppingToken) is { } token)
            Console.Out.WriteLine(
                $"\nNobody can sign in yet. Create the first admin here, within {FirstAdminService.Lifetime.TotalMinutes} minutes:\n"
                    + $"{PortalLinks.Setup(settings, token)}\n"
            );
    }
}
