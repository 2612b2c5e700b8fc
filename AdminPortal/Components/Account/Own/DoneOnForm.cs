namespace AdminPortal.Components.Account.Own;

/// <summary>What was done on one of the account's forms, for the account page to say.</summary>
internal static class DoneOnForm
{
    public const string Password = "password",
        AppOff = "app-off",
        PasskeyAdded = "passkey-added",
        PasskeyRenamed = "passkey-renamed",
        PasskeyRemoved = "passkey-removed",
        Sessions = "sessions";

    /// <summary>The sentences.</summary>
    public static readonly IReadOnlyDictionary<string, string> Words = new Dictionary<string, string>
    {
        [Password] = "Password changed. You are signed out everywhere else.",
        [AppOff] = "Two-factor authentication is off. You sign in with your password only.",
        [PasskeyAdded] = "Passkey added. You can sign in with it now.",
        [PasskeyRenamed] = "Passkey renamed.",
        [PasskeyRemoved] = "Passkey removed. You are signed out everywhere else.",
        [Sessions] = "You are signed out everywhere else.",
    };

    /// <summary>The account page, saying so.</summary>
    public static string Address(string done) => $"account?done={done}";
}
