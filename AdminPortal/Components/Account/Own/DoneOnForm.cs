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
        [Password] = "Your password is changed. You are signed out everywhere else.",
        [AppOff] = "The authenticator app is turned off. Your password alone signs you in.",
        [PasskeyAdded] = "The passkey is added. You can sign in with it.",
        [PasskeyRenamed] = "The passkey has its new name.",
        [PasskeyRemoved] = "The passkey is removed. You are signed out everywhere else.",
        [Sessions] = "You are signed out everywhere else.",
    };

    /// <summary>The account page, saying so.</summary>
    public static string Address(string done) => $"account?done={done}";
}
