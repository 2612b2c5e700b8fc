using AdminPortal.Components.Pages.Inventory;

namespace AdminPortal.Tests.Components.Pages.Inventory;

public sealed class RowScaleTests
{
    private const long Million = 1_000_000;

    [Fact]
    public void PositionOf_AListThatFits_IsTheIndex()
    {
        var scale = new RowScale();

        Assert.Equal(2_000, RowScale.RowsFor(2_000));
        Assert.All([0, 17, 1_999, 3], index => Assert.Equal(index, scale.PositionOf(index, 2_000)));
    }

    [Theory]
    [InlineData(Million)]
    [InlineData(56_000_000)]
    public void PositionOf_BothEnds_AreTheEndsOfTheList(long total)
    {
        var scale = new RowScale();

        Assert.Equal(0, scale.PositionOf(0, total));
        Assert.Equal(total - 1, scale.PositionOf(RowScale.RowsFor(total) - 1, total));
        Assert.Equal(total - 40, scale.PositionOf(RowScale.RowsFor(total) - 40, total));
        Assert.Equal(5, scale.PositionOf(5, total));
    }

    [Fact]
    public void PositionOf_AJump_IsProportional()
    {
        var position = new RowScale().PositionOf(RowScale.MostRows / 2, Million);

        Assert.InRange(position, 499_000, 501_000);
    }

    [Fact]
    public void PositionOf_SmallSteps_SkipNoRow()
    {
        var scale = new RowScale();
        var before = scale.PositionOf(150_000, Million);

        for (var index = 150_020; index < 152_000; index += 20)
        {
            var position = scale.PositionOf(index, Million);
            Assert.Equal(before + 20, position);
            before = position;
        }
    }

    [Fact]
    public void PositionOf_AnyIndex_StaysInTheList()
    {
        var scale = new RowScale();
        var random = new Random(7);

        for (var i = 0; i < 10_000; i++)
        {
            var index = random.Next(RowScale.MostRows);
            Assert.InRange(scale.PositionOf(index, Million), index, Million - 1);
        }
    }

    [Fact]
    public void PositionOf_AListThatShrank_StaysInIt()
    {
        var scale = new RowScale();
        scale.PositionOf(300_000, Million);

        Assert.Equal(300_010, scale.PositionOf(300_010, RowScale.MostRows));
    }
}
