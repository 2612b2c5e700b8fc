using AdminPortal.Services.PhoneNumbers;
using CsCheck;
using PhoneNumbers;

namespace AdminPortal.Tests.Services.PhoneNumbers;

public class NumberReaderTests
{
    private static readonly NumberReader Reader = new(new NumberSettings());

    [Theory]
    [InlineData("+18005550100")]
    [InlineData("18005550100")]
    [InlineData("8005550100")]
    [InlineData("  +1 800 555 0100  ")]
    [InlineData("800.555.0100")]
    [InlineData("(800) 555-0100")]
    [InlineData("1 (800) 555-0100")]
    [InlineData("+1 (800) 555-0100")]
    [InlineData("(+1) 800/555-0100")]
    [InlineData("[800] 555 0100")]
    [InlineData("800\u2011555\u20130100")]
    [InlineData("800\u2212555\u20140100")]
    [InlineData("800\u00A0555\u202F0100")]
    [InlineData("\u202A+1 800 555 0100\u202C")]
    [InlineData("\uFEFF8005550100\u200B")]
    [InlineData("tel:+18005550100")]
    [InlineData("TEL: 800-555-0100")]
    [InlineData("tel:+1-800-555-0100;isub=12345")]
    [InlineData("tel:800-555-0100;phone-context=+1")]
    [InlineData("tel:800-555-0100;phone-context=example.com")]
    [InlineData("0018005550100")]
    [InlineData("001 800 555 0100")]
    [InlineData("00 1 (800) 555-0100")]
    [InlineData("01118005550100")]
    [InlineData("011 1 800 555 0100")]
    [InlineData("８００－５５５－０１００")]
    [InlineData("＋１（８００）５５５　０１００")]
    [InlineData("٨٠٠٥٥٥٠١٠٠")]
    [InlineData("۸۰۰-۵۵۵-۰۱۰۰")]
    [InlineData("'+18005550100")]
    [InlineData("'8005550100")]
    [InlineData("8005550100'")]
    [InlineData("\"800 555 0100\"")]
    [InlineData("“800 555 0100”")]
    [InlineData("=\"+18005550100\"")]
    [InlineData("=\"8005550100\"")]
    [InlineData("'=\"8005550100\"")]
    [InlineData("18005550100.0")]
    [InlineData("18005550100,00")]
    [InlineData("8005550100.00")]
    [InlineData("8005550100.000")]
    [InlineData("18005550100,0000")]
    [InlineData("18005550100.0000000000")]
    [InlineData("+1\uFE0F-800-555-0100")]
    [InlineData("800\u034F555\u034F0100")]
    [InlineData("800\u2028555\u20290100")]
    [InlineData("800\u00AD555\u200B0100")]
    [InlineData("8\uFE0F\u20E30055\U000E010050100")]
    [InlineData("8005550100\u001A")]
    public void Read_AnyNotation_IsThatNumber(string raw)
    {
        var reading = Reader.Read(raw);
        Assert.Equal(("+18005550100", null, null), (reading.Number.ToString(), reading.Warning, reading.Reason));
    }

    [Theory]
    [InlineData("1-800-FLOWERS", "+18003569377")]
    [InlineData("1 800 flowers", "+18003569377")]
    [InlineData("(800) FLOWERS", "+18003569377")]
    [InlineData("+1-800-GO-FEDEX", "+18004633339")]
    [InlineData("1-888-GET-2KNO", "+18884382566")]
    [InlineData("800-4MY-DELL", "+18004693355")]
    [InlineData("1800flowers", "+18003569377")]
    [InlineData("1-800-Flowers", "+18003569377")]
    [InlineData("1-800-go-fedex", "+18004633339")]
    [InlineData("800-flowers", "+18003569377")]
    [InlineData("(800) flowers", "+18003569377")]
    [InlineData("+1 800 FLOWERS", "+18003569377")]
    [InlineData("1-888-CALL-NOW", "+18882255669")]
    [InlineData("1-800-AAA-HELP", "+18002224357")]
    [InlineData("1 800 555 TAXI", "+18005558294")]
    [InlineData("1-877-4-MOBILE", "+18774662453")]
    [InlineData("011 1 800 FLOWERS", "+18003569377")]
    public void Read_Letters_AreTheDigitsOfTheirKeys(string raw, string expected) =>
        Assert.Equal(expected, Reader.Read(raw).Number.ToString());

