using AdminPortal.Components.Layout.Notifications;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Notifications;
using Bunit;
using MudBlazor;
using TestContext = Xunit.TestContext;

namespace AdminPortal.Tests.Components.Layout.Notifications;

public sealed class NotificationBellTests : PageTest
{
    [Fact]
    public async Task Bell_CountsNewNotificationsLive_AndShowsThemWhenOpened()
    {
        DrawPopovers();
        var bell = Render<NotificationBell>();
        bell.WaitForAssertion(() => Assert.NotEmpty(bell.FindAll("button[aria-label='Notifications']")));
        await Portal.AddNumbersAsync(3);

        await Portal.Get<NotificationService>().LookAsync("http://localhost/", TestContext.Current.CancellationToken);

        bell.WaitForAssertion(() => Assert.NotEmpty(bell.FindAll("button[aria-label='Notifications, 1 new']")));
        await bell.InvokeAsync(() => bell.FindComponent<MudMenu>().Instance.OpenMenuAsync(EventArgs.Empty));
        bell.WaitForAssertion(() => Assert.NotEmpty(bell.FindAll("button[aria-label='Notifications']")));
    }

    [Fact]
    public async Task Bell_IsNotForBusinesses()
    {
        var business = await Portal.AddBusinessAsync();
        await SignInAsync(PortalRole.Business, business.Id);

        Assert.Empty(Render<NotificationBell>().FindAll("button"));
    }
}
