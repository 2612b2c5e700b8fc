using AdminPortal.Components.Pages.Inventory;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Inventory;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace AdminPortal.Tests.Components.Pages.Inventory;

public sealed class InventoryViewTests
{
    [Fact]
    public void Address_OfAnyView_RoundTrips()
    {
        var navigation = new Address();
        InventoryView[] views =
        [
            InventoryView.All,
            new(NumberStatus.Quarantined, "1-800-FLOWERS & +44", "888", Guid.NewGuid(), true, 7, new(NumberSortBy.Time, true)),
            new(Sort: new(NumberSortBy.Business)),
        ];

        foreach (var view in views)
            Assert.Equal(view, Read(view.AddressAt(navigation)));
    }

    [Theory]
    [InlineData("?status=gone&sort=colour&business=acme&leaving=-3&warning=maybe&q=%20&prefix=")]
    [InlineData("?leaving=99999999999&sort=1&status=1")]
    public void Address_WithUnknownKeys_IgnoresThem(string query) => Assert.Equal(InventoryView.All, Read(query));

    [Fact]
    public void Sort_ByTimeOfAllStates_IsNotApplied()
    {
        var byTime = new NumberSort(NumberSortBy.Time);

        Assert.Equal(NumberSort.Default, new InventoryView(Sort: byTime).SortInForce);
        Assert.Equal(byTime, new InventoryView(NumberStatus.Available, Sort: byTime).SortInForce);
    }

    [Fact]
    public void Filter_OfDays_StaysTheSameWithinTheHour()
    {
        var view = new InventoryView(Leaving: 7);
        var noon = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal(view.FilterAt(noon), view.FilterAt(noon.AddMinutes(59)));
        Assert.Equal(noon.AddDays(7).AddHours(1), view.FilterAt(noon).FreeBefore);
    }

    [Fact]
    public void Columns_AreStoredAndToggled()
    {
        var columns = NumberColumns.Default.Toggle(NumberColumn.Note).Toggle(NumberColumn.Created);

        Assert.Equal(columns, NumberColumns.Parse(columns.Text));
        Assert.Equal((true, false), (columns.Has(NumberColumn.Created), columns.Has(NumberColumn.Note)));
        Assert.Equal(NumberColumns.Default, NumberColumns.Parse(null));
    }

    private static InventoryView Read(string address) =>
        InventoryView.Of(new QueryCollection(QueryHelpers.ParseQuery(address[Math.Max(0, address.IndexOf('?'))..])));

    private sealed class Address : NavigationManager
    {
        public Address() => Initialize("https://portal.example/", "https://portal.example/admin/phone-inventory");
    }
}
