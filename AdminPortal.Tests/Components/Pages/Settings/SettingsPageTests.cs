using AdminPortal.Components.Pages.Settings;
using Bunit;

namespace AdminPortal.Tests.Components.Pages.Settings;

public sealed class SettingsPageTests : PageTest
{
    [Fact]
    public void Page_ShowsEachValueWithItsSetting()
    {
        var page = Render<SettingsPage>();

        var rest = page.FindAll("tr").Single(r => r.TextContent.Contains("Quarantine after a release"));
        Assert.Contains("45 days", rest.TextContent);
        Assert.Contains("Numbers:QuarantineDays", rest.TextContent);
        Assert.Contains("Not configured: invitation links are shown", page.Markup);
    }
}
