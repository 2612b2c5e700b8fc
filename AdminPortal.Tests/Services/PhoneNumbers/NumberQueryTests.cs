using AdminPortal.Services.PhoneNumbers;
using CsCheck;

namespace AdminPortal.Tests.Services.PhoneNumbers;

public class NumberQueryTests
{
    private static readonly NumberReader Reader = new(new NumberSettings());

    [Theory]
    [InlineData("(833) 619-7480", "+18336197480")]
    [InlineData("1-800-FLOWERS", "+18003569377")]
    [InlineData("tel:+18772938217", "+18772938217")]
    [InlineData("+18336197480", "+18336197480")]
    [InlineData("0018336197480", "+18336197480")]
    [InlineData("8336197480", "+18336197480")]
    [InlineData("+44 20 7946 0018", "+442079460018")]
    public void Parse_CompleteNumber_IsExact(string typed, string expected)
    {
        var query = NumberQuery.Parse(typed, Reader);
        Assert.Equal((NumberQueryKind.Exact, expected), (query.Kind, query.Number.ToString()));
        Assert.Contains(query.Digits, expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FLOWERS", "3569377")]
    [InlineData("800-FLOW", "8003569")]
    [InlineData("001 800 5", "18005")]
    [InlineData("00 1 800 5", "18005")]
    [InlineData("0018005", "18005")]
    [InlineData("+1 (800) 5", "18005")]
    [InlineData("1-800-5", "18005")]
    [InlineData("011 1 800 5", "18005")]
    [InlineData("011 44 20", "4420")]
    [InlineData("+44 20", "4420")]
    [InlineData("0044 20", "4420")]
    [InlineData("555", "555")]
    [InlineData("0012", "0012")]
    [InlineData("00", "00")]
    [InlineData("8001234567", "8001234567")]
    [InlineData("１２３", "123")]
    [InlineData("%_55", "55")]
    public void Parse_PartOfANumber_IsDigits(string typed, string expected)
    {
        var query = NumberQuery.Parse(typed, Reader);
        Assert.Equal((NumberQueryKind.Digits, expected), (query.Kind, query.Digits));
    }

    [Theory]
    [InlineData(null, NumberQueryKind.Empty)]
    [InlineData("  ", NumberQueryKind.Empty)]
    [InlineData("---", NumberQueryKind.Nothing)]
    [InlineData("+", NumberQueryKind.Nothing)]
    [InlineData("1234567890123456", NumberQueryKind.Nothing)]
    public void Parse_TextWithoutMatches_IsNothing(string? typed, NumberQueryKind expected) =>
        Assert.Equal((expected, ""), (NumberQuery.Parse(typed, Reader).Kind, NumberQuery.Parse(typed, Reader).Digits));

    [Fact]
    public void Parse_BritishPart_DropsTheTrunkZero() =>
        Assert.Equal("207946", NumberQuery.Parse("020 7946", new NumberReader(new NumberSettings { DefaultRegion = "GB" })).Digits);

    [Fact]
    public void Parse_AnyStartOfAWrittenNumber_FindsThatNumber() =>
        Gen.Select(
                Gen.Int[2_000_000, 9_999_999],
                Gen.OneOf<string>("+1 (888) {0}-{1}", "001 888 {0} {1}", "1-888-{0}-{1}", "+1888{0}{1}"),
                Gen.Int[1, 15]
            )
            .Sample(
                (rest, form, length) =>
                {
                    var stored = $"+1888{rest}";
                    var typed = string.Format(
                        System.Globalization.CultureInfo.InvariantCulture,
                        form,
                        rest / 10_000,
                        $"{rest % 10_000:0000}"
                    );
                    var query = NumberQuery.Parse(typed[..Math.Min(length, typed.Length)], Reader);
                    // A partially typed prefix 001 cannot be distinguished from other digits.
                    return query.Kind == NumberQueryKind.Nothing
                        || typed.StartsWith("00", StringComparison.Ordinal) && length < 5
                        || stored.Contains(query.Digits, StringComparison.Ordinal);
                },
                iter: 20_000
            );

    [Fact]
    public void Parse_AnyText_NeverThrows() =>
        Gen.String.Sample(typed => NumberQuery.Parse(typed, Reader).Digits.All(char.IsAsciiDigit), iter: 20_000);
}
