using AdminPortal.Data;

namespace AdminPortal.Services.Onboarding;

/// <summary>Whether businesses may sign up by themselves: <c>SignUp:Enabled</c>, false unless it is set.</summary>
public sealed record SignUpSettings(bool Enabled)
{
    private const string Key = "SignUp:Enabled";

    /// <exception cref="WrongSettingException">The setting holds what it does not take.</exception>
    public static SignUpSettings Read(IConfiguration configuration) => configuration[Key] is not { Length: > 0 } text ? new(false)
        : bool.TryParse(text, out var enabled) ? new(enabled)
        : throw new WrongSettingException(Key, "takes true or false", text);
}
