using System.Net;
using System.Reflection;
using AdminPortal.Services;
using AdminPortal.Services.Audit;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Services.Audit;

/// <summary>How the security log writes external input, and its limits.</summary>
public sealed class SecurityLogTests : IDisposable
{
    private readonly CollectedLog _kept = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 5, 1, 8, 0, 0, TimeSpan.Zero));

    public void Dispose() => _kept.Dispose();

    [Fact]
    public void Flood_OfOneAddress_IsLimited_AndCountedAfterTheMinute()
    {
        using var log = new SecurityLog(_kept, _clock);
        for (var i = 0; i < 1_000; i++)
            log.KeyRefused(null, "invalid format", IPAddress.Parse("192.0.2.7"));
        log.KeyRefused(null, "invalid format", IPAddress.Parse("192.0.2.8"));

        Assert.Equal(SecurityLog.MostOfAnAddress + 1, _kept.Of("KeyRefused").Count());
        Assert.Empty(_kept.Of("LeftOut"));

        // The count is reported without a further event.
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(
            [$"{1_000 - SecurityLog.MostOfAnAddress} more entries of kind KeyRefused were suppressed within a minute"],
            _kept.Of("LeftOut")
        );
        log.KeyRefused(null, "invalid format", IPAddress.Parse("192.0.2.7"));
        Assert.Equal(SecurityLog.MostOfAnAddress + 2, _kept.Of("KeyRefused").Count());
    }

    [Fact]
    public void Flood_OfManyAddresses_IsLimitedToo_AndHidesNoOtherKind()
    {
        using var log = new SecurityLog(_kept, _clock);
        for (var i = 0; i < 5_000; i++)
            log.ForgedFormRefused("/account/login", new IPAddress(i));
        log.AccountLocked(Guid.NewGuid(), IPAddress.Loopback);

        Assert.Equal(SecurityLog.MostOfAKind, _kept.Of("ForgedFormRefused").Count());
        Assert.Single(_kept.Of("AccountLocked"));
    }

    [Fact]
    public void Addresses_OfOneIpv6Network_CountAsOne()
    {
        using var log = new SecurityLog(_kept, _clock);
        for (var i = 0; i < 100; i++)
            log.ForgedFormRefused("/", IPAddress.Parse($"2001:db8:1:2::{i:x}"));

        Assert.Equal(SecurityLog.MostOfAnAddress, _kept.Of("ForgedFormRefused").Count());
    }

    [Theory]
    [InlineData("/a\r\nwarn: AdminPortal: all is well")]
    [InlineData("/a\u001b[2J")]
    [InlineData("/a\u2028b")]
    [InlineData("/a\u202Eb")]
    public void Path_WithLineBreaks_CannotForgeALogLine(string path)
    {
        using var log = new SecurityLog(_kept, _clock);
        log.RightsRefused(new Actor("key:Web\nsite", AdminPortal.Data.Entities.PortalRole.Support), "GET", path, IPAddress.Loopback);

        var line = Assert.Single(_kept.Of("RightsRefused"));
        Assert.DoesNotContain(line, c => char.IsControl(c) || c is '\u2028' or '\u202E');
        Assert.StartsWith("key:Web\uFFFDsite refused at GET /a\uFFFD", line);
    }

    [Fact]
    public void Text_OfAnyLength_IsTruncated()
    {
        using var log = new SecurityLog(_kept, _clock);
        log.ForeignOriginRefused(new string('x', 100_000), null);

        Assert.InRange(Assert.Single(_kept.Of("ForeignOriginRefused")).Length, 200, 400);
    }

    [Fact]
    public void EveryEvent_HasAUniqueIdAndName()
    {
        var events = typeof(SecurityLog)
            .GetMethods(BindingFlags.Instance | BindingFlags.NonPublic)
            .Select(m => m.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .ToList();

        Assert.True(events.Count >= 14);
        Assert.Equal(events.Count, events.Select(e => e.EventId).Distinct().Count());
        Assert.Equal(events.Count, events.Select(e => e.EventName).Distinct().Count());
    }
}