    [Theory]
    [InlineData("+44 20 7946 0018", "+442079460018")]
    [InlineData("0044 20 7946 0018", "+442079460018")]
    [InlineData("011 44 20 7946 0018", "+442079460018")]
    [InlineData("+44 (0)20 7946 0018", "+442079460018")]
    [InlineData("+39 06 1234 5678", "+390612345678")]
    [InlineData("+1 212 736 5000", "+12127365000")]
    [InlineData("+800 1234 5678", "+80012345678")]
    public void Read_ForeignNumber_IsThatNumber(string raw, string expected)
    {
        var reading = Reader.Read(raw);
        Assert.Equal((expected, null), (reading.Number.ToString(), reading.Warning));
    }

    [Theory]
    [InlineData("+18001234567")]
    [InlineData("800-123-4567")]
    [InlineData("1-555-234-5678")]
    public void Read_PossibleButNotAssignable_IsANumberWithAWarning(string raw)
    {
        var reading = Reader.Read(raw);
        Assert.True(reading.IsNumber);
        Assert.Equal(NumberWarning.NotAssignable, reading.Warning);
        Assert.NotEmpty(reading.Warning!.Value.Text());
    }

    [Theory]
    [InlineData("1.80055E+10")]
    [InlineData("1,80055E+10")]
    [InlineData("1.8E10")]
    [InlineData("1.80055e10")]
    [InlineData("1E+10")]
    [InlineData(" 1.80055E+10 ")]
    [InlineData("'1.80055E+10")]
    [InlineData("=\"1.80055E+10\"")]
    [InlineData("1.8005550100E+10")]
    public void Read_NumberRoundedByASpreadsheet_IsRejected(string raw) => AssertRejected(raw, NumberRejections.Rounded);

    [Theory]
    [InlineData("", NumberRejections.Empty)]
    [InlineData("   ", NumberRejections.Empty)]
    [InlineData("''", NumberRejections.Empty)]
    [InlineData("tel:", NumberRejections.Empty)]
    [InlineData("hello", NumberRejections.NoDigits)]
    [InlineData("+", NumberRejections.NoDigits)]
    [InlineData("---x", NumberRejections.Negative)]
    [InlineData("n/a", NumberRejections.NoDigits)]
    [InlineData("número", NumberRejections.NoDigits)]
    [InlineData("12345", NumberRejections.TooShort)]
    [InlineData("1", NumberRejections.TooShort)]
    [InlineData("+1", NumberRejections.TooShort)]
    [InlineData("+44 20", NumberRejections.TooShort)]
    [InlineData("555-0100", NumberRejections.NoAreaCode)]
    [InlineData("310-1234", NumberRejections.NoAreaCode)]
    [InlineData("+180055501000000", NumberRejections.TooLong)]
    [InlineData("800555010000", NumberRejections.TooLong)]
    [InlineData("800-555-0100 / 800-555-0101", NumberRejections.TooLong)]
    [InlineData("1-800-CONTACTS", NumberRejections.TooLong)]
    [InlineData("+999 1234 5678", NumberRejections.NoSuchCountry)]
    [InlineData("+018005550100", NumberRejections.NoSuchCountry)]
    [InlineData("=1+1", NumberRejections.Formula)]
    [InlineData("=18005550100", NumberRejections.Formula)]
    [InlineData("=\"800\"&\"5550100\"", "Contains “\"”, which is not allowed in a phone number.")]
    [InlineData("@SUM(1)", NumberRejections.Formula)]
    [InlineData("-8005550100", NumberRejections.Negative)]
    [InlineData("18005550100.5", NumberRejections.Decimals)]
    [InlineData("1800555010.5", NumberRejections.Decimals)]
    [InlineData("800 555 0100 x123", NumberRejections.Extension)]
    [InlineData("800 555 0100x123", NumberRejections.Extension)]
    [InlineData("800 555 0100 ext. 5", NumberRejections.Extension)]
    [InlineData("800 555 0100 Extension 5", NumberRejections.Extension)]
    [InlineData("8005550100#5", NumberRejections.Extension)]
    [InlineData("tel:+18005550100;ext=5", NumberRejections.Extension)]
    [InlineData("8005550100;ext=5", NumberRejections.Extension)]
    [InlineData("call 800 555 0199 now or 5", NumberRejections.Words)]
    [InlineData("call 8005550199", NumberRejections.Words)]
    [InlineData("800 555 and 0199", NumberRejections.Words)]
    [InlineData("800 or 5550199", NumberRejections.Words)]
    [InlineData("8005550100 доб", NumberRejections.Words)]
    [InlineData("8005550100+", NumberRejections.PlusInside)]
    [InlineData("++18005550100", NumberRejections.PlusInside)]
    [InlineData("+1+8005550100", NumberRejections.PlusInside)]
    [InlineData("800\t5550100", NumberRejections.ControlCharacter)]
    [InlineData("800\05550100", NumberRejections.ControlCharacter)]
    [InlineData("8005550100,8005550101", "Contains “,”, which is not allowed in a phone number.")]
    [InlineData("800*5550100", "Contains “*”, which is not allowed in a phone number.")]
    [InlineData("800😀5550100", "Contains “😀”, which is not allowed in a phone number.")]
    [InlineData("2026-10-01 12:30", "Contains “:”, which is not allowed in a phone number.")]
    public void Read_InvalidText_IsRejectedWithItsReason(string raw, string reason) => AssertRejected(raw, reason);

