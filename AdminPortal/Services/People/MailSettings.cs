using AdminPortal.Data;
using AdminPortal.Providers.Mail;
using MailKit.Security;
using MimeKit;

namespace AdminPortal.Services.People;

/// <summary>Reads the settings under <c>Mail</c>: <c>Mail:From</c> and <c>Mail:Smtp:Host/Port/Username/Password/Security</c>.</summary>
internal static class MailSettings
{
    /// <summary>The mailer that the settings ask for; one that is not configured without <c>Mail:Smtp:Host</c>.</summary>
    /// <exception cref="WrongSettingException">A setting holds what it does not take.</exception>
    public static IMailer Read(IConfiguration configuration)
    {
        var smtp = configuration.GetSection("Mail:Smtp");
        if (smtp["Host"] is not { Length: > 0 } host)
            return new NoMailer();
        var security = smtp["Security"] ?? "StartTls";
        var port = smtp["Port"] ?? (security.Equals("Tls", StringComparison.OrdinalIgnoreCase) ? "465" : "587");
        return new SmtpMailer(
            new SmtpSettings(
                host,
                int.TryParse(port, out var number) && number is > 0 and < 65536
                    ? number
                    : throw new WrongSettingException("Mail:Smtp:Port", "takes a port from 1 to 65535", port),
                smtp["Username"],
                smtp["Password"],
                security.ToUpperInvariant() switch
                {
                    "STARTTLS" => SecureSocketOptions.StartTls,
                    "TLS" => SecureSocketOptions.SslOnConnect,
                    "NONE" => SecureSocketOptions.None,
                    _ => throw new WrongSettingException("Mail:Smtp:Security", "takes StartTls, Tls or None", security),
                },
                MailboxAddress.TryParse(configuration["Mail:From"] ?? "", out var from)
                    ? from
                    : throw new WrongSettingException(
                        "Mail:From",
                        "takes the address that mail comes from, such as \"AdminPortal <portal@example.com>\"",
                        configuration["Mail:From"] ?? ""
                    )
            )
        );
    }
}
