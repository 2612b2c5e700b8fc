using AdminPortal.Providers.Mail;

namespace AdminPortal.Services.People;

/// <summary>Mails an invitation link, if a mail server is configured.</summary>
public sealed class InvitationMail(IMailer mailer, ILogger<InvitationMail> log)
{
    /// <summary>Sends the mail.</summary>
    /// <returns>False without a mail server, or if it did not accept the mail: the link must then be passed on in another way.</returns>
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
