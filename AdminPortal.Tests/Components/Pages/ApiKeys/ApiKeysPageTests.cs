using AdminPortal.Components.Pages.ApiKeys;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Keys;
using Bunit;
using TestContext = Xunit.TestContext;

namespace AdminPortal.Tests.Components.Pages.ApiKeys;

public sealed class ApiKeysPageTests : PageTest
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Page_WithoutKeys_ExplainsThem()
    {
        var page = Render<ApiKeysPage>();

        page.WaitForAssertion(() => Assert.Contains("No API keys yet", page.Markup));
    }

    [Fact]
    public async Task Page_ShowsTheOwnerOfEachKey_AndNewKeysAutomatically()
    {
        var keys = Portal.Get<ApiKeyService>();
        var acme = await Portal.AddBusinessAsync("Acme Dental");
        await keys.CreateAsync(Me, "Website", PortalRole.Business, acme.Id, null, Cancel);
        var page = Render<ApiKeysPage>();
        page.WaitForAssertion(() => Assert.Contains("Acme Dental", Assert.Single(page.FindAll("tbody tr")).TextContent));

        await keys.CreateAsync(Me, "CRM", PortalRole.Admin, null, 90, Cancel);

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody tr").Count));
        Assert.Contains("CRM", page.FindAll("tbody tr")[0].TextContent);
        Assert.Contains("Admin", page.FindAll("tbody tr")[0].TextContent);
    }
}
