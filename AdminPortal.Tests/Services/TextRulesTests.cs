using AdminPortal.Services;
using CsCheck;

namespace AdminPortal.Tests.Services;

public class TextRulesTests
{
    [Theory]
    [InlineData("Acme\u200B", "U+200B")]
    [InlineData("Ac\u00ADme", "U+00AD")]
    [InlineData("Ac\u034Fme", "U+034F")]
    [InlineData("\uFEFFAcme", "U+FEFF")]
    [InlineData("Acme\u200E", "U+200E")]
    [InlineData("Acme\u202Egnp", "U+202E")]
    [InlineData("Acme\u2066", "U+2066")]
    [InlineData("Acme\u2028", "U+2028")]
    [InlineData("Acme\u001B[31m", "U+001B")]
    [InlineData("Acme\u009B31m", "U+009B")]
    [InlineData("Acme\u007F", "U+007F")]
    [InlineData("A\nB", "U+000A")]
    [InlineData("Ac\u200Dme", "U+200D")]
    [InlineData("Acme\U000E0041", "U+E0041")]
    public void CheckText_InvisibleOrControlCharacter_IsRefusedAndNamed(string text, string code) =>
        Assert.Contains(code, TextRules.CheckText("name", text, 200)?.Message, StringComparison.Ordinal);

    [Fact]
    public void CheckText_LoneSurrogate_IsRefused()
    {
        Assert.NotNull(TextRules.CheckText("name", "a\uD83D", 200));
        Assert.NotNull(TextRules.CheckText("name", "a\uDE00", 200));
    }

    [Theory]
    [InlineData("École Dentaire")]
    [InlineData("Müller & Söhne – “Café”")]
    [InlineData("株式会社")]
    [InlineData("می\u200Cخواهم")]
    [InlineData("क्\u200Dष")]
    [InlineData("👩\u200D👩\u200D👧 Family")]
    [InlineData("I ❤\uFE0F tea 1\uFE0F\u20E3")]
    [InlineData("a\u00A0b")]
    public void CheckText_TextOfAnyLanguage_IsAccepted(string text) => Assert.Null(TextRules.CheckText("name", text, 200));

    [Fact]
    public void Visible_AnyText_ContainsNoControlCharacters() =>
        Gen.OneOf(Gen.String, Gen.Char.Array[0, 20].Select(c => new string(c)))
            .Sample(
                text =>
                    TextRules.Fault(TextRules.Visible(text), lines: true) is null
                    && TextRules.Visible(TextRules.Visible(text)) == TextRules.Visible(text),
                iter: 50_000
            );

    [Fact]
    public void Query_PastedNumber_LosesItsDirectionMarks() =>
        Assert.Equal("+1 800 555 0100", TextRules.Query(" \u202A+1 800 555 0100\u202C\u200B "));
}
