using AdminPortal.Components.Pages.Inventory;
using AdminPortal.Services.Inventory;

namespace AdminPortal.Tests.Components.Pages.Inventory;

public sealed class RowSelectionTests
{
    [Fact]
    public void Set_Individually_SelectsAndDeselects()
    {
        var selection = new RowSelection();

        selection.Set("+18005550100", true);
        selection.Set("+18005550101", true);
        selection.Set("+18005550100", false);

        Assert.False(selection.Has("+18005550100"));
        Assert.Equal(1, selection.Count(1000));
        Assert.Equal(["+18005550101"], selection.Of(new NumberFilter()).Numbers);
        Assert.Null(selection.Of(new NumberFilter()).Filter);
    }

    [Fact]
    public void SelectAll_ThenDeselectOne_IsAllExceptThatOne()
    {
        var selection = new RowSelection();
        var filter = new NumberFilter(Query: "555");
        selection.Set("+18005550100", true);

        selection.SelectAll();
        Assert.True(selection.IsWhole);
        selection.Set("+18005550101", false);

        Assert.True(selection.Has("+18005550100"));
        Assert.False(selection.Has("+18005550101"));
        Assert.Equal(999, selection.Count(1000));
        Assert.Equal((filter, "+18005550101"), (selection.Of(filter).Filter, selection.Of(filter).Numbers.Single()));
    }
}
