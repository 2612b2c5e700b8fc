using System.Reflection;

namespace AdminPortal.Services.People;

/// <summary>The rules for passwords.</summary>
public static class PasswordRules
{
    /// <summary>Characters; NIST SP 800-63B requires 8 with a second factor and 15 without one.</summary>
    public const int LeastLength = 12;

    /// <summary>More than any person types; bounds the work of one hash.</summary>
    public const int MostLength = 256;

    /// <summary>What must remain without words related to the user: as much as many sites require of a whole password.</summary>
    private const int LeastBesideWords = 8;

    /// <summary>Words that are guessed first because they belong to this portal.</summary>
    private static readonly string[] s_ours = ["adminportal", "admin", "portal", "password"];

    /// <summary>What is wrong with it; null if nothing is.</summary>
    /// <param name="business">The name of the user's business, if any.</param>
    internal static Refusal? Check(string? password, string email, string? business)
    {
        if (password is not { Length: >= LeastLength })
            return new Refusal.Invalid("password", $"Use at least {LeastLength} characters. Use a passphrase: several words.");
        if (password.Length > MostLength)
            return new Refusal.Invalid("password", $"Use at most {MostLength} characters.");
        if (password.Distinct().Count() < 5 || CommonPasswords.Contains(password))
            return new Refusal.Invalid("password", "This password is too common. Choose another.");
        string[] words = [email, .. Words(email), .. Words(business), Bare(business ?? ""), .. s_ours];
        return IsMadeOf(password, words) || IsMadeOf(Bare(password), words)
            ? new Refusal.Invalid("password", "Don't use your email, business or portal name in your password.")
            : null;
    }

    /// <summary>Whether too little remains without the given words.</summary>
    private static bool IsMadeOf(string password, IEnumerable<string> words) =>
        LengthWithout(password, words) is var left && left < password.Length && left < LeastBesideWords;

    /// <summary>Letters and digits only, because "A-c-m-e Dental" is as easy to guess as "AcmeDental".</summary>
    private static string Bare(string text) => new([.. text.Where(char.IsLetterOrDigit)]);

    /// <summary>The words in a name or an address that are too long to match by chance.</summary>
    private static IEnumerable<string> Words(string? text) =>
        (text ?? "").Split([.. (text ?? "").Where(c => !char.IsLetterOrDigit(c)).Distinct()]).Where(word => word.Length >= 4);

    /// <summary>A password's length without some words, the longest removed first.</summary>
    private static int LengthWithout(string password, IEnumerable<string> words) =>
        words
            .Where(word => word.Length >= 4)
            .OrderByDescending(word => word.Length)
            .Aggregate(password, (left, word) => left.Replace(word, "", StringComparison.OrdinalIgnoreCase))
            .Length;
}

/// <summary>Common leaked passwords that are long enough for our rule: the 5,000 most frequent, in that order, and a few newer ones. See
/// <c>common-passwords.md</c> beside the list for its source.</summary>
internal static class CommonPasswords
{
    private static readonly Lazy<HashSet<string>> s_all = new(Read);

    public static bool Contains(string password) => s_all.Value.Contains(password);

    private static HashSet<string> Read()
    {
        using var list = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("common-passwords.txt")!);
        return new HashSet<string>(list.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries), StringComparer.OrdinalIgnoreCase);
    }
}
