using AdminPortal.Components.Shared;
using AdminPortal.Data.Entities;
using Bunit;

namespace AdminPortal.Tests.Components.Shared;

public sealed class NumberStatusChipTests : PageTest
{
    [Theory]
    [InlineData(NumberStatus.Available, "success")]
    [InlineData(NumberStatus.Assigned, "info")]
    [InlineData(NumberStatus.Quarantined, "warning")]
    [InlineData(NumberStatus.Inactive, "default")]
    public void Chip_OfAState_HasItsColourIconAndLabel(NumberStatus status, string colour)
    {
        var chip = Render<NumberStatusChip>(with => with.Add(c => c.Status, status)).Find(".mud-chip");

        Assert.Contains($"mud-chip-color-{colour}", chip.ClassName);
        Assert.NotNull(chip.QuerySelector("svg"));
        Assert.Equal(status.ToString(), chip.TextContent.Trim());
    }

    [Fact]
    public void Chips_OfDifferentStates_Differ()
    {
        var states = Enum.GetValues<NumberStatus>();

        Assert.Distinct(states.Select(NumberStatusChip.ColorOf));
        Assert.Distinct(states.Select(NumberStatusChip.IconOf));
        Assert.Distinct(states.Select(NumberStatusChip.WordOf));
    }
}
