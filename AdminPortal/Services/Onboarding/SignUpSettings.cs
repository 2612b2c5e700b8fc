using AdminPortal.Settings;

namespace AdminPortal.Services.Onboarding;

/// <summary>Whether self-service sign-up is on: <c>SignUp:Enabled</c>, false unless it is set.</summary>
/// <param name="IsDevelopment">Whether links may go to the terminal where there is no mail server: a developer reads it.</param>
public sealed record SignUpSettings(bool Enabled, bool IsDevelopment)
{
    public static SignUpSettings Read(SettingReader reader) => new(reader.Flag("SignUp:Enabled", false), reader.IsDevelopment);
}
