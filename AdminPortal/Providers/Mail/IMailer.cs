namespace AdminPortal.Providers.Mail;

/// <summary>Sends mail to people.</summary>
public interface IMailer
{
    /// <summary>Whether there is a server to send with. Where there is none, links are shown to the admin who makes them.</summary>
    bool IsConfigured { get; }

    /// <summary>Hands one mail in plain text to the server.</summary>
    /// <exception cref="IOException">The server did not take it.</exception>
    Task SendAsync(string to, string subject, string text, CancellationToken cancel);
}

/// <summary>There is no server to send with.</summary>
public sealed class NoMailer : IMailer
{
    public bool IsConfigured => false;

    public Task SendAsync(string to, string subject, string text, CancellationToken cancel) =>
        throw new InvalidOperationException("Mail:Smtp:Host is not set.");
}
