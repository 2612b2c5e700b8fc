using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AdminPortal.Providers.Agents.Retell;
using CsCheck;

namespace AdminPortal.Tests.Providers.Agents.Retell;

/// <summary>Only recent webhooks with Retell's signature are genuine.</summary>
public sealed class RetellSignatureTests
{
    private const string Key = "key_test";
    private const long Signed = 1_700_000_000_000;
    private const string Digest = "a65c1dbdd803b142ecf433784069f7dab8db2038c440e0dfa3d211f36cc90fb9";

    private static readonly string[] s_starts = ["", "v=", "v=1700000000000,d=", ",d="];

    private static readonly byte[] s_body = """{"event":"call_started"}"""u8.ToArray();

    [Theory]
    [InlineData(0, true)]
    [InlineData(300_000, true)]
    [InlineData(300_001, false)]
    [InlineData(-300_000, true)]
    [InlineData(-300_001, false)]
    public void IsGenuine_KnownSignature_IsValidForFiveMinutes(long later, bool expected) =>
        Assert.Equal(expected, IsGenuine(s_body, $"v={Signed},d={Digest}", Key, Signed + later));

    [Theory]
    [InlineData(0, true)]
    [InlineData(300_000, true)]
    [InlineData(300_001, false)]
    [InlineData(-300_001, false)]
    public void MayBeGenuine_BeforeTheBodyIsRead_ChecksFormAndTime(long later, bool expected)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(Signed + later);

        Assert.Equal(expected, RetellSignature.MayBeGenuine($"v={Signed},d={Digest}", now));
        Assert.False(RetellSignature.MayBeGenuine($"v={Signed},d={Digest[1..]}", now));
        Assert.False(RetellSignature.MayBeGenuine(null, now));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("v=1700000000000")]
    [InlineData("d=" + Digest)]
    [InlineData("v=1700000000000,d=")]
    [InlineData("v=,d=" + Digest)]
    [InlineData("v=-1700000000000,d=" + Digest)]
    [InlineData("v=+1700000000000,d=" + Digest)]
    [InlineData("v= 1700000000000,d=" + Digest)]
    [InlineData("v=1700000000000 ,d=" + Digest)]
    [InlineData("v=1700000000000.0,d=" + Digest)]
    [InlineData("v=1,700,000,000,000,d=" + Digest)]
    [InlineData("v=99999999999999999999999999,d=" + Digest)]
    [InlineData("v=9223372036854775807,d=" + Digest)]
    [InlineData("v=1700000000000,d=" + Digest + "0")]
    [InlineData("v=1700000000000,d=" + Digest + ",d=" + Digest)]
    [InlineData("v=1700000000000, d=" + Digest)]
    [InlineData(" v=1700000000000,d=" + Digest)]
    [InlineData("d=" + Digest + ",v=1700000000000")]
    [InlineData("v=1700000000000,d=A65C1DBDD803B142ECF433784069F7DAB8DB2038C440E0DFA3D211F36CC90FB9")]
    [InlineData("v=1700000000000,d=a65c1dbdd803b142ecf433784069f7dab8db2038c440e0dfa3d211f36cc90fg9")]
    public void IsGenuine_MalformedHeader_IsRefused(string? header) => Assert.False(IsGenuine(s_body, header, Key, Signed));

    [Fact]
    public void IsGenuine_AnySignedBody_IsAccepted() =>
        Signing.Sample((body, key, time, off) => IsGenuine(body, Sign(body, key, time), key, time + off));

    [Fact]
    public void IsGenuine_AnyBitOfTheBodyChanged_IsRefused() =>
        Gen.Select(Signing, Gen.Int[0, int.MaxValue])
            .Sample(
                (signed, place) =>
                {
                    var (body, key, time, off) = signed;
                    var header = Sign(body, key, time);
                    var changed = body.Length == 0 ? [0] : (byte[])body.Clone();
                    if (body.Length > 0)
                        changed[place % body.Length] ^= (byte)(1 << (place % 8));
                    return !IsGenuine(changed, header, key, time + off);
                }
            );

    [Fact]
    public void IsGenuine_AnotherKeyOrTime_IsRefused() =>
        Signing.Sample(
            (body, key, time, off) =>
                !IsGenuine(body, Sign(body, key + "x", time), key, time + off)
                && !IsGenuine(body, Sign(body, key, time).Replace($"v={time}", $"v={time + 1}", StringComparison.Ordinal), key, time + off)
        );

    [Fact]
    public void IsGenuine_AnyHeader_NeverThrows() =>
        Gen.Select(Gen.String, Gen.Int[0, 3].Select(i => s_starts[i]))
            .Sample((text, start) => !IsGenuine(s_body, start + text, Key, Signed));

    private static Gen<(byte[] Body, string Key, long Time, long Off)> Signing =>
        Gen.Select(
            Gen.Byte.Array[0, 200],
            Gen.Char.AlphaNumeric.Array[1, 40].Select(c => new string(c)),
            Gen.Long[1_000_000, 4_000_000_000_000],
            Gen.Long[-RetellSignature.MostOff, RetellSignature.MostOff]
        );

    private static bool IsGenuine(byte[] body, string? header, string key, long now) =>
        RetellSignature.IsGenuine(body, header, key, DateTimeOffset.FromUnixTimeMilliseconds(now));

    private static string Sign(byte[] body, string key, long time)
    {
        var text = time.ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. body, .. Encoding.ASCII.GetBytes(text)];
        return $"v={text},d={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), signed))}";
    }
}