    [Theory]
    [InlineData("415-5501 fax")]
    [InlineData("415-5501 FAX")]
    [InlineData("4155501 FAX")]
    [InlineData("415.5501 Fax")]
    [InlineData("1-415-5501 fax")]
    [InlineData("415-5502 (fax)")]
    [InlineData("415-5502 [FAX]")]
    [InlineData("888-2345 mob")]
    [InlineData("888-234 cell")]
    [InlineData("888-234 CELL")]
    [InlineData("800-555 home")]
    [InlineData("4155 mobile")]
    [InlineData("212-5550 - Bob")]
    [InlineData("212-5550 - BOB")]
    [InlineData("212-5550 Bob")]
    [InlineData("212-555 - Mary")]
    [InlineData("212-555-mary")]
    [InlineData("415-555-0100 fax")]
    [InlineData("(800) 555-0100 main")]
    [InlineData("+49 30 123456 fax")]
    [InlineData("+49 30 123456 FAX")]
    [InlineData("0049 30 123456 FAX")]
    [InlineData("+44 20 7946 FAX")]
    [InlineData("800-555-NONE")]
    [InlineData("800 support")]
    [InlineData("1-800-support")]
    [InlineData("800 unknown")]
    [InlineData("1-800-UNKNOWN")]
    [InlineData("800 numbers")]
    [InlineData("415-bob-main")]
    [InlineData("800-123-CALL")]
    public void Read_WordBesideDigits_IsNeverDialled(string raw) => AssertRejected(raw, NumberRejections.LetterWord);

    [Theory]
    [InlineData("800-555-XXXX")]
    [InlineData("800-555-xxxx")]
    [InlineData("1-800-XXX-XXXX")]
    [InlineData("800-NXX-XXXX")]
    [InlineData("888-NNN-NNNN")]
    [InlineData("800-555-AAAA")]
    [InlineData("800-AAA-BBBB")]
    [InlineData("800-ABC-DEFG")]
    [InlineData("800-FLO-XXXX")]
    public void Read_Mask_IsRejected(string raw) => AssertRejected(raw, NumberRejections.Masked);

    [Theory]
    [InlineData("800-555-O1OO")]
    [InlineData("1-800-555-OOO1")]
    [InlineData("1-800-555-oooo")]
    [InlineData("800 555 OIOO")]
    public void Read_LetterForADigit_IsRejected(string raw) => AssertRejected(raw, NumberRejections.LetterForDigit);

    [Theory]
    [InlineData("NZ", "0800 FLOWERS", true)]
    [InlineData("DE", "030 123456 FAX", false)]
    [InlineData("GB", "020 7946 FAX", false)]
    public void Read_LettersInForeignNumbers_AreReadForNumberTypesThatCompaniesSpellOut(string region, string raw, bool isNumber) =>
        Assert.Equal(isNumber, new NumberReader(new NumberSettings { DefaultRegion = region }).Read(raw).IsNumber);

