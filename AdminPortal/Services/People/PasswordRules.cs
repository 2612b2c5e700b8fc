namespace AdminPortal.Services.People;

/// <summary>What a password must be.</summary>
public static class PasswordRules
{
    /// <summary>Characters; NIST SP 800-63B asks for 8 beside a second factor and 15 without one.</summary>
    public const int LeastLength = 12;

    /// <summary>More than any person types; bounds what one request can make the hasher do.</summary>
    public const int MostLength = 256;

    /// <summary>What is wrong with it; null when nothing is.</summary>
    internal static Refusal? Check(string? password, string email)
    {
        if (password is not { Length: >= LeastLength })
            return new Refusal.Invalid("password", $"A password has at least {LeastLength} characters. A few words in a row are easy to keep in mind.");
        if (password.Length > MostLength)
            return new Refusal.Invalid("password", $"A password has at most {MostLength} characters.");
        if (password.Distinct().Count() < 5 || password.Equals(email, StringComparison.OrdinalIgnoreCase) || CommonPasswords.Contains(password))
            return new Refusal.Invalid("password", "This password is among the first that are guessed. Take another.");
        return null;
    }
}

/// <summary>Long passwords that stand high in lists of stolen ones; the short ones are refused for their length.</summary>
internal static class CommonPasswords
{
    private static readonly HashSet<string> s_all = new(StringComparer.OrdinalIgnoreCase)
    {
        "password1234", "passwordpassword", "password12345", "password123456", "123456789012", "1234567890123", "12345678901234", "123456789012345",
        "1234567890123456", "qwertyuiop12", "qwertyuiop123", "qwertyuiopasdfgh", "qwertyuiopasdfghjkl", "1q2w3e4r5t6y", "1q2w3e4r5t6y7u", "1qaz2wsx3edc",
        "1qaz2wsx3edc4rfv", "abcdefghijkl", "abcdefghijklm", "abcdefghijklmnop", "abcd1234abcd", "letmein12345", "iloveyou1234", "welcome12345",
        "administrator", "administrator1", "adminadminadmin", "admin1234567", "changeme1234", "correcthorsebatterystaple", "trustno1trustno1",
        "football1234", "superman1234", "michaeljordan", "unbelievable", "thisismypassword", "mypassword123", "qazwsxedcrfv", "zaq12wsxcde3",
    };

    public static bool Contains(string password) => s_all.Contains(password);
}
