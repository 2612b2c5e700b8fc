using System.Reflection;

namespace AdminPortal.Services.People;

/// <summary>What a password must be.</summary>
public static class PasswordRules
{
    /// <summary>Characters; NIST SP 800-63B asks for 8 beside a second factor and 15 without one.</summary>
    public const int LeastLength = 12;

    /// <summary>More than any person types; bounds what one request can make the hasher do.</summary>
    public const int MostLength = 256;

    /// <summary>What must be left of a password beside the words that stand about it: as much as others ask of a whole one.</summary>
    private const int LeastBesideWords = 8;

    /// <summary>Words that are guessed first because they are this portal's.</summary>
    private static readonly string[] s_ours = ["adminportal", "admin", "portal", "password"];

    /// <summary>What is wrong with it; null when nothing is.</summary>
    /// <param name="business">The name of the person's business, where they have one.</param>
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

    /// <summary>Whether too little is left of a password without the words in it.</summary>
    private static bool IsMadeOf(string password, IEnumerable<string> words) =>
        LengthWithout(password, words) is var left && left < password.Length && left < LeastBesideWords;

    /// <summary>Letters and digits alone, since "A-c-m-e Dental" is guessed as soon as "AcmeDental".</summary>
    private static string Bare(string text) => new([.. text.Where(char.IsLetterOrDigit)]);

    /// <summary>The words in a name or an address that are long enough to be told from chance.</summary>
    private static IEnumerable<string> Words(string? text) =>
        (text ?? "").Split([.. (text ?? "").Where(c => !char.IsLetterOrDigit(c)).Distinct()]).Where(word => word.Length >= 4);

    /// <summary>How long a password is without some words, the longest taken away first.</summary>
    private static int LengthWithout(string password, IEnumerable<string> words) =>
        words
            .Where(word => word.Length >= 4)
            .OrderByDescending(word => word.Length)
            .Aggregate(password, (left, word) => left.Replace(word, "", StringComparison.OrdinalIgnoreCase))
            .Length;
}

/// <summary>
/// Passwords that stand high in lists of stolen ones, as far as they are long enough for our rule: the 5,000 most frequent, in that order,
/// and a few that are newer. See <c>common-passwords.md</c> beside the list for where it comes from.
/// </summary>
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
