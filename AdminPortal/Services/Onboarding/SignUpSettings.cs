using AdminPortal.Settings;

namespace AdminPortal.Services.Onboarding;

/// <summary>Whether self-service sign-up is enabled: <c>SignUp:Enabled</c>, false by default.</summary>
/// <param name="IsDevelopment">Whether links may be printed on the terminal without a mail server.</param>
public sealed record SignUpSettings(bool Enabled, bool IsDevelopment)
{
    public static SignUpSettings Read(SettingReader reader) => new(reader.Flag("SignUp:Enabled", false), reader.IsDevelopment);
}
