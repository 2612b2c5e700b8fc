using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.People;
using AdminPortal.Services.Writes;
using Microsoft.AspNetCore.DataProtection;

namespace AdminPortal.Services.Onboarding;

/// <summary>
/// Lets a business sign itself up, where the operator allows it: it gives a name and an address, the address confirms itself with a link,
/// and the link's recipient chooses a password. Only then is anything written. No role check: the caller has none yet.
/// </summary>
public sealed class SignUpService
{
    private readonly PortalDatabase _database;
    private readonly PortalWriter _writer;
    private readonly UserManagers _managers;
    private readonly SignUpSettings _settings;
    private readonly SignUpMails _mails;
    private readonly SignUpTokens _tokens;

    public SignUpService(
        PortalDatabase database,
        PortalWriter writer,
        UserManagers managers,
        SignUpSettings settings,
        SignUpMails mails,
        IDataProtectionProvider protection,
        TimeProvider clock
    ) =>
        (_database, _writer, _managers, _settings, _mails, _tokens) = (
            database,
            writer,
            managers,
            settings,
            mails,
            new SignUpTokens(protection, clock)
        );

    /// <summary>
    /// Has a link sent. It is done for a known and an unknown address alike, and takes as long for either: who has an account is told so by
    /// the mail, and nobody else is.
    /// </summary>
    /// <returns>What was asked for; refused when it could not become a business and its person.</returns>
    public Outcome<SignUp> Ask(string? businessName, string? email)
    {
        if (Closed() is { } closed)
            return closed;
        var read = EmailAddresses.Read("email", email);
        if (!read.IsDone)
            return read.Refusal;
        var address = read.Value;
        var business = new Business { Name = businessName?.Trim() ?? "", ContactEmail = address };
        if (BusinessService.Check(business) is { } fault)
            return fault;
        var signUp = new SignUp(business.Name, address);
        _mails.Add(signUp);
        return signUp;
    }

    /// <summary>What a link says while it can still be used, to show it before anybody types a password; null otherwise.</summary>
    public async Task<SignUp?> FindAsync(string? token)
    {
        if (Closed() is not null || _tokens.Read(token) is not { } signUp)
            return null;
        await using var db = _database.CreateDbContext();
        return await _managers.On(db).FindByEmailAsync(signUp.Email) is null ? signUp : null;
    }

    /// <summary>Makes the business and its person in one transaction. A second use of a link is refused, also at the same moment.</summary>
    public async Task<Outcome<UserRecord>> ConfirmAsync(string? token, string? password, CancellationToken cancel)
    {
        if (Closed() is { } closed)
            return closed;
        if (_tokens.Read(token) is not { } signUp)
            return s_spent;
        if (PasswordRules.Check(password, signUp.Email, signUp.BusinessName) is { } fault)
            return fault;
        var hash = await PasswordHashing.HashAsync(password!, cancel);
        return await _writer.RunAsync<UserRecord>(
            Actor.Nobody with
            {
                Name = signUp.Email,
            },
            async write =>
            {
                var manager = _managers.On(write.Db);
                if (await manager.FindByEmailAsync(signUp.Email) is not null)
                    return s_spent;
                var business = new Business
                {
                    Id = UuidV7.Create(write.Now),
                    Name = signUp.BusinessName,
                    ContactEmail = signUp.Email,
                    CreatedAt = write.Now,
                };
                write.Db.Businesses.Add(business);
                write.AuditBusiness(
                    AuditActions.BusinessCreated,
                    business,
                    null,
                    new { business.Name, business.ContactEmail },
                    "Signed up"
                );
                var user = new PortalUser
                {
                    UserName = signUp.Email,
                    Email = signUp.Email,
                    EmailConfirmed = true,
                    Role = PortalRole.Business,
                    BusinessId = business.Id,
                    PasswordHash = hash,
                    CreatedAt = write.Now,
                };
                if (PeopleService.Fault(await manager.CreateAsync(user)) is { } wrong)
                    return wrong;
                write.Audit(
                    AuditActions.UserJoined,
                    AuditRecords.User,
                    user.Id,
                    null,
                    new { user.Email, role = "business" },
                    ChangeKind.Users,
                    business.Id
                );
                return UserRecord.Of(user);
            },
            cancel
        );
    }

    private Refusal.NotAllowed? Closed() =>
        _settings.Enabled && _mails.CanSend ? null : new Refusal.NotAllowed("sign up here: businesses join by invitation");

    private static readonly Refusal.Invalid s_spent = new("token", "This link has expired or was already used. Sign in, or sign up again.");
}
