using System.Text;
using AdminPortal.Data;
using AdminPortal.Services;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Import;
using AdminPortal.Services.Keys;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Audit;

/// <summary>Changes of another process on the same database reach this one's listeners.</summary>
public sealed class ChangeWatchTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Look_AssignmentByAnotherProcess_NotifiesForNumberAndBusinessOnce(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        await other.AddNumbersAsync(1);
        var business = await other.AddBusinessAsync();
        var (watch, heard) = await ListenAsync(portal);

        await other.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business.Id, Cancel);
        await watch.LookAsync(Cancel);
        await watch.LookAsync(Cancel);

        Assert.Equal([ChangeKind.Numbers, ChangeKind.Businesses], heard.Select(c => c.Kind));
        Assert.Equal([business.Id], heard[1].Ids);
    }

    [Theory, OnEachDatabase]
    public async Task Look_ImportByAnotherProcess_NotifiesForImportAndNumbers(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        var (watch, heard) = await ListenAsync(portal);

        using var file = new MemoryStream(Encoding.ASCII.GetBytes("number\n+18005550123\n"));
        Assert.True((await other.Get<ImportService>().ImportAsync(TestPortal.Admin, file, new ImportOptions(), null, Cancel)).IsDone);
        await watch.LookAsync(Cancel);

        Assert.Contains(heard, c => c.Kind == ChangeKind.Imports);
        Assert.Contains(heard, c => c.Kind == ChangeKind.Numbers);
    }

    [Theory, OnEachDatabase]
    public async Task Look_KeyByAnotherProcess_Notifies(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        var (watch, heard) = await ListenAsync(portal);

        await other
            .Get<ApiKeyService>()
            .CreateAsync(TestPortal.Admin, "elsewhere", AdminPortal.Data.Entities.PortalRole.Admin, null, null, Cancel);
        await watch.LookAsync(Cancel);

        Assert.Contains(heard, c => c.Kind == ChangeKind.ApiKeys);
    }

    [Theory, OnEachDatabase]
    public async Task Look_WithoutChanges_DoesNotNotify(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddBusinessAsync();
        var (watch, heard) = await ListenAsync(portal);

        await watch.LookAsync(Cancel);

        Assert.Empty(heard);
    }

    [Fact]
    public async Task Look_NewListener_IsNotifiedOnceForEarlierChanges()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var heard = new List<PortalChange>();
        using var listening = portal.Get<ChangeFeed>().Subscribe(heard.Add);

        await portal.Get<ChangeWatch>().LookAsync(Cancel);

        Assert.Equal(Enum.GetValues<ChangeKind>(), heard.Select(c => c.Kind));
    }

    [Fact]
    public void First_OfATime_IsBelowItsIdsAndAboveEarlierOnes()
    {
        // Far ahead, because ids of one process never go back.
        var time = new DateTimeOffset(2050, 1, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.True(Bytes(UuidV7.First(time)).SequenceCompareTo(Bytes(UuidV7.First(time.AddMilliseconds(1)))) < 0);
        Assert.True(Bytes(UuidV7.First(DateTimeOffset.UtcNow.AddSeconds(-1))).SequenceCompareTo(Bytes(UuidV7.Create())) < 0);

        static ReadOnlySpan<byte> Bytes(Guid id) => id.ToByteArray(bigEndian: true);
    }

    private static async Task<(ChangeWatch Watch, List<PortalChange> Heard)> ListenAsync(TestPortal portal)
    {
        var heard = new List<PortalChange>();
        portal.Get<ChangeFeed>().Subscribe(heard.Add);
        var watch = portal.Get<ChangeWatch>();
        await watch.LookAsync(Cancel);
        heard.Clear();
        return (watch, heard);
    }
}
