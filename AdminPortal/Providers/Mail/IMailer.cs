namespace AdminPortal.Providers.Mail;

/// <summary>Sends mail to people.</summary>
public interface IMailer
{
    /// <summary>Whether a mail server is configured. Without one, links are shown to the admin who creates them.</summary>
    bool IsConfigured { get; }

    /// <summary>Sends one mail in plain text to the mail server.</summary>
    /// <exception cref="IOException">The server did not accept it.</exception>
    Task SendAsync(string to, string subject, string text, CancellationToken cancel);
}

/// <summary>Used if no mail server is configured.</summary>
public sealed class NoMailer : IMailer
{
    public bool IsConfigured => false;

    public Task SendAsync(string to, string subject, string text, CancellationToken cancel) =>
        throw new InvalidOperationException("Mail:Smtp:Host is not set.");
}
