using System.Diagnostics.CodeAnalysis;

namespace AdminPortal.Services.PhoneNumbers;

/// <summary>A phone number in E.164 form, packed into 8 bytes, so that a million need 8 MB. Its order is the ordinal order of its text.
/// <c>default</c> means no number; its text is empty.</summary>
public readonly struct E164 : IEquatable<E164>, IComparable<E164>, IComparable, ISpanFormattable
{
    /// <summary>Most digits of a number (ITU-T E.164).</summary>
    public const int MaxDigits = 15;

    /// <summary>Most characters of its text: the plus sign and the digits.</summary>
    public const int MaxLength = MaxDigits + 1;

    private static readonly ulong[] PowersOfTen = MakePowersOfTen();

    // The digits are left-aligned in 15 places above four bits of length. Left-aligned, "+18" sorts among "+180…" as text does; the length
    // below distinguishes a number from a longer one that continues with zeros.
    private readonly ulong _packed;

    private E164(ulong packed) => _packed = packed;

    /// <summary>Number of digits; 0 for <c>default</c>.</summary>
    public int DigitCount => (int)(_packed & 0xF);

    /// <summary>Whether this is <c>default</c>.</summary>
    public bool IsNone => _packed == 0;

    /// <summary>The prefix for counting: the area code in the North American plan ("800"), elsewhere "+" and the country calling code
    /// ("+44").</summary>
    public string Prefix
    {
        get
        {
            if (IsNone)
                return "";
            return IsNorthAmerican ? CallingCodes.AreaCodeText(AreaCode) : CallingCodes.PlusText(CallingCodes.Of(LeadingDigits(3)));
        }
    }

    /// <summary>Whether it is toll-free in the North American plan (800, 833, 844, 855, 866, 877, 888).</summary>
    public bool IsTollFree => IsNorthAmerican && NorthAmericanPlan.IsTollFreeAreaCode(AreaCode);

    /// <summary>The number for display: "+1 800 555 0100"; elsewhere in the country's grouping.</summary>
    public string Display
    {
        get
        {
            if (!IsNorthAmerican)
                return CallingCodes.Grouped(this);
            return string.Create(
                15,
                this,
                static (text, number) =>
                {
                    Span<char> plain = stackalloc char[MaxLength];
                    number.TryFormat(plain, out _, default, null);
                    plain[..2].CopyTo(text);
                    text[2] = text[6] = text[10] = ' ';
                    plain[2..5].CopyTo(text[3..]);
                    plain[5..8].CopyTo(text[7..]);
                    plain[8..12].CopyTo(text[11..]);
                }
            );
        }
    }

    private bool IsNorthAmerican => DigitCount == 11 && LeadingDigits(1) == 1;

    private int AreaCode => LeadingDigits(4) % 1000;

    /// <summary>Creates a number from its digits as one integer (18005550100) and their count.</summary>
    internal static E164 FromDigits(ulong digits, int count) => new((digits * PowersOfTen[MaxDigits - count] << 4) | (uint)count);

    /// <summary>Parses stored text: "+", then 2 to 15 digits of which the first is not 0, and nothing else. Does not check whether such a
    /// number exists; <see cref="NumberReader"/> does.</summary>
    public static bool TryParseExact(ReadOnlySpan<char> text, out E164 number)
    {
        number = default;
        if (text.Length is < 3 or > MaxLength || text[0] != '+' || text[1] == '0')
            return false;
        var digits = 0UL;
        foreach (var c in text[1..])
        {
            if (!char.IsAsciiDigit(c))
                return false;
            digits = digits * 10 + (uint)(c - '0');
        }

        number = FromDigits(digits, text.Length - 1);
        return true;
    }

    /// <summary>Stored text for display, "+1 800 555 0100"; other text is unchanged.</summary>
    public static string Shown(string text) => TryParseExact(text, out var number) ? number.Display : text;

    /// <summary>Parses stored text as <see cref="TryParseExact"/> does.</summary>
    /// <exception cref="FormatException">The text is not an E.164 number.</exception>
    public static E164 ParseExact(ReadOnlySpan<char> text) =>
        TryParseExact(text, out var number)
            ? number
            : throw new FormatException($"'{text.ToString()}' is not a phone number in E.164 form.");

    /// <summary>The stored text: "+18005550100".</summary>
    public override string ToString() =>
        IsNone ? "" : string.Create(DigitCount + 1, this, static (text, number) => number.TryFormat(text, out _, default, null));

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <summary>Writes the stored text; false if <paramref name="destination"/> is too short.</summary>
    public bool TryFormat(
        Span<char> destination,
        out int charsWritten,
        ReadOnlySpan<char> format = default,
        IFormatProvider? provider = null
    )
    {
        charsWritten = 0;
        var count = DigitCount;
        if (count == 0)
            return true;
        if (destination.Length <= count)
            return false;
        var digits = (_packed >> 4) / PowersOfTen[MaxDigits - count];
        for (var i = count; i > 0; i--)
        {
            destination[i] = (char)('0' + digits % 10);
            digits /= 10;
        }

        destination[0] = '+';
        charsWritten = count + 1;
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(E164 other) => _packed.CompareTo(other._packed);

    int IComparable.CompareTo(object? obj) =>
        obj switch
        {
            null => 1,
            E164 other => CompareTo(other),
            _ => throw new ArgumentException("Only an E164 compares with an E164.", nameof(obj)),
        };

    /// <inheritdoc/>
    public bool Equals(E164 other) => _packed == other._packed;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is E164 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _packed.GetHashCode();

    public static bool operator ==(E164 left, E164 right) => left._packed == right._packed;

    public static bool operator !=(E164 left, E164 right) => left._packed != right._packed;

    public static bool operator <(E164 left, E164 right) => left._packed < right._packed;

    public static bool operator >(E164 left, E164 right) => left._packed > right._packed;

    public static bool operator <=(E164 left, E164 right) => left._packed <= right._packed;

    public static bool operator >=(E164 left, E164 right) => left._packed >= right._packed;

    private int LeadingDigits(int count) => (int)((_packed >> 4) / PowersOfTen[MaxDigits - count]);

    private static ulong[] MakePowersOfTen()
    {
        var powers = new ulong[MaxDigits + 1];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++)
            powers[i] = powers[i - 1] * 10;
        return powers;
    }
}
