using AdminPortal.Services;
using CsCheck;
using MimeKit;

namespace AdminPortal.Tests.Services;

/// <summary>The rule for e-mail addresses.</summary>
public sealed class EmailAddressesTests
{
    [Theory]
    [InlineData("jo@example.com")]
    [InlineData("o'brien@example.com")]
    [InlineData("jo+portal@example.com")]
    [InlineData("!#$%&'*+/=?^_`{|}~-@example.org")]
    [InlineData("user%example.com@example.org")]
    [InlineData("\"john smith\"@example.com")]
    [InlineData("\"a@b\"@example.com")]
    [InlineData("a.\"b c\".d@example.com")]
    [InlineData("jo@localhost")]
    [InlineData("jo@[127.0.0.1]")]
    [InlineData("jo@mail_1.example.com")]
    [InlineData("josé@example.com")]
    [InlineData("łukasz@example.com")]
    [InlineData("nguyễn@example.com")]
    [InlineData("иван.петров@example.com")]
    [InlineData("γιώργος@example.com")]
    [InlineData("山田@example.com")]
    [InlineData("やまだ太郎san@example.com")]
    [InlineData("김철수@example.com")]
    [InlineData("राजेश@example.com")]
    [InlineData("محمد@example.com")]
    public void Address_ValidForMail_IsStoredUnchanged(string address) =>
        Assert.Equal(address, EmailAddresses.Read("email", address).Value);

    [Theory]
    [InlineData("  jo@example.com\t", "jo@example.com")]
    [InlineData("Jo@EXAMPLE.Com", "Jo@example.com")]
    [InlineData("jo@example.com.", "jo@example.com")]
    [InlineData("jo@bücher.example", "jo@xn--bcher-kva.example")]
    [InlineData("jo@straße.example", "jo@xn--strae-oqa.example")]
    [InlineData("jo@xn--strae-oqa.example", "jo@xn--strae-oqa.example")]
    [InlineData("jo@BÜCHER.example", "jo@xn--bcher-kva.example")]
    [InlineData("jo@XN--BCHER-KVA.example", "jo@xn--bcher-kva.example")]
    [InlineData("jo@почта.рф", "jo@xn--80a1acny.xn--p1ai")]
    [InlineData("ｊｏ＠ｅｘａｍｐｌｅ．ｃｏｍ", "jo@example.com")]
    [InlineData("jo@example。com", "jo@example.com")]
    [InlineData("\"o'brien\"@example.com", "o'brien@example.com")]
    [InlineData("\"j\\o\"@example.com", "\"j\\o\"@example.com")]
    public void Address_OfSeveralSpellings_IsNormalised(string typed, string kept) =>
        Assert.Equal(kept, EmailAddresses.Read("email", typed).Value);

