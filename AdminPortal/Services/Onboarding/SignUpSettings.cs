using AdminPortal.Data;

namespace AdminPortal.Services.Onboarding;

/// <summary>Whether businesses may sign up by themselves: <c>SignUp:Enabled</c>, false unless it is set.</summary>
/// <param name="IsDevelopment">Whether links may go to the terminal where there is no mail server: whoever develops reads it.</param>
public sealed record SignUpSettings(bool Enabled, bool IsDevelopment)
{
    private const string Key = "SignUp:Enabled";

    /// <exception cref="WrongSettingException">The setting holds what it does not take.</exception>
    public static SignUpSettings Read(IConfiguration configuration) =>
        new(
            configuration[Key] is { Length: > 0 } text
                && (bool.TryParse(text, out var enabled) ? enabled : throw new WrongSettingException(Key, "takes true or false", text)),
            Environments.Development.Equals(configuration[HostDefaults.EnvironmentKey], StringComparison.OrdinalIgnoreCase)
        );
}
