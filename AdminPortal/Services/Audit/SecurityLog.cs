using System.Net;
using System.Net.Sockets;

namespace AdminPortal.Services.Audit;

/// <summary>Writes security events to the operator's log: sign-ins, refusals, and changes of sign-in methods. Every kind has its own event
/// id for alerts. Users are identified by id and keys by their public part; nothing is secret. External input is written without control
/// characters and truncated. Events that strangers can repeat are limited per minute; the rest is counted.</summary>
public sealed partial class SecurityLog(ILogger<SecurityLog> log, TimeProvider clock) : IDisposable
{
    /// <summary>Lines of one kind that one address can cause per minute.</summary>
    public const int MostOfAnAddress = 20;

    /// <summary>Lines of one kind per minute in total.</summary>
    public const int MostOfAKind = 500;

    private const int MostText = 200;
    private static readonly TimeSpan s_span = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Kind, string From), int> _told = [];
    private readonly Dictionary<string, Count> _kinds = [];
    private DateTimeOffset _begin;
    private ITimer? _end;

    public void SignedIn(Guid person, string how, IPAddress? from) => WriteSignedIn(person, Clean(how), Where(from));

    public void SignedOut(Guid person, IPAddress? from) => WriteSignedOut(person, Where(from));

    /// <summary>A password or passkey that was refused.</summary>
    /// <param name="person">The user whose account was tried; null if there is none. The typed text is not logged: it may be a password in
    /// the wrong field.</param>
    public void SignInRefused(Guid? person, string how, string why, IPAddress? from)
    {
        if (IsTold(nameof(SignInRefused), from))
            WriteSignInRefused(person?.ToString() ?? "unknown account", how, why, Where(from));
    }

    public void CodeRefused(Guid person, IPAddress? from)
    {
        if (IsTold(nameof(CodeRefused), from))
            WriteCodeRefused(person, Where(from));
    }

    /// <summary>The account is locked after too many failures.</summary>
    public void AccountLocked(Guid person, IPAddress? from)
    {
        if (IsTold(nameof(AccountLocked), from))
            WriteAccountLocked(person, Where(from));
    }

    /// <summary>A cookie of a session that has ended or whose rights have changed.</summary>
    public void EndedSessionRefused(Guid person, IPAddress? from)
    {
        if (IsTold(nameof(EndedSessionRefused), from))
            WriteEndedSessionRefused(person, Where(from));
    }

    /// <summary>A known caller requested what their role does not allow.</summary>
    public void RightsRefused(Actor? who, string method, string? path, IPAddress? from)
    {
        if (IsTold(nameof(RightsRefused), from))
            WriteRightsRefused(Who(who), Clean(method), Clean(path), Where(from));
    }

    public void LimitHit(string limit, string? path, IPAddress? from)
    {
        if (IsTold(nameof(LimitHit), from))
            WriteLimitHit(limit, Clean(path), Where(from));
    }

    /// <summary>A form or write without a valid antiforgery token.</summary>
    public void ForgedFormRefused(string? path, IPAddress? from)
    {
        if (IsTold(nameof(ForgedFormRefused), from))
            WriteForgedFormRefused(Clean(path), Where(from));
    }

    public void ForeignOriginRefused(string? origin, IPAddress? from)
    {
        if (IsTold(nameof(ForeignOriginRefused), from))
            WriteForeignOriginRefused(Clean(origin), Where(from));
    }

    /// <summary>A session sent the id of a live page that another session opened, or that is unknown.</summary>
    public void PageOfOthersRefused(Guid? person, IPAddress? from)
    {
        if (IsTold(nameof(PageOfOthersRefused), from))
            WritePageOfOthersRefused(person?.ToString() ?? "unknown account", Where(from));
    }

    /// <param name="key">The public part of an API key; null for a text that is not a key.</param>
    public void KeyRefused(string? key, string why, IPAddress? from)
    {
        if (IsTold(nameof(KeyRefused), from))
            WriteKeyRefused(key ?? "(not a key)", why, Where(from));
    }

    /// <summary>The first admin was created.</summary>
    public void FirstAdminMade(Guid person) => WriteFirstAdminMade(person);

    public void Dispose()
    {
        lock (_lock)
        {
            TellLeftOut();
            _end?.Dispose();
        }
    }

    /// <summary>A committed change of a user's sign-in methods or rights; the audit has the details.</summary>
    internal void Changed(Actor who, AuditedChange change) => WriteChanged(change.Action, change.RecordType, change.RecordId, Who(who));

    /// <summary>Untrusted text on one line, truncated.</summary>
    internal static string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var cut = text.Length > MostText ? text[..MostText] + "…" : text;
        // Also characters that end or reverse lines without being control characters (such as U+2028 and U+202E).
        return cut.Any(IsUnsafe) ? new string([.. cut.Select(c => IsUnsafe(c) ? '\uFFFD' : c)]) : cut;
    }

    private static bool IsUnsafe(char c) =>
        char.IsControl(c)
        || char.IsSurrogate(c)
        || char.GetUnicodeCategory(c)
            is System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator;

    private static string Who(Actor? actor) => actor is null ? "nobody" : Clean(actor.CallerId);

    private static string Where(IPAddress? address) =>
        (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString() ?? "an unknown address";

    /// <summary>The part of an address that is counted: an IPv6 customer has 2^64 addresses.</summary>
    private static string Network(IPAddress? address) =>
        address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? Convert.ToHexString(address.GetAddressBytes(), 0, 8)
            : Where(address);

    private bool IsTold(string kind, IPAddress? from)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (now - _begin >= s_span || now < _begin)
            {
                TellLeftOut();
                _begin = now;
            }

            if (!_kinds.TryGetValue(kind, out var count))
                _kinds[kind] = count = new Count();
            var key = (kind, Network(from));
            var before = _told.GetValueOrDefault(key);
            if (count.Told < MostOfAKind && before < MostOfAnAddress)
            {
                count.Told++;
                _told[key] = before + 1;
                return true;
            }

            // There may be no further event, so a timer reports the count.
            if (count.LeftOut++ == 0)
            {
                _end ??= clock.CreateTimer(_ => Tell(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _end.Change(s_span, Timeout.InfiniteTimeSpan);
            }

            return false;
        }
    }

    private void Tell()
    {
        lock (_lock)
            TellLeftOut();
    }

    private void TellLeftOut()
    {
        foreach (var (kind, count) in _kinds)
            if (count.LeftOut > 0)
                WriteLeftOut(count.LeftOut, kind);
        _kinds.Clear();
        _told.Clear();
    }

    private sealed class Count
    {
        public int Told { get; set; }

        public long LeftOut { get; set; }
    }

    [LoggerMessage(1001, LogLevel.Information, "{Person} signed in with {How} from {Address}", EventName = nameof(SignedIn))]
    private partial void WriteSignedIn(Guid person, string how, string address);

    [LoggerMessage(1002, LogLevel.Information, "{Person} signed out from {Address}", EventName = nameof(SignedOut))]
    private partial void WriteSignedOut(Guid person, string address);

    [LoggerMessage(
        1003,
        LogLevel.Warning,
        "Sign-in of {Person} with {How} from {Address} refused: {Why}",
        EventName = nameof(SignInRefused)
    )]
    private partial void WriteSignInRefused(string person, string how, string why, string address);

    [LoggerMessage(1004, LogLevel.Warning, "Two-factor code of {Person} from {Address} refused", EventName = nameof(CodeRefused))]
    private partial void WriteCodeRefused(Guid person, string address);

    [LoggerMessage(
        1005,
        LogLevel.Warning,
        "Account {Person} temporarily locked after too many failed attempts, the last from {Address}",
        EventName = nameof(AccountLocked)
    )]
    private partial void WriteAccountLocked(Guid person, string address);

    [LoggerMessage(1006, LogLevel.Warning, "Ended session of {Person} refused from {Address}", EventName = nameof(EndedSessionRefused))]
    private partial void WriteEndedSessionRefused(Guid person, string address);

    [LoggerMessage(
        1101,
        LogLevel.Warning,
        "{Who} refused at {Method} {Path} from {Address}: role not allowed",
        EventName = nameof(RightsRefused)
    )]
    private partial void WriteRightsRefused(string who, string method, string path, string address);

    [LoggerMessage(1102, LogLevel.Warning, "Limit of {Limit} reached at {Path} from {Address}", EventName = nameof(LimitHit))]
    private partial void WriteLimitHit(string limit, string path, string address);

    [LoggerMessage(
        1103,
        LogLevel.Warning,
        "Request to {Path} from {Address} refused: antiforgery token missing or invalid",
        EventName = nameof(ForgedFormRefused)
    )]
    private partial void WriteForgedFormRefused(string path, string address);

    [LoggerMessage(
        1104,
        LogLevel.Warning,
        "Cross-origin connection from {Origin} ({Address}) refused",
        EventName = nameof(ForeignOriginRefused)
    )]
    private partial void WriteForeignOriginRefused(string origin, string address);

    [LoggerMessage(1105, LogLevel.Warning, "API key {Key} from {Address} refused: {Why}", EventName = nameof(KeyRefused))]
    private partial void WriteKeyRefused(string key, string why, string address);

    [LoggerMessage(
        1106,
        LogLevel.Warning,
        "{Person} refused from {Address}: the page was opened by another session",
        EventName = nameof(PageOfOthersRefused)
    )]
    private partial void WritePageOfOthersRefused(string person, string address);

    [LoggerMessage(1201, LogLevel.Information, "{Action} on {RecordType} {RecordId} by {Who}", EventName = nameof(Changed))]
    private partial void WriteChanged(string action, string recordType, Guid recordId, string who);

    [LoggerMessage(1202, LogLevel.Warning, "{Person} is the first admin", EventName = nameof(FirstAdminMade))]
    private partial void WriteFirstAdminMade(Guid person);

    [LoggerMessage(1900, LogLevel.Warning, "{Count} more entries of kind {Kind} were suppressed within a minute", EventName = "LeftOut")]
    private partial void WriteLeftOut(long count, string kind);
}
