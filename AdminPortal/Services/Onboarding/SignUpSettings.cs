using AdminPortal.Settings;

namespace AdminPortal.Services.Onboarding;

/// <summary>Whether businesses may sign up by themselves: <c>SignUp:Enabled</c>, false unless it is set.</summary>
/// <param name="IsDevelopment">Whether links may go to the terminal where there is no mail server: whoever develops reads it.</param>
public sealed record SignUpSettings(bool Enabled, bool IsDevelopment)
{
    public static SignUpSettings Read(SettingReader reader) => new(reader.Flag("SignUp:Enabled", false), reader.IsDevelopment);
}
