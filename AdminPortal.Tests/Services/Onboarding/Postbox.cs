using System.Collections.Concurrent;
using AdminPortal.Providers.Mail;

namespace AdminPortal.Tests.Services.Onboarding;

/// <summary>A mail server that stores its mails.</summary>
internal sealed class Postbox : IMailer
{
    private readonly ConcurrentQueue<(string To, string Subject, string Text)> _mails = new();

    public bool IsConfigured => true;

    public int Count => _mails.Count;

    public IReadOnlyList<(string To, string Subject, string Text)> Mails => [.. _mails];

    public Task SendAsync(string to, string subject, string text, CancellationToken cancel)
    {
        _mails.Enqueue((to, subject, text));
        return Task.CompletedTask;
    }

    /// <summary>Waits for the mail to an address.</summary>
    public async Task<(string To, string Subject, string Text)> ToAsync(string address)
    {
        for (var i = 0; i < 400; i++)
        {
            if (_mails.FirstOrDefault(m => m.To == address) is { To: not null } mail)
                return mail;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"No mail came to {address}.");
        return default;
    }

    /// <summary>The path of the only link in a mail.</summary>
    public static string LinkIn(string text) =>
        new Uri(text.Split('\n').Single(line => line.StartsWith("http", StringComparison.Ordinal))).PathAndQuery;
}
