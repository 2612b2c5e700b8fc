using AdminPortal.Components.Pages.Calls;
using AdminPortal.Tests.Services.Agents;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Components.Pages.Calls;

public sealed class CallsPageTests : PageTest
{
    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public void Page_WithoutCalls_SaysWhenTheyAppear()
    {
        var page = Render<CallsPage>();

        page.WaitForAssertion(() => Assert.Contains("No calls yet", page.Markup));
    }

    [Fact]
    public async Task Page_ListsTheCallsOfAllBusinesses_AndFiltersThroughTheAddress()
    {
        var acme = await Portal.AddBusinessAsync("Acme Dental");
        await CallListServiceTests.AddAsync(Portal, acme.Id, "+13125550188", "+18005550000", DateTimeOffset.UtcNow.AddDays(-2));

        var page = Render<CallsPage>();

        page.WaitForAssertion(() => Assert.Contains("+1 312 555 0188", page.Find("tbody tr").TextContent));
        Assert.Equal($"businesses/{acme.Id}", page.Find("tbody a").GetAttribute("href"));
        Assert.Contains("Caller hung up", page.Find("tbody tr").TextContent);
        Navigation.NavigateTo("/calls?days=1");
        page = Render<CallsPage>();
        page.WaitForAssertion(() => Assert.Contains("No calls match these filters.", page.Markup));
    }
}
