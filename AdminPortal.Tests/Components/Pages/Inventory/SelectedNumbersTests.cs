using AdminPortal.Components.Pages.Inventory;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;

namespace AdminPortal.Tests.Components.Pages.Inventory;

public sealed class SelectedNumbersTests
{
    [Fact]
    public void Set_Individually_SelectsAndDeselects()
    {
        var selection = new SelectedNumbers();

        selection.Set(Number("+18005550100"), true);
        selection.Set(Number("+18005550101"), true);
        selection.Set(Number("+18005550100"), false);

        Assert.False(selection.Has("+18005550100"));
        Assert.Equal(1, selection.Count(1000));
        Assert.Equal(["+18005550101"], selection.Of(new NumberFilter()).Numbers);
        Assert.Null(selection.Of(new NumberFilter()).Filter);
    }

    [Fact]
    public void SelectAll_ThenDeselectOne_IsAllExceptThatOne()
    {
        var selection = new SelectedNumbers();
        var filter = new NumberFilter(Query: "555");
        selection.Set(Number("+18005550100"), true);

        selection.SelectAll();
        Assert.True(selection.IsWhole);
        selection.Set(Number("+18005550101"), false);

        Assert.True(selection.Has("+18005550100"));
        Assert.False(selection.Has("+18005550101"));
        Assert.Equal(999, selection.Count(1000));
        Assert.Equal((filter, "+18005550101"), (selection.Of(filter).Filter, selection.Of(filter).Numbers.Single()));
    }

    [Fact]
    public void SetTo_ACopy_IsAsBefore()
    {
        var selection = new SelectedNumbers();
        selection.Set(Number("+18005550100"), true);
        var before = selection.Copy();

        selection.SelectAll();
        selection.Set(Number("+18005550100"), false);
        selection.SetTo(before);

        Assert.True(selection.Has("+18005550100"));
        Assert.Equal(1, selection.Count(1000));
    }

    [Fact]
    public void Statuses_AreThoseOfTheSelectedRows()
    {
        var selection = new SelectedNumbers();
        NumberStatus[] listed = [NumberStatus.Available, NumberStatus.Inactive];

        Assert.Empty(selection.States(listed));
        selection.Set(Number("+18005550100", NumberStatus.Assigned), true);
        Assert.Equal([NumberStatus.Assigned], selection.States(listed));
        selection.SelectAll();
        Assert.Equal(listed, selection.States(listed).Order());
    }

    private static NumberRecord Number(string number, NumberStatus status = NumberStatus.Available) =>
        new(Guid.NewGuid(), number, status, null, null, null, null, null, null, null, null, null, 1, DateTimeOffset.UnixEpoch);
}
