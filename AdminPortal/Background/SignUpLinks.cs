using AdminPortal.Services;
using AdminPortal.Services.Onboarding;

namespace AdminPortal.Background;

/// <summary>Sends the links of those who sign up.</summary>
internal sealed class SignUpLinks(SignUpMails mails, StartupState startup, IConfiguration settings) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await startup.Warm.WaitAsync(stoppingToken);

        // To the terminal and not to the log, which may be kept and read by others.
        await mails.SendAsync(
            token => PortalLinks.ConfirmSignUp(settings, token),
            PortalLinks.SignIn(settings),
            text => Console.Out.WriteLine($"\n{text}"),
            stoppingToken
        );
    }
}
