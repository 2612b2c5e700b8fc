namespace AdminPortal.Components.Account.Own;

/// <summary>Result messages of account forms, shown on the account page.</summary>
internal static class FormResultMessages
{
    public const string Password = "password",
        AppOff = "app-off",
        PasskeyAdded = "passkey-added",
        PasskeyRenamed = "passkey-renamed",
        PasskeyRemoved = "passkey-removed",
        Sessions = "sessions";

    /// <summary>The messages.</summary>
    public static readonly IReadOnlyDictionary<string, string> Words = new Dictionary<string, string>
    {
        [Password] = "Password changed. You are signed out everywhere else.",
        [AppOff] = "Two-factor authentication is off. You sign in with your password only.",
        [PasskeyAdded] = "Passkey added. You can sign in with it now.",
        [PasskeyRenamed] = "Passkey renamed.",
        [PasskeyRemoved] = "Passkey removed. You are signed out everywhere else.",
        [Sessions] = "You are signed out everywhere else.",
    };

    /// <summary>The account page with a message.</summary>
    public static string Address(string done) => $"account?done={done}";
}
