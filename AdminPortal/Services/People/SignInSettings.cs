using AdminPortal.Data;
using AdminPortal.Data.Entities;

namespace AdminPortal.Services.People;

/// <summary>Of whom a second factor is required.</summary>
public enum TwoFactorPolicy
{
    None,

    /// <summary>Admins and support.</summary>
    Staff,
    Everyone,
}

/// <summary>The settings under <c>SignIn</c>.</summary>
/// <param name="RequireSecondFactor">Who has to have one: whoever has none sets one up right after signing in, and gets nowhere else
/// before.</param>
public sealed record SignInSettings(TwoFactorPolicy RequireSecondFactor)
{
    /// <exception cref="WrongSettingException">A setting holds what it does not take.</exception>
    public static SignInSettings Read(IConfiguration configuration)
    {
        const string key = $"SignIn:{nameof(RequireSecondFactor)}";
        return new SignInSettings(
            configuration[key] is not { Length: > 0 } text ? TwoFactorPolicy.None
            : EnumTexts.TryParse<TwoFactorPolicy>(text, out var rule) ? rule
            : throw new WrongSettingException(key, "takes None, Staff or Everyone", text)
        );
    }

    public bool Requires(PortalRole role) =>
        RequireSecondFactor == TwoFactorPolicy.Everyone || (RequireSecondFactor == TwoFactorPolicy.Staff && role != PortalRole.Business);
}
