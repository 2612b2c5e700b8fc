using AdminPortal.Services.PhoneNumbers;
using CsCheck;

namespace AdminPortal.Tests.Services.PhoneNumbers;

public class E164Tests
{
    private static readonly Gen<string> TextRules = Gen.Select(
        Gen.Char['1', '9'],
        Gen.Char['0', '9'].Array[1, 14],
        (first, rest) => "+" + first + new string(rest)
    );

    [Fact]
    public void E164_TakesEightBytes() => Assert.Equal(8, System.Runtime.CompilerServices.Unsafe.SizeOf<E164>());

    [Fact]
    public void TryParseExact_AnyStoredText_RoundTrips() =>
        TextRules.Sample(
            text =>
            {
                Assert.True(E164.TryParseExact(text, out var number));
                Span<char> buffer = stackalloc char[E164.MaxLength];
                Assert.True(number.TryFormat(buffer, out var written));
                Assert.False(number.TryFormat(buffer[..(text.Length - 1)], out _));
                return number.ToString() == text && buffer[..written].SequenceEqual(text) && number.DigitCount == text.Length - 1;
            },
            iter: 20_000
        );

    [Fact]
    public void Order_OfAnyTwo_IsTheOrdinalOrderOfTheirText() =>
        Gen.Select(TextRules, TextRules, Gen.Int[0, 15])
            .Sample(
                (a, b, shared) =>
                {
                    // A common start produces near misses, such as one being the start of the other.
                    b = shared < a.Length && shared > 1 ? string.Concat(a.AsSpan(0, shared), b.AsSpan(1)) : b;
                    b = b[..Math.Min(b.Length, E164.MaxLength)];
                    var (x, y) = (E164.ParseExact(a), E164.ParseExact(b));
                    var expected = Math.Sign(string.CompareOrdinal(a, b));
                    return Math.Sign(x.CompareTo(y)) == expected && x < y == expected < 0 && x == y == (expected == 0);
                },
                iter: 50_000
            );

    [Theory]
    [InlineData("+1800", "+18000")]
    [InlineData("+18000", "+180000")]
    [InlineData("+199", "+20")]
    public void Order_OneContinuesTheOther_ShorterComesFirst(string first, string second) =>
        Assert.True(E164.ParseExact(first) < E164.ParseExact(second));

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("+1")]
    [InlineData("18005550100")]
    [InlineData("+08005550100")]
    [InlineData("+1800555010x")]
    [InlineData("+1 8005550100")]
    [InlineData("+1234567890123456")]
    [InlineData("+١٢٣٤")]
    public void TryParseExact_AnythingElse_IsRefused(string text) => Assert.False(E164.TryParseExact(text, out _));

    [Theory]
    [InlineData("+18005550100", "800", "+1 800 555 0100", true)]
    [InlineData("+18335550100", "833", "+1 833 555 0100", true)]
    [InlineData("+12125550100", "212", "+1 212 555 0100", false)]
    [InlineData("+18225550100", "822", "+1 822 555 0100", false)]
    [InlineData("+442079460018", "+44", "+44 20 7946 0018", false)]
    [InlineData("+390612345678", "+39", "+39 06 1234 5678", false)]
    [InlineData("+353861234567", "+353", "+353 86 123 4567", false)]
    [InlineData("+80012345678", "+800", "+800 1234 5678", false)]
    public void PrefixDisplayAndTollFree_FollowThePlan(string text, string prefix, string display, bool tollFree)
    {
        var number = E164.ParseExact(text);
        Assert.Equal((prefix, display, tollFree), (number.Prefix, number.Display, number.IsTollFree));
    }

    [Fact]
    public void PrefixAndDisplay_OfAnyStoredText_NeverThrow() =>
        TextRules.Sample(text => E164.ParseExact(text) is var number && number.Prefix.Length > 0 && number.Display.Length > 0, iter: 5_000);

    [Fact]
    public void Default_MeansNoNumber()
    {
        Assert.True(default(E164).IsNone);
        Assert.Equal(
            ("", "", "", false),
            (default(E164).ToString(), default(E164).Prefix, default(E164).Display, default(E164).IsTollFree)
        );
    }
}
