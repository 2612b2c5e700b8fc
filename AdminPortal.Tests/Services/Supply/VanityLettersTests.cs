using AdminPortal.Services.Supply;

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
}
