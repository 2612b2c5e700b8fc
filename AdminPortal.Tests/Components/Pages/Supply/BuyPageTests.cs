using AdminPortal.Components.Pages.Supply;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Supply;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using TestContext = Xunit.TestContext;

namespace AdminPortal.Tests.Components.Pages.Supply;

/// <summary>The pages of buying, at the simulated supplier.</summary>
public sealed class BuyPageTests : PageTest
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Page_SimulatedSupplier_SaysThatNothingIsBought()
    {
        var page = Render<BuyPage>();

        Assert.Contains("nothing is bought or paid for", page.Markup);
    }

    [Fact]
    public void Search_Letters_ShowsThemInTheNumbersWithThePrice()
    {
        DrawPopovers();
        var page = Render<BuyPage>();
        page.Find(".ap-buy-contains input").Input("cars");

        page.Find("form").Submit();

        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".ap-offers tbody tr")));
        Assert.All(page.FindAll(".ap-letters"), letters => Assert.Contains("CARS", letters.TextContent));
        Assert.Contains("USD", page.Find(".ap-offers td.ap-figure").TextContent);
    }

    [Fact]
    public void Search_PatternThatCannotBe_SaysWhy()
    {
        DrawPopovers();
        var page = Render<BuyPage>();
        page.Find(".ap-buy-contains input").Input("a!");

        page.Find("form").Submit();

        page.WaitForAssertion(() => Assert.Contains("takes 2 to 10 digits", page.Markup));
    }

    [Fact]
    public async Task Buy_TwoNumbers_StatesTheTotalAndShowsTheirOrders()
    {
        var dialogs = DrawDialogs();
        var page = Render<BuyPage>();
        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".ap-offers tbody tr")));
        await page.InvokeAsync(() => page.FindAll(".ap-offers input[type=checkbox]")[0].Change(true));
        await page.InvokeAsync(() => page.FindAll(".ap-offers input[type=checkbox]")[1].Change(true));
        page.WaitForAssertion(() => Assert.Contains("2 numbers chosen", page.Find(".ap-bar").TextContent));

        await page.InvokeAsync(() => page.FindAll(".ap-bar button")[^1].Click());

        dialogs.WaitForAssertion(() => Assert.Contains("4.00 USD per month", dialogs.Markup));
        await dialogs.InvokeAsync(() => dialogs.Find(".mud-dialog form").Submit());
        page.WaitForAssertion(() => Assert.Contains("admin/orders?purchase=", Navigation.Uri));
    }

    [Fact]
    public async Task Orders_OneFails_ShowsWhyAndTheOthersArrive()
    {
        DrawPopovers();
        var purchase = (
            await Portal
                .Get<PurchaseService>()
                .StartAsync(Me, new PurchaseRequest(["+18883560101", "+18883560409", "+18883560102"]), Cancel)
        ).Value!;
        Navigation.NavigateTo($"admin/orders?purchase={purchase.PurchaseId}");

        var page = Render<OrdersPage>();

        page.WaitForAssertion(() => Assert.Contains("2 of 3 numbers bought, 1 failed.", page.Markup), TimeSpan.FromSeconds(30));
        Assert.Equal(2, page.FindAll("a.ap-phone").Count);
        Assert.Contains("Failed", page.Markup);
    }

    [Fact]
    public async Task Orders_Support_SeesThemWithoutButtons()
    {
        await Portal.Get<PurchaseService>().StartAsync(Me, new PurchaseRequest(["+18883560202"]), Cancel);
        await SignInAsync(PortalRole.Support);
        DrawPopovers();

        var page = Render<OrdersPage>();

        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));
        Assert.DoesNotContain("Check now", page.Markup);
        Assert.DoesNotContain("Buy numbers", page.Markup);
    }

    [Fact]
    public async Task Suppliers_NumberBoughtElsewhere_IsAddedWithOneClick()
    {
        DrawPopovers();
        var buyer = await Portal.Get<PurchaseService>().BuyAsync(Me, new PurchaseRequest(["+18883560101"]), Cancel);
        Assert.True(buyer.IsDone);
        await Portal.BreakAsync("DELETE FROM toll_free_numbers");
        var page = Render<SuppliersPage>();
        await page.InvokeAsync(() => page.Find(".ap-head button").Click());
        page.WaitForAssertion(() => Assert.Contains("+1 888 356 0101", page.Markup));

        await page.InvokeAsync(() => page.FindAll("button").Single(b => b.TextContent.Contains("Add to inventory")).Click());

        page.WaitForAssertion(() => Assert.Contains("Every number of the accounts is in the inventory", page.Markup));
    }

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();
}
