using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Providers.Mail;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace AdminPortal.Services.People;

/// <summary>Registers ASP.NET Core Identity over the portal's database, with the portal's rules.</summary>
internal static class IdentityRegistration
{
    /// <summary>The token provider for invitations, which live longer than password-reset links.</summary>
    public const string Invitation = "Invitation";

    /// <summary>Wrong passwords and codes in total before an account is locked for <see cref="LockoutTime"/>.</summary>
    public const int MostWrongTries = 5;

    public static readonly TimeSpan LockoutTime = TimeSpan.FromMinutes(15);

    public static void AddPortalIdentity(this IServiceCollection services, SignInSettings signIn, SmtpSettings? smtp)
    {
        if (smtp is not null)
            services.AddSingleton(smtp).AddSingleton<IMailer, SmtpMailer>();
        else
            services.AddSingleton<IMailer, NoMailer>();
        services.AddSingleton(signIn);
        // In the database, so that links created by the command line work in the portal, and all nodes read each other's cookies.
        services.AddDataProtection().SetApplicationName("AdminPortal").PersistKeysToDbContext<PortalDbContext>();
        // Singletons, where Identity would create one per request: they have no state, and singleton services need them.
        services.AddSingleton<IPasswordHasher<PortalUser>>(PasswordHashing.CreateHasher());
        services.AddSingleton<ILookupNormalizer, UpperInvariantLookupNormalizer>();
        services
            .AddIdentityCore<PortalUser>(identity =>
            {
                identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                // EmailAddresses validates the address, and a unique index prevents duplicates.
                identity.User.AllowedUserNameCharacters = "";

                // Length makes a password strong; rules of character classes make it guessable (NIST SP 800-63B, 3.1.1.2).
                identity.Password.RequiredLength = PasswordRules.LeastLength;
                identity.Password.RequireDigit =
                    identity.Password.RequireLowercase =
                    identity.Password.RequireUppercase =
                    identity.Password.RequireNonAlphanumeric =
                        false;

                identity.Lockout.MaxFailedAccessAttempts = MostWrongTries;
                identity.Lockout.DefaultLockoutTimeSpan = LockoutTime;
                identity.Lockout.AllowedForNewUsers = true;
            })
            .AddUserStore<PortalUserStore>()
            .AddDefaultTokenProviders()
            .AddTokenProvider<InvitationTokens>(Invitation);
        services.Configure<DataProtectionTokenProviderOptions>(tokens => tokens.TokenLifespan = TimeSpan.FromHours(2));
        services.AddSingleton<UserManagers>();
        services.AddSingleton<AuthenticatorKeys>();
        services.AddSingleton<OneTimeCodes>();
        services.AddSingleton<FailedAttempts>();
        services.AddSingleton<IdentityConfirmation>();
        services.AddSingleton<AccountService>();
        services.AddSingleton<AuthenticatorService>();
        services.AddSingleton<PasskeyService>();
        services.AddSingleton<SessionService>();
        services.AddSingleton<UserWrites>();
        services.AddSingleton<PeopleService>();
        services.AddSingleton<InvitationService>();
        services.AddSingleton<PeopleLinks>();
        services.AddSingleton<FirstAdminService>();
        services.AddSingleton<ForgottenPasswords>();
        services.AddSingleton<InvitationMail>();
        services.AddSingleton<SessionRevalidation>();
    }
}
