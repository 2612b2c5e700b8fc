using AdminPortal.Services.PhoneNumbers;
using CsCheck;
using PhoneNumbers;

namespace AdminPortal.Tests.Services.PhoneNumbers;

public class NumberReaderFastPathTests
{
    private static readonly NumberReader Reader = new(new NumberSettings());
    private static readonly int[] TollFreeAreaCodes = [800, 833, 844, 855, 866, 877, 888];

    // Digits that are nearly, and often exactly, a number of the plan.
    private static readonly Gen<string> Digits = Gen.OneOf(
        Gen.Select(Gen.OneOf<int>(TollFreeAreaCodes), Gen.Int[0, 9_999_999], (area, rest) => $"{area}{rest:0000000}"),
        Gen.Select(Gen.Int[0, 999], Gen.Int[0, 9_999_999], (area, rest) => $"{area:000}{rest:0000000}"),
        Gen.Char['0', '9'].Array[5, 14].Select(digits => new string(digits))
    );

    private static readonly Gen<string> Written = Gen.Select(
        Gen.OneOf<string>("", "+1", "1", "+1 ", "1-", "+", "'+1", "00", "001", "(+1) ", "-", "011", "+ 1"),
        Digits,
        Gen.Select(
            Gen.Int[0, 14],
            Gen.OneOf<string>(" ", "-", ".", ")", "(", ") ", "+", "/", "x", ".0", ",", "'"),
            (at, mark) => (at, mark)
        ).Array[0, 4],
        (start, digits, marks) =>
        {
            foreach (var (at, mark) in marks)
                digits = digits.Insert(Math.Min(at, digits.Length), mark);
            return start + digits;
        }
    );

    [Fact]
    public void ReadAny_AnyNotation_AgreesWithTheSlowPath() =>
        Written.Sample(raw => Reader.ReadAny(raw) == Reader.ReadSlowly(raw), iter: 300_000);

    [Theory]
    [InlineData("GB")]
    [InlineData("BM")]
    [InlineData("CA")]
    [InlineData("PR")]
    [InlineData("AU")]
    public void ReadAny_OtherDefaultRegion_AgreesWithTheSlowPath(string region)
    {
        var reader = new NumberReader(new NumberSettings { DefaultRegion = region });
        Written.Sample(raw => reader.ReadAny(raw) == reader.ReadSlowly(raw), iter: 20_000);
    }

    [Fact]
    public void ReadAny_EveryTollFreeExchange_AgreesWithLibphonenumber()
    {
        var util = PhoneNumberUtil.GetInstance();
        foreach (var area in TollFreeAreaCodes)
        {
            for (var exchange = 0; exchange < 1000; exchange++)
            {
                var line = exchange * 7919 % 10_000;
                var text = $"+1{area}{exchange:000}{line:0000}";
                var valid = util.IsValidNumber(util.Parse(text, null));
                var reading = Reader.ReadAny(text);
                Assert.Equal((text, valid), (reading.Number.ToString(), reading.Warning is null));
            }
        }
    }

    [Fact]
    public void ReadAny_PlainFormats_AgreeWithLibphonenumber()
    {
        var util = PhoneNumberUtil.GetInstance();
        Gen.Select(Gen.Long[2_000_000_000, 9_999_999_999], Gen.Int[0, 4])
            .Sample(
                (national, form) =>
                {
                    var digits = national.ToString("0000000000", System.Globalization.CultureInfo.InvariantCulture);
                    var raw = form switch
                    {
                        0 => "+1" + digits,
                        1 => $"({digits[..3]}) {digits[3..6]}-{digits[6..]}",
                        2 => $"1.{digits[..3]}.{digits[3..6]}.{digits[6..]}",
                        3 => $"tel:+1-{digits[..3]}-{digits[3..6]}-{digits[6..]}",
                        _ => digits,
                    };
                    var parsed = util.Parse(raw, "US");
                    var reading = Reader.ReadAny(raw);
                    return reading.Number.ToString() == util.Format(parsed, PhoneNumberFormat.E164)
                        && reading.Warning is null == util.IsValidNumber(parsed);
                },
                iter: 50_000
            );
    }

    [Fact]
    public void Read_AnyText_NeverThrows() =>
        Gen.String.Sample(
            raw =>
            {
                var reading = Reader.Read(raw);
                return reading.IsNumber ? !reading.Number.IsNone : reading.Reason.EndsWith('.');
            },
            iter: 50_000
        );
}
