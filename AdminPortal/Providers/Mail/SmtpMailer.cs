using AdminPortal.Settings;
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
)
{
    /// <summary>The settings under <c>Mail</c>; null without <c>Mail:Smtp:Host</c>.</summary>
    public static SmtpSettings? Read(SettingReader reader)
    {
        const string fromKey = "Mail:From",
            fromTakes = "takes the address that mail comes from, such as \"AdminPortal <portal@example.com>\"";
        var from = reader.Parsed(fromKey, fromTakes, text => MailboxAddress.TryParse(text, out var address) ? address : null);
        var host = reader.Text("Mail:Smtp:Host");
        var security = reader.OneOf("Mail:Smtp:Security", SmtpSecurity.StartTls);
        var port = reader.Parsed(
            "Mail:Smtp:Port",
            security == SmtpSecurity.Tls ? 465 : 587,
            "takes a port from 1 to 65535",
            text => int.TryParse(text, out var number) && number is > 0 and < 65536 ? number : null
        );
        var (username, password) = (reader.Secret("Mail:Smtp:Username"), reader.Secret("Mail:Smtp:Password"));
        if (host is null)
            return null;
        if (from is null && reader.Text(fromKey) is null)
            reader.Wrong(fromKey, fromTakes, null);
        return new SmtpSettings(host, port, username, password, Options(security), from ?? new MailboxAddress("", ""));
    }

    private static SecureSocketOptions Options(SmtpSecurity security) =>
        security switch
        {
            SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
            SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
            _ => SecureSocketOptions.None,
        };

    /// <summary>The values of <c>Mail:Smtp:Security</c>.</summary>
    private enum SmtpSecurity
    {
        StartTls,
        Tls,
        None,
    }
}

/// <summary>Sends mail by SMTP, with one connection per mail, because there are few.</summary>
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
            throw new IOException($"The mail server {settings.Host} did not accept a mail: {error.Message}", error);
        }
    }
}
