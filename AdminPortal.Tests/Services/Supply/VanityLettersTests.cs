using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Supply;
using CsCheck;

namespace AdminPortal.Tests.Services.Supply;

public sealed class VanityLettersTests
{
    [Theory]
    [InlineData("+18883569377", "FLOWERS", "888-FLOWERS")]
    [InlineData("+18883562277", "CARS", "888-356-CARS")]
    [InlineData("+18887382277", "PET", "888-PET-2277")]
    [InlineData("+18883569377", "9377", "888-356-9377")]
    [InlineData("+18883569377", "F*OW", "888-F5OW-377")]
    public void Shown_PlacesTheLettersWhereTheirKeysAre(string number, string contains, string shown) =>
        Assert.Equal(shown, VanityLetters.Shown(number, contains));

    [Theory]
    [InlineData("FLOWERS", "FLOWERS")]
    [InlineData("CARS", null)]
    [InlineData("9377", null)]
    public void Find_TellsWhatTheNumberSpells(string contains, string? spells) =>
        Assert.Equal(spells, VanityLetters.Find("+18883569377", contains));

    [Fact]
    public void Find_AnyWordOfANumbersKeys_IsFoundAndShownWithItsDigits() =>
        Gen.Select(Gen.Long[2_000_000, 9_999_999], Gen.Int[0, 8], Gen.Int[2, 10], Gen.Char['A', 'Z'].Array[10])
            .Sample(
                (local, at, length, letters) =>
                {
                    var national = $"888{local}";
                    length = Math.Min(length, 10 - at);
                    // The letters of the keys where the chance letter has that key, else the digit.
                    var word = string.Concat(
                        national.Substring(at, length).Select((d, i) => DialPad.Digit(letters[i]) == d ? letters[i] : d)
                    );

                    var shown = VanityLetters.Shown($"+1{national}", word);

                    Assert.Equal(word.Any(char.IsAsciiLetter) ? word : null, VanityLetters.Find($"+1{national}", word));
                    Assert.Equal(
                        national,
                        string.Concat(shown.Where(c => c != '-').Select(c => char.IsAsciiLetter(c) ? DialPad.Digit(c) : c))
                    );
                }
            );

    [Fact]
    public void Prefixes_OfSuppliersAndOfTheNumberingPlan_AreTheSame() =>
        Assert.Equal(
            Enumerable.Range(200, 800).Where(NorthAmericanPlan.IsTollFreeAreaCode).Select(code => code.ToString("000")),
            OfferService.Prefixes
        );
}
