using System.Threading.Channels;
using AdminPortal.Data;
using AdminPortal.Providers.Mail;
using AdminPortal.Services.People;
using Microsoft.AspNetCore.DataProtection;

namespace AdminPortal.Services.Onboarding;

/// <summary>Sends the links that confirm addresses at sign-up. Lookup and sending happen after the response, which therefore reveals
/// nothing.</summary>
public sealed class SignUpMails
{
    /// <summary>A longer queue is a flood and is dropped.</summary>
    private const int MostWaiting = 100;

    private readonly PortalDatabase _database;
    private readonly UserManagers _managers;
    private readonly IMailer _mailer;
    private readonly SignUpSettings _settings;
    private readonly SignUpTokens _tokens;
    private readonly ILogger<SignUpMails> _log;
    private readonly Channel<SignUp> _asked = Channel.CreateBounded<SignUp>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    public SignUpMails(
        PortalDatabase database,
        UserManagers managers,
        IMailer mailer,
        SignUpSettings settings,
        IDataProtectionProvider protection,
        TimeProvider clock,
        ILogger<SignUpMails> log
    ) =>
        (_database, _managers, _mailer, _settings, _tokens, _log) = (
            database,
            managers,
            mailer,
            settings,
            new SignUpTokens(protection, clock),
            log
        );

    /// <summary>Whether addresses can be confirmed: by mail, or in development on the terminal.</summary>
    public bool CanSend => _mailer.IsConfigured || _settings.IsDevelopment;

    internal void Add(SignUp signUp) => _asked.Writer.TryWrite(signUp);

    /// <summary>Sends queued mails one after the other, until cancelled.</summary>
    /// <param name="confirm">Creates the link's URL from its token.</param>
    /// <param name="signIn">The sign-in URL for existing accounts.</param>
    /// <param name="print">Prints a link if there is no mail server.</param>
    public async Task SendAsync(Func<string, string> confirm, string signIn, Action<string> print, CancellationToken cancel)
    {
        await foreach (var signUp in _asked.Reader.ReadAllAsync(cancel))
        {
            try
            {
                await SendAsync(signUp, confirm, signIn, print, cancel);
            }
            catch (Exception error) when (!cancel.IsCancellationRequested)
            {
                _log.LogError(error, "A sign-up link could not be sent");
            }
        }
    }

    private async Task SendAsync(SignUp signUp, Func<string, string> confirm, string signIn, Action<string> print, CancellationToken cancel)
    {
        bool isKnown;
        await using (var db = _database.CreateDbContext())
            isKnown = await _managers.On(db).FindByEmailAsync(signUp.Email) is not null;

        // The name is left out of the mail: anyone can type it, and the portal must not deliver their text to strangers.
        var (subject, text) = isKnown
            ? (
                "You already have an AdminPortal account",
                "A sign-up was requested at AdminPortal with this address, which already has an account.\n\nSign in "
                    + $"here, or reset your password:\n{signIn}\n"
            )
            : (
                "Confirm your address for AdminPortal",
                "A sign-up was requested at AdminPortal with this address.\n\nConfirm it and choose a "
                    + $"password within 24 hours:\n{confirm(_tokens.Make(signUp))}\n\nIf this was not you, ignore this email: there is "
                    + "no account without it.\n"
            );
        if (_mailer.IsConfigured)
            await _mailer.SendAsync(signUp.Email, subject, text, cancel);
        else
            print(text);
    }
}
