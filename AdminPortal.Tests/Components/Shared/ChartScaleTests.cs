using AdminPortal.Components.Shared;

namespace AdminPortal.Tests.Components.Shared;

public sealed class ChartScaleTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 1)]
    [InlineData(6, 2)]
    [InlineData(1_852, 500)]
    [InlineData(301_833, 100_000)]
    public void Step_IsRound(long most, int step) => Assert.Equal(step, ChartScale.StepFor(most));

    [Fact]
    public void Lines_AreTwoToFive_ForAnyValue()
    {
        for (var most = 5L; most < 2_000_000_000; most += 1 + most / 7)
            Assert.InRange((double)most / ChartScale.StepFor(most), 2, 5);
    }
}
