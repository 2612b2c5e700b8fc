using AdminPortal.Components.Shared;

namespace AdminPortal.Tests.Components.Shared;

public sealed class ViewerZonesTests
{
    [Theory]
    [InlineData("America/Indianapolis", "America/Indiana/Indianapolis")]
    [InlineData("Asia/Calcutta", "Asia/Kolkata")]
    [InlineData("US/Pacific", "America/Los_Angeles")]
    [InlineData("Europe/Kyiv", "Europe/Kiev")]
    [InlineData("Asia/Saigon", "Asia/Ho_Chi_Minh")]
    public void Find_MissingName_IsFoundByAnotherNameOfTheZone(string reported, string onThisMachine)
    {
        var here = TimeZoneInfo.CreateCustomTimeZone(onThisMachine, TimeSpan.FromHours(1), null, null);

        Assert.True(ViewerZones.TryFind(reported, name => name == onThisMachine ? here : null, out var zone));
        Assert.Same(here, zone);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Nowhere/Atall")]
    [InlineData("../../etc/passwd")]
    public void Find_UnknownZone_IsNotFound(string? reported) => Assert.False(ViewerZones.TryFind(reported, out _));
}
