using System.Data.Common;
using System.Globalization;
using AdminPortal.Data.Sqlite;

namespace AdminPortal.Services.Verification;

/// <summary>A row of a check's result; ids and times are read the same way from both databases.</summary>
internal readonly struct VerifiedRow(DbDataReader reader)
{
    public Guid? Id(int column) =>
        Value(column) switch
        {
            null => null,
            Guid id => id,
            byte[] { Length: 16 } bytes => BigEndianGuid.FromBytes(bytes),
            _ => Guid.Empty,
        };

    public string? Text(int column) =>
        Value(column) switch
        {
            null => null,
            string text => text,
            byte[] bytes => Convert.ToHexString(bytes),
            var other => Convert.ToString(other, CultureInfo.InvariantCulture),
        };

    public long? Whole(int column) => Value(column) is { } value ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;

    public bool Is(int column) => Value(column) is { } value && Convert.ToBoolean(value, CultureInfo.InvariantCulture);

    /// <summary>A time for display.</summary>
    public string? Time(int column)
    {
        var time = Value(column) switch
        {
            null => (DateTimeOffset?)null,
            long micros => UtcMicroseconds.FromMicroseconds(micros),
            DateTime utc => new DateTimeOffset(utc, TimeSpan.Zero),
            DateTimeOffset other => other,
            _ => DateTimeOffset.MinValue,
        };
        return time?.ToString("yyyy-MM-dd HH:mm:ss.ffffff 'UTC'", CultureInfo.InvariantCulture);
    }

    /// <summary>A number as named in findings.</summary>
    public string Number(int column) => $"number {Text(column)}";

    /// <summary>A business as named in findings.</summary>
    public string Business(int id, int name) => Text(name) is { } known ? $"business {Id(id)} '{known}'" : $"business {Id(id)}";

    private object? Value(int column) => reader.IsDBNull(column) ? null : reader.GetValue(column);
}
