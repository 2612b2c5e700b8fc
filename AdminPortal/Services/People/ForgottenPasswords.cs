using System.Threading.Channels;
using AdminPortal.Providers.Mail;

namespace AdminPortal.Services.People;

/// <summary>Sends links to users who forgot their password. A request takes the same time for a known and an unknown address, because
/// lookup and sending happen later.</summary>
public sealed class ForgottenPasswords(PeopleLinks links, IMailer mailer, ILogger<ForgottenPasswords> log)
{
    /// <summary>A longer queue is a flood and is dropped.</summary>
    private const int MostWaiting = 100;

    private readonly Channel<string> _asked = Channel.CreateBounded<string>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>Whether links can be sent; otherwise an admin creates one.</summary>
    public bool CanSend => mailer.IsConfigured;

    /// <summary>Queues a request.</summary>
    public void Ask(string? email)
    {
        if (CanSend && email is { Length: <= EmailAddresses.MaxLength })
            _asked.Writer.TryWrite(email);
    }

    /// <summary>Sends queued mails one after the other, until cancelled.</summary>
    /// <param name="address">Creates the link's URL.</param>
    public async Task SendAsync(Func<Invitation, string> address, CancellationToken cancel)
    {
        await foreach (var email in _asked.Reader.ReadAllAsync(cancel))
        {
            try
            {
                if (await links.ForgottenAsync(email, cancel) is { } invitation)
                    await mailer.SendAsync(
                        invitation.User.Email,
                        "Choose a new password for AdminPortal",
                        "A password reset was requested for your AdminPortal account.\n\nChoose a new password within two hours:\n"
                            + $"{address(invitation)}\n\nIf this was not you, ignore this email: your password stays the same.\n",
                        cancel
                    );
            }
            catch (Exception error) when (!cancel.IsCancellationRequested)
            {
                log.LogError(error, "A password reset link could not be sent");
            }
        }
    }
}
