using AdminPortal.Services.People;

namespace AdminPortal.Tests.Services.People;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("123qweasdzxc")]
    [InlineData("1QAZ2wsx3edc")]
    [InlineData("unbelievable")]
    [InlineData("correcthorsebatterystaple")]
    [InlineData("AdminPortal2026!")]
    [InlineData("AdminPassword#1")]
    [InlineData("jo.longaddress2026")]
    [InlineData("LONGADDRESS!2026")]
    [InlineData("acmedental1234")]
    [InlineData("Dental-Acme-99")]
    [InlineData("jo.longaddress@example.com")]
    [InlineData("A.c.m.e Dental!")]
    [InlineData("acme-dental-acme-dental")]
    public void Password_Common_IsRefused(string password) =>
        Assert.NotNull(PasswordRules.Check(password, "jo.longaddress@example.com", "Acme Dental"));

    [Theory]
    [InlineData("seven green bottles")]
    [InlineData("acme teeth and 7 seas")]
    [InlineData("пароль из четырёх слов")]
    [InlineData("zK3#vq9!LmT2")]
    public void Password_OfOtherWords_IsAccepted(string password) =>
        Assert.Null(PasswordRules.Check(password, "jo.longaddress@example.com", "Acme Dental"));

    [Fact]
    public void List_ContainsMoreThanTheThreeThousandMostFrequentPasswordsOfOurLength()
    {
        using var stream = typeof(PasswordRules).Assembly.GetManifestResourceStream("common-passwords.txt")!;
        using var reader = new StreamReader(stream);
        var list = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.InRange(list.Distinct(StringComparer.OrdinalIgnoreCase).Count(p => p.Length >= PasswordRules.LeastLength), 3_000, 10_000);
        Assert.All(list, password => Assert.NotNull(PasswordRules.Check(password.ToUpperInvariant(), "jo@example.com", null)));
    }
}
