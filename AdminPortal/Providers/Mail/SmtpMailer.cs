using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace AdminPortal.Providers.Mail;

/// <summary>The settings under <c>Mail:Smtp</c>.</summary>
/// <param name="Security"><c>StartTls</c> (default), <c>Tls</c> from the first byte, or <c>None</c> for a server on this machine.</param>
public sealed record SmtpSettings(
    string Host,
    int Port,
    string? Username,
    string? Password,
    SecureSocketOptions Security,
    MailboxAddress From
);

/// <summary>Sends mail by SMTP, one connection a mail: they are few.</summary>
public sealed class SmtpMailer(SmtpSettings settings) : IMailer
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    public bool IsConfigured => true;

    public async Task SendAsync(string to, string subject, string text, CancellationToken cancel)
    {
        using var mail = new MimeMessage();
        mail.From.Add(settings.From);
        mail.To.Add(MailboxAddress.Parse(to));
        mail.Subject = subject;
        mail.Body = new TextPart("plain") { Text = text };
        using var client = new SmtpClient { Timeout = (int)s_patience.TotalMilliseconds };
        try
        {
            await client.ConnectAsync(settings.Host, settings.Port, settings.Security, cancel);
            if (settings.Username is { } username)
                await client.AuthenticateAsync(username, settings.Password ?? "", cancel);
            await client.SendAsync(mail, cancel);
            await client.DisconnectAsync(quit: true, cancel);
        }
        catch (Exception error) when (error is not (OperationCanceledException or IOException))
        {
            throw new IOException($"The mail server {settings.Host} did not take a mail: {error.Message}", error);
        }
    }
}