    [Theory]
    [InlineData("", "needs an e-mail address")]
    [InlineData("jo", "takes an e-mail address")]
    [InlineData("jo@", "takes an e-mail address")]
    [InlineData("@example.com", "takes an e-mail address")]
    [InlineData("Jo <jo@example.com>", "takes an e-mail address")]
    [InlineData("<jo@example.com>", "takes an e-mail address")]
    [InlineData("jo(me)@example.com", "takes an e-mail address")]
    [InlineData("a@example.com,b@example.com", "takes an e-mail address")]
    [InlineData("jo @example.com", "takes an e-mail address")]
    [InlineData("jo smith@example.com", "takes an e-mail address")]
    [InlineData("a..b@example.com", "takes an e-mail address")]
    [InlineData("jo@example.com\r\nBcc: all@example.com", "invisible or unprintable character (U+000D)")]
    [InlineData("jo\0@example.com", "invisible or unprintable character (U+0000)")]
    [InlineData("jo\u200B@example.com", "invisible or unprintable character (U+200B)")]
    [InlineData("jo\u202E@example.com", "invisible or unprintable character (U+202E)")]
    [InlineData("jo@exam\u00ADple.com", "invisible or unprintable character (U+00AD)")]
    [InlineData("jo\uFE0F@example.com", "invisible or unprintable character (U+FE0F)")]
    [InlineData("jo\uFFFD@example.com", "invisible or unprintable character (U+FFFD)")]
    [InlineData("jo\uE000@example.com", "invisible or unprintable character (U+E000)")]
    [InlineData("j\u043E@example.com", "different alphabets before the @")]
    [InlineData("jo@ex\u0430mple.com", "different alphabets in the domain")]
    [InlineData("jo@xn--exmple-4nf.com", "different alphabets in the domain")]
    [InlineData("\u0430dmin@example.com", "different alphabets before the @")]
    [InlineData("\u0441\u043E\u0440@example.com", "look like Latin ones")]
    [InlineData("jo@\u0430\u0440\u0440\u04CF\u0435.com", "look like Latin ones")]
    [InlineData("j\u03BF@example.com", "different alphabets before the @")]
    [InlineData("\u03BF@example.com", "look like Latin ones")]
    [InlineData("j\u0251ne@example.com", "looks like another one")]
    [InlineData("adm\u0131n@example.com", "looks like another one")]
    [InlineData("\U0001D41Ajo@example.com", "looks like another one")]
    [InlineData("jo\u2011smith@example.com", "looks like another one")]
    [InlineData("jo\u0661@example.com", "looks like another one")]
    [InlineData("e\u0301va@example.com", "combining mark (U+0301)")]
    [InlineData("jo@xn--a.com", "invisible character (U+0080) in the domain")]
    [InlineData("jo@a..com", "domain that cannot exist")]
    [InlineData("jo@-a.com", "domain that cannot exist")]
    public void Address_InvalidOrLookAlike_IsRefusedWithAReason(string typed, string why)
    {
        var refusal = Assert.IsType<Refusal.Invalid>(EmailAddresses.Read("email", typed).Refusal);

        Assert.Equal("email", refusal.Field);
        Assert.Contains(why, refusal.Message);
    }

    [Fact]
    public void Address_WithALoneSurrogate_IsRefused() =>
        Assert.Contains("(U+D800)", Assert.IsType<Refusal.Invalid>(EmailAddresses.Read("email", "jo\uD800@example.com").Refusal).Message);

    [Fact]
    public void Address_Of254Characters_IsAccepted_Of255Refused()
    {
        var longest = $"{new string('a', 64)}@{string.Join('.', Enumerable.Repeat(new string('b', 60), 3))}.{new string('c', 6)}";
        longest = new string('a', 254 - longest.Length) + longest;

        Assert.Equal(longest, EmailAddresses.Read("email", longest).Value);
        Assert.Contains("at most 254 characters", EmailAddresses.Read("email", "a" + longest).Refusal!.Message);
    }

    [Fact]
    public void Address_OfAnyCharacters_NormalisesToAStableForm()
    {
        var part = Gen.String[
            Gen.Char[
                "abcdefghijklmnopqrstuvwxyzABZ0189.+'\"\\ -_@()<>,;:[]éßüñıеасоαλя山\u200B\u202E\u0301\uFF41\uFF20\uD83D\uDE00\uD800\t\r"
            ],
            1,
            12
        ];
        Gen.Select(part, part, (local, domain) => $"{local}@{domain}.com")
            .Sample(typed =>
            {
                var read = EmailAddresses.Read("email", typed);
                if (!read.IsDone)
                    return;
                // The normalised form is stable: reading it again changes nothing, and mail can be sent to it.
                Assert.Equal(read.Value, EmailAddresses.Read("email", read.Value).Value);
                Assert.True(MailboxAddress.TryParse(read.Value, out var mailbox) && mailbox.Address.Length > 0);
                Assert.DoesNotContain(read.Value, c => char.IsControl(c) || c is '\u200B' or '\u202E' or '\uD800' or '\uFF41');
            });
    }
}
