using AdminPortal.Data.Entities;
using AdminPortal.Settings;

namespace AdminPortal.Services.People;

/// <summary>Who must use a second factor.</summary>
public enum TwoFactorPolicy
{
    None,

    /// <summary>Admins and support.</summary>
    Staff,
    Everyone,
}

/// <summary>The settings under <c>SignIn</c>.</summary>
/// <param name="RequireSecondFactor">Who must use one: users without one set it up right after signing in, before anything else.</param>
public sealed record SignInSettings(TwoFactorPolicy RequireSecondFactor)
{
    public static SignInSettings Read(SettingReader reader) => new(reader.OneOf("SignIn:RequireSecondFactor", TwoFactorPolicy.None));

    public bool Requires(PortalRole role) =>
        RequireSecondFactor == TwoFactorPolicy.Everyone || (RequireSecondFactor == TwoFactorPolicy.Staff && role != PortalRole.Business);
}
