using AdminPortal.Data.Records;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Support;

/// <summary>The check that every test of load, faults or races ends with.</summary>
internal static class SoundDatabase
{
    /// <summary>Fails when an invariant does not hold, naming the rows.</summary>
    public static async Task AssertSoundAsync(this TestPortal portal)
    {
        await using var db = portal.Database.CreateReadContext();
        var numbers = await db.Numbers.Where(n => n.AssignedTo != null).ToDictionaryAsync(n => n.AssignedTo!.Value, n => n.Number);
        var businesses = await db.Businesses.Where(b => b.PhoneNumber != null).ToDictionaryAsync(b => b.Id, b => b.PhoneNumber!);
        var ledger = await db.Assignments.Where(a => a.HeldUntil == null).ToDictionaryAsync(a => a.BusinessId, a => a.Number);
        Assert.Equal(numbers, businesses);
        Assert.Equal(numbers, ledger);
        Assert.Equal(numbers.Count, await db.Numbers.CountAsync(n => n.Status == NumberStatus.Assigned));
    }
}
