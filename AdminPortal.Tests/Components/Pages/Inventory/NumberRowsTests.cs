using AdminPortal.Components.Pages.Inventory;
using AdminPortal.Services.Inventory;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Components.Pages.Inventory;

public sealed class NumberRowsTests
{
    [Fact]
    public async Task WindowAsync_InAnyOrder_ReturnsTheRowsAtThosePositions()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, null!);
        var numbers = await portal.AddNumbersAsync(300);
        var rows = new NumberRows(portal.Get<InventoryService>(), TestPortal.Admin, new NumberFilter(), NumberSort.Default);
        var random = new Random(11);

        for (var i = 0; i < 200; i++)
        {
            var position = random.Next(310);
            var window = await rows.WindowAsync(position, 20, cancel);
            Assert.Equal(numbers.Skip(position).Take(20), window.Value!.Select(n => n.Number));
        }
    }

    [Fact]
    public async Task Forget_AfterNumbersWereAdded_CountsAgain()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, null!);
        await portal.AddNumbersAsync(5, from: 10);
        var rows = new NumberRows(portal.Get<InventoryService>(), TestPortal.Admin, new NumberFilter(), NumberSort.Default);
        Assert.Equal(5, (await rows.CountAsync(cancel)).Value);
        await rows.WindowAsync(0, 3, cancel);
        await portal.AddNumbersAsync(2);

        rows.Forget();

        Assert.Equal(7, (await rows.CountAsync(cancel)).Value);
        Assert.Equal("+18005550011", (await rows.WindowAsync(3, 1, cancel)).Value!.Single().Number);
    }
}