    [Theory]
    [InlineData("800\u03015550100", "U+0301")]
    [InlineData("800\uE0005550100", "U+E000")]
    public void Read_InvisibleCharacter_IsNamed(string raw, string code) =>
        Assert.Contains(code, Reader.Read(raw).Reason, StringComparison.Ordinal);

    [Fact]
    public void Read_WordAfterACompleteNumber_IsNeverADifferentNumber() =>
        Check.Sample(
            Gen.Select(
                Gen.Int[2_000_000, 9_999_999],
                Gen.OneOf<string>(" ", " - ", " (", ", ", "/", "\u00A0"),
                Gen.Char['a', 'z'].Array[1, 8]
            ),
            (local, gap, word) => !Reader.Read($"{local / 10_000}-{local % 10_000:0000}{gap}{new string(word)}").IsNumber,
            iter: 20_000
        );

    [Fact]
    public void Read_VeryLongText_IsRejectedWithoutParsing() =>
        AssertRejected("+1" + new string('8', 1_000_000), NumberRejections.TooMuchText);

    [Fact]
    public void Read_Strict_RejectsUnassignableNumbers()
    {
        var strict = new NumberReader(new NumberSettings { Strict = true });
        Assert.Equal(NumberRejections.NotAssignable, strict.Read("+18001234567").Reason);
        Assert.True(strict.Read("+18005550100").IsNumber);
    }

    [Fact]
    public void Read_TollFreeOnly_RejectsTheRest()
    {
        var tollFree = new NumberReader(new NumberSettings { TollFreeOnly = true });
        Assert.Equal(NumberRejections.NotTollFree, tollFree.Read("+442079460018").Reason);
        Assert.Equal(NumberRejections.NotTollFree, tollFree.Read("+12127365000").Reason);
        Assert.True(tollFree.Read("1-888-555-0100").IsNumber);
    }

    [Fact]
    public void Read_OtherDefaultRegion_ReadsItsNationalNotation()
    {
        var british = new NumberReader(new NumberSettings { DefaultRegion = "gb" });
        Assert.Equal("+442079460018", british.Read("020 7946 0018").Number.ToString());
        Assert.Equal("+18005550100", british.Read("001 800 555 0100").Number.ToString());
        Assert.Equal("+18005550100", british.Read("+1 800 555 0100").Number.ToString());
        var australian = new NumberReader(new NumberSettings { DefaultRegion = "AU" });
        Assert.Equal("+18005550100", australian.Read("0011 1 800 555 0100").Number.ToString());
    }

    [Theory]
    [InlineData("XX")]
    [InlineData("")]
    [InlineData("001")]
    public void NumberReader_UnknownRegion_IsRefused(string region)
    {
        var settings = new NumberSettings { DefaultRegion = region };
        Assert.Throws<ArgumentException>(() => new NumberReader(settings));
    }

    [Fact]
    public void Read_ManyInvalidNumbers_DoesNotThrowForEach()
    {
        // A thrown and caught exception costs 20 microseconds: a file of invalid rows must not stop the portal.
        var random = new Random(1);
        var thrown = 0;
        var thread = Environment.CurrentManagedThreadId;
        // Other tests run concurrently on other threads.
        void Count(object? sender, System.Runtime.ExceptionServices.FirstChanceExceptionEventArgs e) =>
            thrown += Environment.CurrentManagedThreadId == thread && e.Exception is NumberParseException ? 1 : 0;
        AppDomain.CurrentDomain.FirstChanceException += Count;
        try
        {
            for (var i = 0; i < 20_000; i++)
            {
                var digits = new string([.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => (char)('0' + random.Next(10)))]);
                Reader.Read(
                    (i % 4) switch
                    {
                        0 => "+" + digits,
                        1 => "00" + digits,
                        2 => "011" + digits,
                        _ => digits,
                    }
                );
            }
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Count;
        }

        Assert.InRange(thrown, 0, 200);
    }

    private static void AssertRejected(string raw, string reason)
    {
        var reading = Reader.Read(raw);
        Assert.False(reading.IsNumber);
        Assert.Equal(reason, reading.Reason);
        Assert.True(reading.Number.IsNone);
    }
}
