using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.People;
using AdminPortal.Services.Writes;
using Microsoft.AspNetCore.DataProtection;

namespace AdminPortal.Services.Onboarding;

/// <summary>Self-service sign-up, if the operator enables it: a business enters a name and an address, confirms the address through a link,
/// and chooses a password. Nothing is written before that. No role check: the caller has no role yet.</summary>
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

    /// <summary>Queues a confirmation link. Known and unknown addresses get the same response in the same time: only the mail says that an
    /// account exists.</summary>
    /// <returns>The request; refused if the data is invalid.</returns>
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

    /// <summary>The content of a valid link, for display before anybody types a password; null otherwise.</summary>
    public async Task<SignUp?> FindAsync(string? token)
    {
        if (Closed() is not null || _tokens.Read(token) is not { } signUp)
            return null;
        await using var db = _database.CreateDbContext();
        return await _managers.On(db).FindByEmailAsync(signUp.Email) is null ? signUp : null;
    }

    /// <summary>Creates the business and its user in one transaction. A second use of a link is refused, also a concurrent one.</summary>
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
                if (UserRules.Fault(await manager.CreateAsync(user)) is { } wrong)
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
