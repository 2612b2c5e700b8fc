using AdminPortal.Providers.Mail;

namespace AdminPortal.Services.People;

/// <summary>Sends an invitation's link to its person, where there is a mail server.</summary>
public sealed class InvitationMail(IMailer mailer, ILogger<InvitationMail> log)
{
    /// <summary>Hands the mail to the server.</summary>
    /// <returns>False where there is none, or it did not take the mail: then the link must be handed over some other way.</returns>
    public async Task<bool> SendAsync(Invitation invitation, string link, CancellationToken cancel)
    {
        if (!mailer.IsConfigured)
            return false;
        try
        {
            await mailer.SendAsync(
                invitation.User.Email,
                "Your invitation to AdminPortal",
                $"You are invited to AdminPortal.\n\nChoose your password within seven days:\n{link}\n\nThe link works once.\n",
                cancel
            );
            return true;
        }
        catch (IOException error)
        {
            log.LogError(error, "An invitation could not be sent");
            return false;
        }
    }
}
